/** Widths of the characters that most texts are made of, known without looking at their neighbours. */

/** First and last code unit, columns. None of them joins with a character before or behind it. */
const ranges: readonly (readonly [first: number, last: number, columns: 1 | 2])[] = [
  [0x20, 0x7e, 1],
  [0xa1, 0xac, 1],
  [0xae, 0x2ff, 1],
  [0x370, 0x377, 1],
  [0x37a, 0x37f, 1],
  [0x384, 0x482, 1],
  [0x48a, 0x52f, 1],
  [0x2010, 0x2027, 1],
  [0x2190, 0x2193, 1],
  [0x3001, 0x3029, 2],
  [0x3041, 0x3096, 2],
  [0x30a1, 0x30fa, 2],
  [0x4e00, 0x9fff, 2],
  [0xff01, 0xff60, 2],
];

/** By code unit; 0 where more than the unit has to be looked at. */
const table = new Uint8Array(0x10000);
for (const [first, last, columns] of ranges) table.fill(columns, first, last + 1);

/** Columns of a text of such characters only; undefined for any other. */
export function simpleWidth(text: string): number | undefined {
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const columns = table[text.charCodeAt(at)]!;
    if (columns === 0) return undefined;
    width += columns;
  }
  return width;
}

/**
 * How many code units fit into `width` columns, one of them left for an ellipsis where not all fit; undefined where
 * another character comes before that is clear.
 */
export function simpleFit(text: string, width: number): number | undefined {
  let used = 0;
  let kept = 0;
  for (let at = 0; at < text.length; at += 1) {
    const columns = table[text.charCodeAt(at)]!;
    if (columns === 0) return undefined;
    used += columns;
    if (used > width) return kept;
    if (used < width) kept = at + 1;
  }
  return text.length;
}
