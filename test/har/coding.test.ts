import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfBase64, withoutCoding } from '../../src/har/coding.ts';
import { zstdOf } from './support.ts';

describe('bytesOfBase64', () => {
  const text = (encoded: string) => bytesOfBase64(encoded)?.toString();

  it.each<[string, string]>([
    ['aGVsbG8=', 'hello'],
    ['aGVsbG8', 'hello'],
    ['aGVs\r\nbG8=\n', 'hello'],
    ['  aGVsbG8=', 'hello'],
    ['Pz8_Pj4-', '???>>>'],
    ['Pz8/Pj4+', '???>>>'],
    ['', ''],
  ])('reads %j', (encoded, plain) => {
    expect(text(encoded)).toBe(plain);
  });

  it.each(['hello, world', '<html>', 'a', 'aGVsb', 'aGV sbG8=', 'aGV=bG8=', '{"a":1}', 'é'])(
    'does not take %j for it',
    (encoded) => {
      expect(bytesOfBase64(encoded)).toBeUndefined();
    },
  );

  it('reads what was written, however long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(1, 4000), (bytes, times) => {
        const whole = Buffer.concat(Array<Uint8Array>(times).fill(bytes));
        expect(bytesOfBase64(whole.toString('base64'))?.equals(whole)).toBe(true);
        expect(bytesOfBase64(whole.toString('base64url'))?.equals(whole)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('withoutCoding', () => {
  const plain = Buffer.from('{"text":"中文"}'.repeat(20));
  const isUndone = (bytes: Buffer, named: string, mime: string) =>
    withoutCoding(bytes, named, mime).equals(plain);

  it.each<[string, Buffer, string, string]>([
    ['gzip that is named', gzipSync(plain), 'gzip', 'image/x-odd'],
    ['gzip where text is due', gzipSync(plain), '', 'application/json'],
    ['zstd that is named', zstdOf(plain), 'zstd', 'application/json'],
    ['brotli that is named', brotliCompressSync(plain), 'br', 'text/html'],
    ['deflate', deflateSync(plain), 'deflate', 'text/html'],
    ['raw deflate', deflateRawSync(plain), 'Deflate', 'text/html'],
  ])('undoes %s', (_title, bytes, named, mime) => {
    expect(isUndone(bytes, named, mime)).toBe(true);
  });

  it.each<[string, Buffer, string, string]>([
    ['plain text with a header that lies', plain, 'gzip', 'text/html'],
    ['plain text called brotli', plain, 'br', 'text/html'],
    ['an archive', gzipSync(plain), 'gzip', 'application/gzip'],
    ['a download that is packed by itself', gzipSync(plain), '', 'application/octet-stream'],
    ['damaged gzip', gzipSync(plain).subarray(0, 30), 'gzip', 'text/html'],
    ['binary called brotli', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'br', 'image/jpeg'],
    ['nothing', Buffer.alloc(0), 'gzip', 'text/html'],
  ])('leaves %s as it is', (_title, bytes, named, mime) => {
    expect(withoutCoding(bytes, named, mime)).toBe(bytes);
  });

  it('leaves a bomb packed', () => {
    const zeros = Buffer.alloc(80 << 20);
    for (const bomb of [gzipSync(zeros), gzipSync(gzipSync(zeros))]) {
      expect(withoutCoding(bomb, 'gzip', 'text/html').length).toBeLessThan(1 << 20);
    }
    const brotli = brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
    expect(withoutCoding(brotli, 'br', 'text/html')).toBe(brotli);
  });
});
