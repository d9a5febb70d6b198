/** Writes and reads DER. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bits, element, elements, identifier, integer, sequence, time } from '../../src/proxy/der.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('an element', () => {
  test('is read as it was written, whatever its length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70_000 }), { maxLength: 3 }), (contents) => {
        const written = Buffer.concat(contents.map((content) => element(0x04, content)));
        expect(elements(written).map(({ content }) => hex(content))).toEqual(contents.map(hex));
      }),
      { numRuns: 30 },
    );
  });

  test('has the shortest length there is', () => {
    expect(hex(element(0x04, new Uint8Array(0x7f)).subarray(0, 2))).toBe('047f');
    expect(hex(element(0x04, new Uint8Array(0x80)).subarray(0, 3))).toBe('048180');
    expect(hex(element(0x04, new Uint8Array(0x100)).subarray(0, 4))).toBe('04820100');
  });

  test('that does not fill its parent is not read', () => {
    expect(() => elements(Buffer.of(0x04, 5, 1))).toThrow(RangeError);
    expect(() => elements(Buffer.of(0x04, 0x80))).toThrow(RangeError);
    expect(() => elements(Buffer.of(0x04, 0x85, 1, 1, 1, 1, 1))).toThrow(RangeError);
  });

  test('of any bytes is read or refused, never read beyond its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const size = elements(bytes).reduce((sum, { whole }) => sum + whole.length, 0);
          expect(size).toBe(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a value', () => {
  test('of an integer stays positive', () => {
    expect(hex(integer(Buffer.of(0x7f)))).toBe('02017f');
    expect(hex(integer(Buffer.of(0x80)))).toBe('02020080');
  });

  test('of an identifier is packed in sevens', () => {
    expect(hex(identifier('1.2.840.113549.1.1.11'))).toBe('06092a864886f70d01010b');
    expect(hex(identifier('2.5.29.17'))).toBe('0603551d11');
  });

  test('of bits says how many do not count', () => {
    expect(hex(bits(Buffer.of(0b1000_0000), 7))).toBe('03020780');
  });

  test('of time has two digits for the year until 2049', () => {
    expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1')).toBe('\x17\x0d491231235959Z');
    expect(time(Date.UTC(2050, 0, 1)).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  });

  test('of a sequence holds its parts in order', () => {
    expect(hex(sequence(integer(Buffer.of(1)), integer(Buffer.of(2))))).toBe('3006020101020102');
  });
});
