import { describe, expect, test } from 'vitest';
import { readMap, readProxy, scopeOf } from '../../src/cli/capture-options.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

describe('--map', () => {
  test('sends hosts elsewhere, by name or by pattern, to the same port where none is said', () => {
    const map = readMap(['wx.qq.com=127.0.0.1:8443', '*.test=[::1]', 'b.test=10.0.0.1:1']);
    expect(map('WX.qq.com', 443)).toEqual({ host: '127.0.0.1', port: 8443 });
    expect(map('a.test', 443)).toEqual({ host: '::1', port: 443 });
    expect(map('b.test', 443)).toEqual({ host: '::1', port: 443 });
    expect(map('qq.com', 443)).toBeUndefined();
  });

  test.each(['', 'a', 'a=', '=b', 'a=b:0', 'a=b:c', 'a b=c'])('%j is no rule', (rule) =>
    expect(() => readMap([rule])).toThrow(expect.objectContaining({ code: 'usage/bad-option' })),
  );
});

describe('--host', () => {
  test('by default it is the hosts of the protocol, and what is below them', () => {
    const { fits } = scopeOf([], false, wechat);
    for (const host of ['wx.qq.com', 'res.wx.qq.com', 'login.weixin.qq.com', 'webpush.web.wechat.com'])
      expect([host, fits(host)]).toEqual([host, true]);
    for (const host of ['qq.com', 'mail.qq.com', 'notwx.qq.com', 'wx.qq.com.example.test'])
      expect([host, fits(host)]).toEqual([host, false]);
  });

  test('patterns replace them', () => {
    const { fits, says } = scopeOf(['*.example.test', 'qq.com'], false, wechat);
    expect(['a.example.test', 'QQ.com', 'wx.qq.com'].map(fits)).toEqual([true, true, false]);
    expect(says).toBe('*.example.test, qq.com');
    expect(scopeOf([], true, wechat).fits('anything')).toBe(true);
  });
});

describe('--via', () => {
  test('takes a proxy with and without scheme and password', () => {
    expect(readProxy('127.0.0.1:3128')).toEqual({ secure: false, host: '127.0.0.1', port: 3128 });
    expect(readProxy('https://me:p%40ss@proxy.test')).toEqual({
      secure: true,
      host: 'proxy.test',
      port: 443,
      auth: 'me:p@ss',
    });
  });
});
