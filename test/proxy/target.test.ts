/** What requests are about. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { destinationOf, readTarget, type Way } from '../../src/proxy/target.ts';

const plain: Way = {};
const tls: Way = { tls: { sni: 'wx.qq.com' } };
const unnamed: Way = { tls: { sni: '' } };
const tunnelled: Way = { target: { host: 'wx.qq.com', port: 443 }, tls: { sni: 'wx.qq.com' } };

describe('the target of a CONNECT', () => {
  test.each([
    ['wx.qq.com:443', 'wx.qq.com', 443],
    ['WX.qq.com:80', 'wx.qq.com', 80],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['127.0.0.1:9', '127.0.0.1', 9],
    ['ca:443', 'ca', 443],
    ['a.example:65535', 'a.example', 65535],
  ])('%s is read', (text, host, port) => {
    expect(readTarget(text)).toEqual({ host, port });
  });

  test.each([
    '',
    'wx.qq.com',
    'wx.qq.com:',
    ':443',
    'wx.qq.com:0',
    'wx.qq.com:65536',
    'wx.qq.com:443:443',
    'wx.qq.com:+443',
    '../../x:443',
    '::1:443',
    '[::1]',
    '[127.0.0.1]:443',
    'https://wx.qq.com:443',
    'user@wx.qq.com:443',
    'wx.qq.com:443/',
    '*:443',
  ])('%j is refused', (text) => {
    expect(readTarget(text)).toBeUndefined();
  });

  test('is a host and a port or nothing, whatever was sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority()), (text) => {
        const target = readTarget(text);
        if (target) expect(target.port > 0 && target.port < 65536 && target.host !== '').toBe(true);
      }),
    );
  });
});

describe('the URL of a request', () => {
  test.each<[string, string, Way, string | undefined, string, string]>([
    ['in a tunnel', '/p?q', tunnelled, 'wx.qq.com', 'https://wx.qq.com/p?q', 'connect'],
    ['in a tunnel, whatever Host says', '/p', tunnelled, 'other.example:9', 'https://wx.qq.com/p', 'connect'],
    ['in a tunnel, without Host', '/p', tunnelled, undefined, 'https://wx.qq.com/p', 'connect'],
    [
      'in a tunnel to another port',
      '/',
      { ...tunnelled, target: { host: 'a.example', port: 8443 } },
      '',
      'https://a.example:8443/',
      'connect',
    ],
    [
      'in a tunnel to an address',
      '/',
      { target: { host: '::1', port: 443 }, tls: { sni: '' } },
      '',
      'https://[::1]/',
      'connect',
    ],
    [
      'in a tunnel without TLS',
      '/',
      { target: { host: 'a.example', port: 80 } },
      '',
      'http://a.example/',
      'connect',
    ],
    ['in a tunnel, absolute', 'http://other.example/p?q', tunnelled, '', 'https://wx.qq.com/p?q', 'connect'],
    ['absolute', 'http://a.example/p', plain, 'b.example', 'http://a.example/p', 'absolute'],
    ['absolute with https', 'https://a.example/p', plain, 'a.example', 'https://a.example/p', 'absolute'],
    [
      'absolute, as it was written',
      'HTTP://u:p@A.example:80?q#f',
      plain,
      '',
      'HTTP://u:p@A.example:80?q#f',
      'absolute',
    ],
    ['absolute without a path', 'http://a.example?q', plain, '', 'http://a.example?q', 'absolute'],
    ['absolute inside TLS', 'https://a.example/', tls, '', 'https://a.example/', 'tls-absolute'],
    ['of a server by its name', '/p', tls, 'wx.qq.com', 'https://wx.qq.com/p', 'tls-origin'],
    [
      'of a server by its name and port',
      '/p',
      tls,
      'WX.qq.com:8443',
      'https://wx.qq.com:8443/p',
      'tls-origin',
    ],
    ['of a server that Host calls another', '/p', tls, 'other.example', 'https://wx.qq.com/p', 'tls-origin'],
    ['of a server, without Host', '/p', tls, undefined, 'https://wx.qq.com/p', 'tls-origin'],
    ['of a server by its address', '/p', unnamed, '127.0.0.1:8080', 'https://127.0.0.1:8080/p', 'tls-origin'],
    ['of a server without TLS', '/p', plain, 'a.example:8080', 'http://a.example:8080/p', 'origin'],
    ['of a server without TLS, default port', '//p', plain, 'a.example:80', 'http://a.example//p', 'origin'],
    ['of no resource', '*', plain, 'a.example', 'http://a.example', 'origin'],
  ])('%s', (_name, target, way, host, url, reachedBy) => {
    expect(destinationOf(target, way, host)).toEqual({ url, reachedBy });
  });

  test.each<[string, Way, string | undefined]>([
    ['/', plain, undefined],
    ['/', plain, ''],
    ['/', plain, 'a b'],
    ['/', unnamed, undefined],
    ['/', { tls: { sni: '../x' } }, '../x'],
    ['ftp://a.example/', plain, 'a.example'],
    ['http:///p', plain, 'a.example'],
    ['http://a b/', plain, 'a.example'],
    ['http://a.example\\@b.example/', plain, 'a.example'],
    ['http://a.example:99999/', plain, 'a.example'],
    ['p', plain, 'a.example'],
    ['', plain, 'a.example'],
  ])('there is none for %j', (target, way, host) => {
    expect(destinationOf(target, way, host)).toBeUndefined();
  });

  test('is one that can be parsed', () => {
    const paths = fc.webPath().map((path) => `/${path.replace(/^\//, '')}`);
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl(), paths),
        fc.constantFrom(plain, tls, tunnelled),
        fc.webAuthority(),
        (text, way, host) => {
          const found = destinationOf(text, way, host);
          if (found) expect(URL.canParse(found.url)).toBe(true);
        },
      ),
    );
  });
});
