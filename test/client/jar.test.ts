/** Cookies go where browsers send them, by the client's own clock. */
import { describe, expect, test } from 'vitest';
import { Jar } from '../../src/client/jar.ts';
import type { Exchange } from '../../src/exchange.ts';

const noon = Date.UTC(2019, 1, 26, 12);

function reply(url: string, ...cookies: string[]): Exchange {
  return {
    id: 'e0',
    startedAt: noon,
    request: { method: 'GET', url, headers: [] },
    response: { status: 200, headers: cookies.map((line) => ['Set-Cookie', line] as const) },
    timing: { total: 1 },
  };
}

function jarAt(time = noon): { jar: Jar; pass: (ms: number) => void } {
  let now = time;
  const jar = new Jar(() => now);
  return {
    jar,
    pass: (ms) => {
      now += ms;
    },
  };
}

const page = 'https://wx.qq.com/cgi-bin/x';

describe('a cookie', () => {
  test('goes to the hosts below its domain, and to no other', () => {
    const { jar } = jarAt();
    jar.store(
      reply(
        page,
        'wxuin=1; Domain=wx.qq.com; Path=/; Secure',
        'data=2; Domain=.qq.com; Path=/; Secure',
        'own=3; Path=/',
      ),
    );
    expect(jar.header('https://wx.qq.com/')).toBe('wxuin=1; data=2; own=3');
    expect(jar.header('https://webpush.wx.qq.com/a')).toBe('wxuin=1; data=2');
    expect(jar.header('https://login.weixin.qq.com/')).toBe('data=2');
    expect(jar.header('https://web.wechat.com/')).toBe('');
    expect(jar.header('http://wx.qq.com/')).toBe('own=3');
  });

  test('for a foreign host is not kept', () => {
    const { jar } = jarAt();
    jar.store(reply(page, 'a=1; Domain=example.org', 'b=2; Domain=com', 'c', '=d', 'e=5'));
    expect(jar.header(page)).toContain('e=5');
    expect(jar.header(page)).not.toMatch(/a=1|b=2/);
    expect(jar.header('https://example.org/')).toBe('');
  });

  test('lives by the clock of the client, with dates as old servers write them', () => {
    const { jar, pass } = jarAt();
    jar.store(
      reply(
        page,
        'a=1; Expires=Tue, 26-Feb-2019 13:00:00 GMT',
        'b=2; Max-Age=60',
        'c=3; Max-Age=1e99; Max-Age=99999999999999999999',
      ),
    );
    expect(jar.header(page)).toBe('a=1; b=2; c=3');
    pass(61_000);
    expect(jar.header(page)).toBe('a=1; c=3');
    pass(3_600_000);
    expect(jar.header(page)).toBe('c=3');
    expect(JSON.stringify(jar.state())).toContain('"c"');
  });

  test('is taken away by a date in the past', () => {
    const { jar } = jarAt();
    jar.store(reply(page, 'a=1; Path=/'));
    jar.store(reply(page, 'a=; Path=/; Expires=Thu, 01-Jan-1970 00:00:00 GMT'));
    expect(jar.header(page)).toBe('');
  });

  test('survives in a session file', () => {
    const { jar } = jarAt();
    jar.store(reply(page, 'a=1; Path=/; Expires=Tue, 26-Feb-2019 13:00:00 GMT', 'b=2; Path=/'));
    const state = JSON.parse(JSON.stringify(jar.state()));
    expect(new Jar(() => noon, state).header(page)).toBe('a=1; b=2');
    expect(new Jar(() => noon + 7_200_000, state).header(page)).toBe('b=2');
  });
});
