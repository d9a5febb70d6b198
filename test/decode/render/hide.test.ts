/** Nothing secret is shown, and what is shown stays what it was. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/decode/events.ts';
import { hiddenJson, hideInPlain, hideInTimeline } from '../../../src/decode/render/hide.ts';
import { Secrets } from '../../../src/decode/secrets.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { login, page } from '../../support/exchanges.ts';
import { timelineOf } from './timeline.ts';

function learned(): Secrets {
  const secrets = new Secrets(wechat);
  secrets.learn({ uin: '1234567890', sid: 'AbCdEfGhIjKlMnOp', skey: '@crypt_0a1b2c3d_0123' });
  return secrets;
}
const event = (fields: object): Event => ({
  at: null,
  type: 'message.received',
  exchange: 'e1',
  state: null,
  ...fields,
});

describe('an event as JSON', () => {
  test('hides a credential that stands as a number, and stays JSON', () => {
    const json = hiddenJson(event({ payload: { owner: 1234567890, list: [1, 1234567890] } }), learned());
    expect(json).not.toContain('1234567890');
    expect(JSON.parse(json).payload.list[0]).toBe(1);
  });

  test('always parses, and never holds the credential', () => {
    const value = fc.oneof(
      fc.constant('AbCdEfGhIjKlMnOp'),
      fc.constant(1234567890),
      fc.string(),
      fc.constant('a=1234567890,b'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(value, fc.array(value))), (payload) => {
        const json = hiddenJson(event({ payload }), learned());
        expect(() => JSON.parse(json)).not.toThrow();
        expect(json).not.toMatch(/AbCdEfGhIjKlMnOp/);
      }),
    );
  });

  test('without a credential is the event itself', () => {
    const plain = event({ kind: 'text', text: 'hello 42', count: 4294967296 });
    expect(JSON.parse(hiddenJson(plain, learned()))).toEqual(plain);
  });
});

test('a decoded value keeps its numbers but for credentials', () => {
  expect(hideInPlain({ Ret: 0, Id: 9007199254740993n, OwnerUin: 1234567890 }, learned())).toEqual({
    Ret: 0,
    Id: 9007199254740993n,
    OwnerUin: expect.stringContaining('…'),
  });
});

test('a timeline hides credentials in its events and keeps its spans', () => {
  const { timeline } = timelineOf([...login(), page.check(0, 0)]);
  const hidden = hideInTimeline(timeline, learned());
  expect(JSON.stringify(hidden)).not.toContain('AbCdEfGhIjKlMnOp');
  expect(hidden.spans).toEqual(timeline.spans);
});
