import { describe, expect, test } from 'vitest';
import { Flood, guide, RequestLines } from '../../src/cli/serve-lines.ts';
import { plainStyle } from '../../src/decode/render/style.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchange, page } from '../support/exchanges.ts';

describe('a line for a request', () => {
  const lines = new RequestLines(wechat, plainStyle, false);

  test('tells the endpoint, the status with what it meant, the time it took and why', () => {
    expect(lines.of(page.check(0, 2, { at: 0, took: 1500 }), 'e22: news, poll 2 of 5')).toMatch(
      /^08:00:01 {2}synccheck +200 news +1\.5 s {2}e22: news, poll 2 of 5$/,
    );
  });

  test('of what is outside the table shows method, host and path, without the query', () => {
    const line = lines.of(exchange('https://example.org/a?token=secret', { status: 404, at: 0 }), undefined);
    expect(line).toContain('GET example.org/a');
    expect(line).not.toContain('secret');
  });

  test('shows no control characters, and credentials only where they are asked for', () => {
    const skey = '@crypt_0a1b2c3d_0123456789abcdef0123456789abcdef';
    const wild = exchange(`https://wx.qq.com/\u001b[2J?skey=${skey}`, { at: 0 });
    expect(lines.of(wild, `?skey=${skey}\u001b[2J`)).not.toMatch(/\u001b|0123456789abcdef0/);
    expect(new RequestLines(wechat, plainStyle, true).of(wild, undefined)).toContain(skey);
  });
});

describe('a flood of requests', () => {
  test('is shown up to fifty lines a second, and counted beyond', () => {
    const flood = new Flood();
    const said = Array.from({ length: 200 }, (_, index) => flood.take(() => `line ${index}`, 10)).flat();
    expect(said).toHaveLength(50);
    expect(flood.take(() => 'next second', 1010)).toEqual(['… 150 more requests', 'next second']);
    expect(flood.rest()).toEqual([]);
  });
});

test('the guide names the proxy, the certificate, and a page where there is one', () => {
  const server = { host: '::1', port: 8080, certificate: '/home/a b/ca.pem', spkiHash: 'abc=' };
  const text = guide('a recording', server, plainStyle).join('\n');
  expect(text).toContain('http://[::1]:8080');
  expect(text).toContain("'/home/a b/ca.pem'");
  expect(text).toContain('--ignore-certificate-errors-spki-list=abc= URL');
  expect(guide('x', { ...server, page: wechat.startPage }, plainStyle).join('\n')).toContain(
    'abc= https://wx.qq.com/',
  );
});
