/** Holds the cutting of URLs to keeping every character. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitUrl } from '../../src/protocol/url.ts';

describe('a URL', () => {
  test.each([
    ['https://wx.qq.com/', 'https', 'wx.qq.com', '/', ''],
    ['https://wx.qq.com', 'https', 'wx.qq.com', '/', ''],
    ['https://wx.qq.com?a=1', 'https', 'wx.qq.com', '/', 'a=1'],
    ['HTTPS://WX.qq.COM:443/A?B#c?d', 'https', 'wx.qq.com', '/A', 'B'],
    ['http://user:pass@h:80/p/q?x=http://y/z', 'http', 'h', '/p/q', 'x=http://y/z'],
    ['https://h/a#b?c', 'https', 'h', '/a', ''],
    ['https://h/?&MsgID=1', 'https', 'h', '/', '&MsgID=1'],
    ['h/p?q', '', 'h', '/p', 'q'],
    ['', '', '', '/', ''],
  ])('%s is cut where its parts meet', (url, scheme, host, path, query) => {
    expect(splitUrl(url)).toMatchObject({ scheme, host, path, query });
  });

  test('has its port in the authority alone', () => {
    expect(splitUrl('https://h:8443/p')).toMatchObject({ authority: 'h:8443', host: 'h' });
  });

  test('decodes and normalises nothing', () => {
    const { path, query } = splitUrl('https://h/a/../b%2Fc/;d?x=%zz+ y=');
    expect({ path, query }).toEqual({ path: '/a/../b%2Fc/;d', query: 'x=%zz+ y=' });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('h', ':', '/', '?', '#', '@', '1') }), (url) => {
        const { path, query } = splitUrl(url);
        expect(path.startsWith('/')).toBe(true);
        expect(query).not.toContain('#');
      }),
    );
  });
});
