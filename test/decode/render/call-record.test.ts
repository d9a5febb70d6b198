/** A call as data. */
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../../src/decode/events.ts';
import { callRecord } from '../../../src/decode/render/call-record.ts';
import type { Exchange } from '../../../src/exchange.ts';
import { stringifyLossless } from '../../../src/json.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { exchange, page } from '../../support/exchanges.ts';

function record(one: Exchange) {
  const decoder = new Decoder(wechat);
  return callRecord(decoder.decode(one).call, decoder.table);
}

describe('a call', () => {
  test('has its input, output, outcome and issues', () => {
    expect(record(page.pull({ AddMsgCount: 0 }, { at: 1 }))).toMatchObject({
      endpoint: 'webwxsync',
      at: '2026-03-01T08:00:01.000Z',
      input: {
        query: { sid: 'AbCdEfGhIjKlMnOp' },
        cookies: { wxuin: '1234567890' },
        body: { BaseRequest: { Uin: 1234567890 } },
      },
      output: { BaseResponse: { Ret: 0 } },
      outcome: { ok: true, code: 0 },
      issues: expect.any(Array),
    });
  });

  test('outside the table has no endpoint, and still its query', () => {
    const found = record(
      exchange('https://example.com/?a=1&a=2&__proto__=3', { headers: [['Cookie', 'c=d']] }),
    );
    expect(found).not.toHaveProperty('endpoint');
    expect(JSON.stringify(found.input)).toBe('{"query":{"a":["1","2"],"__proto__":"3"},"cookies":{"c":"d"}}');
  });

  test('shows the values of its path', () => {
    expect(record(exchange('https://login.weixin.qq.com/qrcode/abc%3D%3D')).input.params).toEqual({
      uuid: 'abc==',
    });
  });

  test('keeps every digit of an id', () => {
    const { output } = record(
      page.pull({ AddMsgCount: 1 }, { reply: '{"BaseResponse":{"Ret":0},"X":9007199254740993}' }),
    );
    expect(stringifyLossless(output)).toContain('"X":9007199254740993');
  });
});
