/** Holds the readers of doubtful values to giving something for anything. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCode, asNumber, asText } from '../../../src/protocol/wechat/loose.ts';

const hostile = { toString: 1, valueOf: null };

test.each([
  ['text', 'text'],
  ['', ''],
  [5, '5'],
  [8000000000000000004n, '8000000000000000004'],
  [true, 'true'],
  [null, ''],
  [undefined, ''],
  [{}, ''],
  [[1], ''],
  [hostile, ''],
])('the text of %o is %o', (value, text) => {
  expect(asText(value)).toBe(text);
});

test.each([
  [7, 7],
  ['7', 7],
  [7n, 7],
  ['', 0],
  ['7.5', 0],
  [Number.NaN, 0],
  [null, 0],
  [['7'], 0],
  [hostile, 0],
])('the number of %o is %o', (value, number) => {
  expect(asNumber(value)).toBe(number);
});

test.each([
  ['-1', -1],
  ['1101', 1101],
  [0, 0],
  ['abc', 'abc'],
  ['12345678901', '12345678901'],
  [hostile, ''],
])('the code of %o is %o', (value, code) => {
  expect(asCode(value)).toBe(code);
});

test('nothing makes them throw', () => {
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withObjectString: true });
  fc.assert(
    fc.property(anything, (value) => {
      expect(typeof asText(value)).toBe('string');
      expect(Number.isFinite(asNumber(value))).toBe(true);
      expect(['string', 'number']).toContain(typeof asCode(value));
    }),
  );
});
