/** Columns are those of a terminal. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { simpleWidth } from '../../../src/decode/render/columns.ts';
import { oneLine } from '../../../src/decode/render/safe.ts';
import { padded, truncate, widthOf, wrap } from '../../../src/decode/render/width.ts';

describe('width', () => {
  test.each([
    ['abc', 3],
    ['到家了吗？', 10],
    ['👩‍👩‍👧', 2],
    ['🔭', 2],
    ['é', 1],
    ['', 0],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  test.each([
    ['到家了吗？', 10, '到家了吗？'],
    ['到家了吗？', 9, '到家了吗…'],
    ['到家了吗？', 8, '到家了…'],
    ['abcdef', 4, 'abc…'],
    ['abcd', 4, 'abcd'],
    ['ab👩‍👩‍👧c', 4, 'ab…'],
    ['abc', 0, ''],
  ])('%s in %i columns is %s', (text, columns, shown) => {
    expect(truncate(text, columns)).toBe(shown);
  });

  test('a cut text never exceeds its columns, and padding fills them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const line = oneLine(text);
        expect(widthOf(truncate(line, columns))).toBeLessThanOrEqual(columns);
        expect(widthOf(padded(line, columns))).toBe(columns);
      }),
    );
  });

  test('every character is as wide as the library says, alone and beside others', () => {
    for (let code = 0x20; code < 0x10000; code += 1) {
      const text = String.fromCharCode(code);
      if (simpleWidth(text) !== undefined)
        expect(stringWidth(text), code.toString(16)).toBe(simpleWidth(text));
    }
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => widthOf(text) === stringWidth(text)));
  });

  test('padding goes to the side that is named', () => {
    expect([padded('ab', 4), padded('ab', 4, 'right')]).toEqual(['ab  ', '  ab']);
  });

  test('words are put into lines', () => {
    expect(wrap(['one', 'two', 'three'], 8)).toEqual(['one two', 'three']);
    expect(wrap(['unbreakable'], 5)).toEqual(['unbr…']);
    expect(wrap([], 5)).toEqual([]);
  });
});
