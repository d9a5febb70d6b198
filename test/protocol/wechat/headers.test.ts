/** Holds the headers of each kind of call to those of the page (official.md 3). */
import { describe, expect, test } from 'vitest';
import { filled, rowNamed } from './sample.ts';

const headersOf = (name: string, given: Parameters<typeof filled>[1] = {}): Record<string, string> =>
  Object.fromEntries(filled(rowNamed(name), given).headers);
const namesOf = (name: string, given: Parameters<typeof filled>[1] = {}): string =>
  filled(rowNamed(name), given)
    .headers.map(([header]) => header)
    .join(' ');

/** What a browser says of itself; the caller's choice. */
const browser = {
  'User-Agent': 'Mozilla/5.0',
  'sec-ch-ua': '"Chromium"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'Accept-Language': 'zh-CN',
  'Accept-Encoding': 'gzip, deflate, br',
};

describe('the order of headers', () => {
  test.each([
    [
      'webwxinit',
      'sec-ch-ua-platform User-Agent Accept sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Origin Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding',
    ],
    [
      'webwxgetcontact',
      'sec-ch-ua-platform User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding',
    ],
    [
      'synccheck',
      'sec-ch-ua-platform User-Agent sec-ch-ua Accept-Language sec-ch-ua-mobile Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding',
    ],
    [
      'webwxpushloginurl',
      'sec-ch-ua-platform X-Requested-With User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding',
    ],
    [
      'webwxlogout',
      'Cache-Control sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests Content-Type User-Agent Origin Accept-Language Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-User Sec-Fetch-Dest Referer Accept-Encoding',
    ],
    [
      'webwxuploadmedia',
      'sec-ch-ua-platform User-Agent sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Accept Origin Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding',
    ],
  ])('of %s is that of the page', (name, order) => {
    expect(namesOf(name, { headers: browser })).toBe(order);
  });

  test('has no place for those that the caller adds: they come last', () => {
    expect(namesOf('webwxinit', { headers: { 'X-Extra': '1' } })).toMatch(/Referer X-Extra$/);
  });
});

describe('headers', () => {
  test('that tell a browser are sent only where the caller gives them', () => {
    expect(namesOf('webwxinit')).not.toMatch(/User-Agent|sec-ch-ua|Accept-Language|Accept-Encoding/);
  });

  test('of the caller replace those of the page, in the spelling of the caller', () => {
    expect(headersOf('webwxinit', { headers: { REFERER: 'https://example.org/' } })).toMatchObject({
      REFERER: 'https://example.org/',
    });
  });

  test.each([
    ['webwxinit', 'application/json, text/plain, */*'],
    ['synccheck', '*/*'],
    ['webwxgetvoice', '*/*'],
    ['webwxuploadmedia', '*/*'],
    ['webwxuploadmedia.preflight', '*/*'],
    ['webwxpushloginurl', 'application/json, text/javascript, */*; q=0.01'],
  ])('of %s accept %s', (name, accept) => {
    expect(headersOf(name).Accept).toBe(accept);
  });

  test.each([
    ['webwxinit', 'application/json;charset=UTF-8'],
    ['webwxlogout', 'application/x-www-form-urlencoded'],
    ['webwxuploadmedia', 'multipart/form-data; boundary=----WebKitFormBoundaryffffffffffffffff'],
    ['synccheck', undefined],
  ])('of %s say that the body is %s', (name, type) => {
    expect(headersOf(name)['Content-Type']).toBe(type);
  });

  const origin = 'https://wx2.qq.com/?target=t';

  test.each([
    ['webwxinit', 'same-origin', origin],
    ['synccheck', 'same-site', 'https://wx2.qq.com/'],
    ['qrcode', 'same-site', 'https://wx2.qq.com/'],
  ])('of %s, asked %s, name the page as it may be known there', (name, site, referer) => {
    expect(headersOf(name, { origin })).toMatchObject({ 'Sec-Fetch-Site': site, Referer: referer });
  });

  test('of a page elsewhere say so', () => {
    expect(headersOf('webwxinit', { origin: 'https://example.org/a' })).toMatchObject({
      'Sec-Fetch-Site': 'cross-site',
      Referer: 'https://example.org/',
      Origin: 'https://example.org',
    });
    expect(
      headersOf('webwxinit', { origin: 'https://example.org:8443', host: 'other.example.org' }),
    ).toMatchObject({
      'Sec-Fetch-Site': 'cross-site',
    });
    expect(headersOf('webwxinit', { origin: 'http://127.0.0.1:1', host: '127.0.0.1:2' })).toMatchObject({
      'Sec-Fetch-Site': 'same-site',
    });
  });

  test.each([
    ['webwxinit', 'cors', 'empty'],
    ['login', 'no-cors', 'script'],
    ['webwxgeticon', 'no-cors', 'image'],
    ['webwxgetvideo', 'no-cors', 'video'],
    ['webwxlogout', 'navigate', 'document'],
    ['index', 'navigate', 'document'],
  ])('of %s say that it is fetched by %s for %s', (name, mode, destination) => {
    expect(headersOf(name)).toMatchObject({ 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': destination });
  });

  test('without a page name none', () => {
    const { headers } = filled(rowNamed('webwxinit'), { origin: undefined });
    expect(headers.map(([name]) => name)).toEqual(['Accept', 'Content-Type']);
  });

  test('that a row asks for are there', () => {
    expect(headersOf('webwxgetvideo').Range).toBe('bytes=0-');
    expect(headersOf('webwxuploadmedia.preflight')).toMatchObject({
      'Access-Control-Request-Method': 'POST',
    });
  });
});
