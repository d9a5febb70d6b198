/** Nothing of a recording acts on a terminal. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, safeJson, visible } from '../../../src/decode/render/safe.ts';

const acting = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe('text for a terminal', () => {
  test.each([
    ['\x1b[31mred', '\\u{1b}[31mred'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['\x9b2J', '\\u{9b}2J'],
    ['bell\x07 delete\x7f', 'bell\\u{7} delete\\u{7f}'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['hidden\u200bspace\ufeff', 'hidden\\u{200b}space\\u{feff}'],
    ['日本 👩‍👩‍👧', '日本 👩‍👩‍👧'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('no harmful character is left in any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !acting.test(visible(text)) && !acting.test(oneLine(text)),
      ),
    );
  });

  test('lines become one, and blanks single', () => {
    expect(oneLine('a\r\nb\nc\t  d')).toBe('a↵b↵c d');
  });
});

describe('JSON for a terminal', () => {
  test('bidirectional marks, C1 and delete are escaped', () => {
    expect(safeJson(JSON.stringify('\u202e\x9b\x7f\u2028'))).toBe('"\\u202e\\u009b\\u007f\\u2028"');
  });

  test('it parses to the same value, and holds nothing harmful', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = safeJson(JSON.stringify({ value, text }));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        expect(json).not.toMatch(acting);
      }),
    );
  });
});
