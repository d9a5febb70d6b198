/** One walk through a text finds what a pattern of alternatives finds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Finder } from '../../src/decode/finder.ts';

/** The same as a regular expression: the plain way, and the slow one. */
function byPattern(needles: readonly string[], text: string): string {
  const forms = needles.filter(({ length }) => length > 1).sort((a, b) => b.length - a.length);
  if (forms.length === 0) return text;
  const alternatives = forms.map((form) => {
    const quoted = form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return /^\d+$/.test(form) ? `(?<![\\w.])${quoted}(?![\\w.])` : quoted;
  });
  return text.replace(new RegExp(alternatives.join('|'), 'g'), (found) => `<${found}>`);
}

describe('a finder', () => {
  const mark = (needle: string): string => `<${needle}>`;

  test('replaces the longest of those that begin at a place, and a number only where it stands alone', () => {
    const finder = new Finder(['secret', 'secretive', '123456']);
    expect(finder.replace('a secretive secret, 123456 and 1234567 and x123456.', mark)).toBe(
      'a <secretive> <secret>, <123456> and 1234567 and x123456.',
    );
    expect(finder.replace('nothing of it', mark)).toBe('nothing of it');
    expect(finder.replace('', mark)).toBe('');
  });

  test('finds what a pattern finds, in the same order', () => {
    // Few characters, so that needles overlap, repeat and begin alike.
    const piece = (longest: number) =>
      fc.array(fc.constantFrom('a', 'b', '1', '2', '.', '$', 'é', '汉', '\ud83d'), { maxLength: longest });
    fc.assert(
      fc.property(fc.array(piece(4), { maxLength: 6 }), piece(30), (lists, characters) => {
        const needles = [...new Set(lists.map((list) => list.join('')))];
        const text = characters.join('');
        expect(new Finder(needles).replace(text, mark)).toBe(byPattern(needles, text));
      }),
      { numRuns: 500 },
    );
  });
});
