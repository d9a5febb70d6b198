/** A baseline says once what most kinds of message have, and is read back as what was learned. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { readBaseline } from '../../../src/replay/drift/baseline-file.ts';
import type { FieldStat } from '../../../src/replay/drift/field-stat.ts';
import { baselineText } from '../../../src/replay/drift/profile-json.ts';
import { captures, exchangesOf, learned } from './learned.ts';

const profile = learned(await exchangesOf(join(captures, 'sync-every-message.har')));
const text = baselineText(profile, wechat);
const read = (json: string) => readBaseline(json, 'base.json', wechat);

type Fields = Record<string, Record<string, unknown> | null>;

interface File {
  version: number;
  endpoints: { webwxsync: { replies: Record<'0', { body: Fields }> } };
}

/** The text with the fields of a good sync reply changed. */
function changed(change: (fields: Fields) => void, version = 2): string {
  const file = JSON.parse(text) as File;
  file.version = version;
  change(file.endpoints.webwxsync.replies['0'].body);
  return JSON.stringify(file);
}

const messages = (json: string): ReadonlyMap<string, FieldStat> =>
  read(json).endpoints.get('webwxsync')!.replies.get('0')!.body.children.get('AddMsgList')!.children.get('*')!
    .variants;

describe('a baseline file', () => {
  it('is read back as what was written', () => {
    expect(baselineText(read(text), wechat)).toBe(text);
  });

  it('says of the kinds of message what most have, and of each what differs', () => {
    const { body } = (JSON.parse(text) as File).endpoints.webwxsync.replies['0'];
    expect(body['/AddMsgList/**/MsgId']).toMatchObject({ types: { string: 'all' } });
    const found = messages(text);
    expect(found.size).toBeGreaterThan(20);
    for (const stat of found.values())
      expect(stat.children.get('MsgId')!.types.count('string')).toBe(stat.objects);
  });

  it('says where a kind lacks what most have', () => {
    const key = '/AddMsgList/* MsgType=3/StatusNotifyCode';
    const json = changed((fields) => {
      expect(fields[key]).toBeUndefined();
      fields[key] = null;
    });
    expect(messages(json).get('MsgType=3')!.children.has('StatusNotifyCode')).toBe(false);
    expect(messages(json).get('MsgType=47')!.children.has('StatusNotifyCode')).toBe(true);
    const again = baselineText(read(json), wechat);
    expect(again).toContain(`${JSON.stringify(key)}: null`);
    expect(baselineText(read(again), wechat)).toBe(again);
  });

  it('of the first version says all of every kind', () => {
    const json = changed((fields) => {
      for (const key of Object.keys(fields))
        if (/^\/AddMsgList\/.*(?:\*\*|\/MsgId$)/.test(key)) delete fields[key];
      fields['/AddMsgList/* MsgType=3/MsgId'] = { types: { string: 2 }, distinct: 2, class: 'free' };
    }, 1);
    expect([...messages(json).get('MsgType=3')!.children.keys()]).toContain('MsgId');
    expect(messages(json).get('MsgType=47')!.children.has('MsgId')).toBe(false);
  });

  it.each([
    ['all', '/AddMsgCount', { types: { integer: 'all' } }],
    ['null', '/AddMsgCount', null],
    ['most', '/AddMsgList/**/MsgId', { types: { string: 'most' } }],
    ['a class that there is not', '/AddMsgCount', { types: { integer: 1 }, class: 'odd' }],
    ['more than can be counted', '/AddMsgCount', { types: { integer: 1e300 } }],
  ])('may not say %s of %s', (_, key, field) => {
    const json = changed((fields) => {
      fields[key] = field;
    });
    expect(() => read(json)).toThrow(expect.objectContaining({ code: 'recording/bad-baseline' }));
  });

  it('may not be of a later version', () => {
    expect(() => read(changed(() => {}, 3))).toThrow(
      expect.objectContaining({ code: 'recording/bad-baseline' }),
    );
  });
});
