/** What a client speaks, told from its first bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesServer, speechOf } from '../../src/proxy/hello.ts';
import { helloOf } from './reach.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('what a client speaks', () => {
  test.each(['GET / HTTP/1.1\r\n', 'G', 'CONN', 'M-SEARCH * HTTP/1.1', '\r\nPOST ', '\r\n'])(
    '%j is HTTP',
    (text) => {
      expect(speechOf(bytes(text))).toBe('http');
    },
  );

  test.each([
    'SSH-2.0-OpenSSH',
    '\0\0\0\x10',
    '\x80\x2e\x01',
    'GETS it',
    'get / HTTP/1.1',
    ' GET / HTTP/1.1',
    '{"a":1}',
    '\x16\xf1\x03\x00\x10',
  ])('%j is neither TLS nor HTTP', (text) => {
    expect(speechOf(bytes(text))).toBe('other');
  });

  test('a handshake record is TLS', async () => {
    expect(speechOf(bytes('\x16'))).toBe('tls');
    expect(speechOf(bytes('\x16\x03\x01'))).toBe('tls');
    expect(speechOf(await helloOf('a.example'))).toBe('tls');
  });

  test('any bytes are one of the three', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (some) =>
        ['tls', 'http', 'other'].includes(speechOf(some)),
      ),
    );
  });
});

describe('a hello', () => {
  test('that names a server says so', async () => {
    expect(namesServer(await helloOf('a.example'))).toBe(true);
    expect(namesServer(await helloOf(undefined))).toBe(false);
  });

  test('that is cut off or broken anywhere is read without harm', async () => {
    const hello = await helloOf('a.example');
    for (let end = 1; end < hello.length; end += 1)
      expect(typeof namesServer(hello.subarray(0, end))).toBe('boolean');
    fc.assert(
      fc.property(fc.nat(hello.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(hello);
        broken[at] = value;
        expect(typeof namesServer(broken)).toBe('boolean');
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (some) => typeof namesServer(some) === 'boolean'));
  });
});
