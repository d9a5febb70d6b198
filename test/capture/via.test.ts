import { describe, expect, test } from 'vitest';
import { readVia } from '../../src/capture/via.ts';

describe('the URL of a proxy', () => {
  test.each([
    ['http://proxy.example:3128', { secure: false, host: 'proxy.example', port: 3128 }],
    ['https://proxy.example', { secure: true, host: 'proxy.example', port: 443 }],
    ['http://[::1]:8080/', { secure: false, host: '::1', port: 8080 }],
    ['http://a%40b:p%3Aq@proxy.example', { secure: false, host: 'proxy.example', port: 80, auth: 'a@b:p:q' }],
    ['http://user@proxy.example', { secure: false, host: 'proxy.example', port: 80, auth: 'user:' }],
    ['http://%zz:1@proxy.example', { secure: false, host: 'proxy.example', port: 80, auth: '%zz:1' }],
  ])('%s', (text, via) => {
    expect(readVia(text)).toEqual(via);
  });

  test.each(['proxy.example:3128', 'socks5://proxy.example', 'http://proxy.example/path', '', 'http://'])(
    'is not %j',
    (text) => {
      expect(readVia(text)).toBeUndefined();
    },
  );
});
