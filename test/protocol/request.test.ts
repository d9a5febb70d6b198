/** Holds the view of a request to its row: names, cookies, body. */
import { describe, expect, test } from 'vitest';
import { Body, type HeaderList, type WireRequest } from '../../src/exchange.ts';
import { RequestView } from '../../src/protocol/request.ts';
import { table } from './wechat/sample.ts';

const main = 'https://wx.qq.com/cgi-bin/mmwebwx-bin';
const view = (url: string, more: Partial<WireRequest> = {}): RequestView =>
  new RequestView({ method: 'GET', url, headers: [], ...more }, table);
const withCookies = (...lines: string[]): HeaderList => lines.map((line) => ['Cookie', line]);

describe('a value of the query', () => {
  test('is decoded once', () => {
    expect(view(`${main}/webwxinit?pass_ticket=a%252Fb`).param('pass_ticket')).toBe('a%2Fb');
  });

  test('keeps a plus sign', () => {
    expect(view(`${main}/webwxsync?sid=a+b/c`).param('sid')).toBe('a+b/c');
  });

  test('goes by its other names too', () => {
    expect(view(`${main}/webwxgetmsgimg?&msgid=7`).param('MsgID')).toBe('7');
    expect(view(`${main}/webwxgetmedia?filename=a`).param('encryfilename')).toBe('a');
  });

  test('may stand in the path', () => {
    expect(view('https://login.weixin.qq.com/qrcode/a%3D%3D?uuid=other').param('uuid')).toBe('a==');
  });

  test('is undefined where there is none', () => {
    expect(view(`${main}/webwxinit`).param('pass_ticket')).toBeUndefined();
    expect(view(`${main}/webwxinit`).param('toString')).toBeUndefined();
  });
});

describe('a cookie', () => {
  const read = (line: string, name: string) => view(main, { headers: withCookies(line) }).cookie(name);

  test.each([
    ['wxsid=a', 'a'],
    ['x=1; wxsid=a=b; y=2', 'a=b'],
    ['mywxsid=0; wxsid=a', 'a'],
    ['x=wxsid=0; wxsid=a', 'a'],
    ['wxsid=', ''],
  ])('is found in %s', (line, value) => {
    expect(read(line, 'wxsid')).toBe(value);
  });

  test.each(['', 'x=1', 'wxsid', 'mywxsid=0'])('is not found in %o', (line) => {
    expect(read(line, 'wxsid')).toBeUndefined();
  });

  test('of several lines are listed in order', () => {
    const headers = withCookies('a=1; b', 'c=d=e;  f=');
    expect(view(main, { headers }).cookies()).toEqual([
      ['a', '1'],
      ['', 'b'],
      ['c', 'd=e'],
      ['f', ''],
    ]);
  });
});

describe('a body', () => {
  const post = (text: string): RequestView =>
    view(`${main}/webwxinit`, { method: 'POST', body: Body.ofText(text), headers: [] });

  test('is read by the codec of its row, whatever its type says', () => {
    expect(post('{"BaseRequest":{"Uin":5}}\n').sent('/BaseRequest/Uin')).toBe(5);
  });

  test('that is broken has no values', () => {
    expect(post('{').body).toMatchObject({ ok: false });
    expect(post('{').sent('/BaseRequest')).toBeUndefined();
  });

  test('is undefined where the row has none, or none was recorded', () => {
    expect(view(`${main}/synccheck`, { body: Body.ofText('x') }).body).toBeUndefined();
    expect(view(`${main}/webwxinit`).body).toBeUndefined();
  });
});

test('a preflight of a row that has none of its own is told apart', () => {
  expect(view(`${main}/webwxinit`, { method: 'OPTIONS' }).isPreflight).toBe(true);
  const upload = 'https://file.wx.qq.com/cgi-bin/mmwebwx-bin/webwxuploadmedia';
  expect(view(upload, { method: 'OPTIONS' }).isPreflight).toBe(false);
});
