/** A script written in the layout of an example. */
import { RecordingError } from '../../errors.ts';
import { readAssignments } from './assignments.ts';
import { keyText, literal, type Quote, quoted, targetText, writeStatements } from './js-write.ts';
import type { Mark } from './marks.ts';
import { remembered } from './remembered.ts';
import { type Fields, fieldsOf, isFields, keysOf, sameData } from './values.ts';

interface Style {
  readonly text: string;
  readonly quote: Quote;
}

/** One level of an example: its members, and how one that it lacks is written. */
interface Level {
  readonly start: number;
  readonly end: number;
  readonly members: readonly Mark[];
  readonly separator: ';' | ',';
  readonly write: (key: string, value: unknown) => string;
}

const readExample = remembered((text) => readAssignments(text, 'all'));

/**
 * The fields as statements in the layout of `like`: its order, spaces, quotes and separators. What the value
 * lacks is left out, what `like` lacks comes last; a literal whose value is unchanged stays as it is spelled.
 */
export function writeLike(value: unknown, like: string): string {
  const fields = fieldsOf(value, 'a script');
  const script = readExample(like);
  if (!script)
    throw new RecordingError('recording/codec', 'the example assigns nothing, so it gives no layout');
  const style: Style = { text: like, quote: quoteOf(like) };
  const equals = lastMatch(style, script.marks, /\s*=\s*$/) ?? '=';
  const write = (name: string, item: unknown): string =>
    targetText(name) + equals + literal(item, style.quote);
  const level: Level = { start: 0, end: like.length, members: script.marks, separator: ';', write };
  const written = splice(style, level, fields);
  return sameData(readAssignments(written)?.value, fields) ? written : writeStatements(fields);
}

/** The members of one level kept, left out or added, with the text between them. */
function splice(style: Style, level: Level, fields: Fields): string {
  const { text } = style;
  const { members } = level;
  const latest = new Map(members.map((mark, index) => [mark.key, index]));
  const parts: string[] = [];
  let previous = -1;
  members.forEach((mark, index) => {
    const value = fields[mark.key];
    if (!Object.hasOwn(fields, mark.key) || value === undefined) return;
    if (parts.length > 0) parts.push(separatorOf(style, level, index, previous === index - 1));
    const isLatest = latest.get(mark.key) === index;
    parts.push(
      text.slice(mark.keyStart, mark.start),
      isLatest ? respell(style, mark, value) : spelled(style, mark),
    );
    previous = index;
  });
  for (const key of keysOf(fields)) {
    if (latest.has(key)) continue;
    if (parts.length > 0) parts.push(separatorOf(style, level, members.length - 1, false));
    parts.push(level.write(key, fields[key]));
  }
  const before = text.slice(level.start, members[0]?.keyStart);
  return before + parts.join('') + text.slice(members.at(-1)?.end, level.end);
}

/** What stands before the member of this number; of a part that was not its neighbour, only what separates. */
function separatorOf(style: Style, level: Level, index: number, neighbours: boolean): string {
  const before = level.members[index - 1];
  const found = before && style.text.slice(before.end, level.members[index]!.keyStart);
  if (found === undefined) return level.separator;
  return neighbours || (/^[\s;,]+$/.test(found) && /[;,\n]/.test(found)) ? found : level.separator;
}

function respell(style: Style, mark: Mark, value: unknown): string {
  const opener = style.text[mark.start];
  if (sameData(mark.value, value)) return spelled(style, mark);
  if (mark.inside.length > 0 && isFields(value) && opener === '{') return respellObject(style, mark, value);
  if (mark.inside.length > 0 && Array.isArray(value) && value.length > 0 && opener === '[') {
    const write = (_key: string, item: unknown): string => literal(item, style.quote);
    return splice(style, levelOf(mark, write), { ...value });
  }
  return literal(value, opener === '"' || opener === "'" ? opener : style.quote);
}

function respellObject(style: Style, mark: Mark, value: Fields): string {
  const colon = lastMatch(style, mark.inside, /\s*:\s*$/) ?? ':';
  const first = style.text[mark.inside[0]!.keyStart];
  const keyQuote = first === '"' || first === "'" ? first : undefined;
  const write = (key: string, item: unknown): string =>
    (keyQuote ? quoted(key, keyQuote) : keyText(key, style.quote)) + colon + literal(item, style.quote);
  return splice(style, levelOf(mark, write), value);
}

function levelOf(mark: Mark, write: Level['write']): Level {
  return { start: mark.start, end: mark.end, members: mark.inside, separator: ',', write };
}

function spelled(style: Style, mark: Mark): string {
  return style.text.slice(mark.start, mark.end);
}

/** How the example joins a name and its value. */
function lastMatch(style: Style, members: readonly Mark[], pattern: RegExp): string | undefined {
  const last = members.at(-1);
  return last && pattern.exec(style.text.slice(last.keyStart, last.start))?.[0];
}

function quoteOf(text: string): Quote {
  const single = text.indexOf("'");
  const double = text.indexOf('"');
  return single >= 0 && (double < 0 || single < double) ? "'" : '"';
}
