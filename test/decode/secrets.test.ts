/** Nothing secret is shown, and equal values still look equal. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { Secrets, shorten } from '../../src/decode/secrets.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchange, login, page } from '../support/exchanges.ts';

const hidden = [
  'AbCdEfGhIjKlMnOp',
  '@crypt_0a1b2c3d_0123456789abcdef0123456789abcdef',
  'AbC%2FdEf%2BgHi',
  '1234567890',
];

/** Lines as the decode command prints them. */
function lines(): string[] {
  const decoder = new Decoder(wechat);
  const secrets = new Secrets(wechat);
  return [
    ...login(),
    page.check(0, 2),
    exchange(
      'https://wx.qq.com/other?skey=%40crypt_0a1b2c3d_0123456789abcdef0123456789abcdef&pass_ticket=AbC%252FdEf%252BgHi',
    ),
  ].flatMap((one) => {
    const { events, step } = decoder.decode(one);
    if (step.session) secrets.learn(step.session.values);
    return events.map((event) => secrets.hideIn(JSON.stringify(secrets.hideInEvent(event))));
  });
}

describe('secrets', () => {
  test('no credential of the session is in any line, in whatever encoding', () => {
    const text = lines().join('\n');
    for (const value of hidden) {
      for (const form of [value, encodeURIComponent(value), decodeURIComponent(value)])
        expect(text).not.toContain(form);
    }
    expect(text).not.toContain('AbCdEfGhIjKlMnOpQrStUvWx');
  });

  test('texts, names and ids are shown', () => {
    expect(lines().join('\n')).toContain('"nickName":"Ann"');
  });

  test('equal values look equal, other values do not', () => {
    const opened = JSON.parse(lines()[3]!) as { skey: string; sid: string; cookies: Record<string, string> };
    expect(opened.cookies.wxsid).toBe(opened.sid);
    expect(opened.skey).not.toBe(opened.sid);
    expect(shorten('AbCdEfGhIjKlMnOp')).toBe(shorten('AbCdEfGhIjKlMnOp'));
  });

  test('shortening a shortened value changes nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => shorten(shorten(text)) === shorten(text)));
  });

  test('a whole decoded body hides credentials by their names', () => {
    const secrets = new Secrets(wechat);
    const body = { BaseRequest: { Uin: 1234567890, Sid: 'zzzzzzzzzzzzzzzz' }, List: [{ UserName: '@a' }] };
    const shown = JSON.stringify(secrets.hideInValue(body));
    expect(shown).not.toContain('zzzzzzzzzzzzzzzz');
    expect(shown).not.toContain('1234567890');
    expect(shown).toContain('@a');
  });

  test('what the page kept from a session before this recording is hidden by its name', () => {
    const secrets = new Secrets(wechat);
    const shown = JSON.stringify(
      secrets.hideInValue({ cookies: { last_wxuin: '1234567890', mm_lang: 'en' } }),
    );
    expect(shown).not.toContain('1234567890');
    expect(shown).toContain('en');
  });

  test('no value of a session breaks the search for it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), (skey, text) => {
        const secrets = new Secrets(wechat);
        secrets.learn({ skey });
        secrets.hideIn(text);
        expect(secrets.hideIn(`a ${skey} b`)).not.toBe(`a ${skey} b`);
      }),
    );
  });
});
