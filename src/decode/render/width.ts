/** Fits text to columns of a terminal, in which CJK and emoji take two. */
import stringWidth from 'string-width';
import { simpleFit, simpleWidth } from './columns.ts';

const graphemes = new Intl.Segmenter();

/** Columns that the text takes. */
export function widthOf(text: string): number {
  return simpleWidth(text) ?? stringWidth(text);
}

/** The text cut to `width` columns, the last of them an ellipsis where something is missing. */
export function truncate(text: string, width: number): string {
  if (width <= 0) return '';
  const kept = simpleFit(text, width) ?? graphemeFit(text, width);
  return kept === text.length ? text : ellipsis(text.slice(0, kept));
}

function graphemeFit(text: string, width: number): number {
  let used = 0;
  let kept = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width) return kept;
    if (used < width) kept = index + segment.length;
  }
  return text.length;
}

/** One is enough where a shortened name is cut behind its own. */
const ellipsis = (text: string): string => (text.endsWith('…') ? text : `${text}…`);

/** The text cut or filled with blanks to exactly `width` columns. */
export function padded(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const cut = truncate(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return side === 'left' ? cut + blanks : blanks + cut;
}

/** Words put into lines of at most `width` columns; a longer word is cut. */
export function wrap(words: readonly string[], width: number, separator = ' '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line}${separator}${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = truncate(word, width);
    } else line = truncate(longer, width);
  }
  return line === '' ? lines : [...lines, line];
}
