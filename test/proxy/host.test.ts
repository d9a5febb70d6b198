/** Which texts are hosts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressBytes, readHost } from '../../src/proxy/host.ts';

describe('a host', () => {
  test.each([
    ['wx.qq.com', 'wx.qq.com'],
    ['WX.QQ.Com.', 'wx.qq.com'],
    ['localhost', 'localhost'],
    ['ca', 'ca'],
    ['_dmarc.a-b.example', '_dmarc.a-b.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('%s is read', (text, host) => {
    expect(readHost(text)).toBe(host);
  });

  test.each([
    '',
    '.',
    '../..',
    'a..b',
    '-a.example',
    'a-.example',
    '127.1',
    '1.2.3.4.5',
    '0x7f.1',
    '[127.0.0.1]',
    '[::1',
    '::1]',
    'fe80::1%eth0',
    'a b',
    'a/b',
    'a\\b',
    'a@b',
    'a:b',
    'ä.example',
    'a\0.example',
    '*.example',
    `${'a'.repeat(64)}.example`,
    'a.'.repeat(130),
  ])('%j is none', (text) => {
    expect(readHost(text)).toBeUndefined();
  });

  test('is read the same once it was read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const host = readHost(text);
        if (host !== undefined) expect(readHost(host)).toBe(host);
      }),
    );
  });
});

describe('the bytes of an address', () => {
  test.each([
    ['127.0.0.1', '7f000001'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::1.2.3.4', '20010db8000000000000000001020304'],
    ['::', '00000000000000000000000000000000'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['fe80::', 'fe800000000000000000000000000000'],
  ])('of %s', (address, bytes) => {
    expect(Buffer.from(addressBytes(address)).toString('hex')).toBe(bytes);
  });

  test('are four or sixteen', () => {
    fc.assert(fc.property(fc.ipV6(), (address) => addressBytes(address).length === 16));
    fc.assert(fc.property(fc.ipV4(), (address) => addressBytes(address).length === 4));
  });
});
