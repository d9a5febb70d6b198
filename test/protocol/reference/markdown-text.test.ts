/** Holds the Markdown helpers to text that is hostile to Markdown. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchor, blocks, code, fence, prose, table } from '../../../src/protocol/reference/markdown-text.ts';

test('prose stays one line and holds no markup', () => {
  expect(prose('a\n b | `c` *d* [e] <br/> \\')).toBe('a b \\| \\`c\\` \\*d\\* \\[e\\] &lt;br/> \\\\');
});

test('code may hold pipes and backticks', () => {
  expect(code('a|b')).toBe('`a\\|b`');
  expect(code('a`b')).toBe('`` a`b ``');
});

test('a table leaves out empty columns and is nothing without rows', () => {
  expect(
    table(
      ['a', 'b'],
      [
        ['1', ''],
        ['2', ''],
      ],
    ),
  ).toBe('| a |\n| --- |\n| 1 |\n| 2 |');
  expect(table(['a'], [])).toBe('');
});

test('a fence is longer than what it holds', () => {
  expect(fence('js', 'x')).toBe('```js\nx\n```');
  expect(fence('', '```')).toBe('~~~~\n```\n~~~~');
});

test('blocks are parted by one empty line, and empty ones are none', () => {
  expect(blocks('a', '', 'b')).toBe('a\n\nb');
});

test('an anchor is made as hosts of Markdown make it', () => {
  expect(anchor('The login machine')).toBe('the-login-machine');
  expect(anchor('webwxuploadmedia.preflight')).toBe('webwxuploadmediapreflight');
});

test('no text breaks out of its cell', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '|', '\\', '`', '\n', '<', ' ') }), (text) => {
      for (const cell of [prose(text), code(text)]) {
        expect(cell).not.toContain('\n');
        // What stands before a pipe decides whether it parts two cells.
        expect(cell).not.toMatch(/(?<!\\)\|/);
      }
    }),
  );
});
