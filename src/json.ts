/** JSON whose integers keep every digit. */
import { type Container, isContainer, isUnsafe, type Slot, setOwn, ValidJsonReader } from './json-reader.ts';
import { LosslessWriter } from './json-writer.ts';

/** What looks like an integer that may be unsafe; in a string it may be something else. */
const longInteger = /(?:^|[:,[])\s*(-?\d{16,})(?=\s*(?:$|[,}\]]))/g;
const arrayIndexKey = /^(?:0|[1-9]\d{0,9})$/;
/** Deeper values go to the parser that needs no call stack. */
const walkDepth = 200;

/**
 * Parses JSON as `JSON.parse` does, but gives every integer literal outside ±(2^53 − 1) as a bigint.
 * Numbers with a fraction or an exponent stay numbers. `__proto__` becomes an own key.
 * Throws SyntaxError where `JSON.parse` would; nesting is limited by memory only.
 */
export function parseLossless(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const literals = longIntegers(text);
  return literals === undefined || patched(value, literals) ? value : new ValidJsonReader(text).read();
}

/** Unsafe integers that are surely values of keys, in document order; undefined where there is no long number at all. */
function longIntegers(text: string): string[] | undefined {
  if (!hasDigits(text, 16)) return undefined;
  let literals: string[] | undefined;
  longInteger.lastIndex = 0;
  for (let match = longInteger.exec(text); match !== null; match = longInteger.exec(text)) {
    literals ??= [];
    if (isKeyed(text, match.index) && isUnsafe(match[1]!)) literals.push(match[1]!);
  }
  return literals;
}

/** Whether so many digits stand in a row: each such run crosses a multiple of that number. */
function hasDigits(text: string, count: number): boolean {
  // Beyond the ends of the text nothing is a digit: NaN compares with no number.
  const isDigit = (at: number): boolean => text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57;
  for (let at = count - 1; at < text.length; at += count) {
    if (!isDigit(at)) continue;
    let [start, end] = [at, at + 1];
    while (isDigit(start - 1)) start--;
    while (end - start < count && isDigit(end)) end++;
    if (end - start >= count) return true;
  }
  return false;
}

/** In a string every quote follows a backslash, so what stands behind a word, a quote and a colon is a value. */
function isKeyed(text: string, colon: number): boolean {
  return text[colon] === ':' && text[colon - 1] === '"' && wordEnd.test(text[colon - 2] ?? '');
}

const wordEnd = /\w/;

/** Puts the literals where the natively parsed value lost digits; false, and nothing done, when they do not add up. */
function patched(root: unknown, literals: readonly string[]): boolean {
  const slots: Slot[] = [];
  if (!isContainer(root) || !collect(root, slots, 0) || slots.length !== literals.length) return false;
  if (!slots.every(({ holder, key }, index) => holder[key] === Number(literals[index]))) return false;
  slots.forEach(({ holder, key }, index) => {
    setOwn(holder, key, BigInt(literals[index] as string));
  });
  return true;
}

/** Finds unsafe integers in document order; false where the order of keys is not that of the document. */
function collect(holder: Container, slots: Slot[], depth: number): boolean {
  if (depth > walkDepth) return false;
  const isList = Array.isArray(holder);
  let first = true;
  for (const key in holder) {
    // Keys that look like an index are enumerated first, wherever they stood.
    if (!isList && first && arrayIndexKey.test(key)) return false;
    first = false;
    const item = holder[key];
    if (typeof item === 'number') {
      if (Number.isInteger(item) && !Number.isSafeInteger(item)) slots.push({ holder, key });
    } else if (isContainer(item) && !collect(item, slots, depth + 1)) return false;
  }
  return true;
}

/**
 * Writes what `parseLossless` reads: as `JSON.stringify`, with bigints as bare digits and any nesting.
 * `indent` is the number of spaces per level. Throws TypeError on a cycle.
 */
export function stringifyLossless(value: unknown, indent = 0): string {
  try {
    return JSON.stringify(value, null, indent) ?? 'null';
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return new LosslessWriter(indent).write(value);
  }
}
