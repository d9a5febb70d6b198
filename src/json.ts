/** JSON whose integers keep every digit. */

/** What looks like an integer that may be unsafe; in a string it may be something else. */
const longInteger = /(?:^|[:,[])\s*(-?\d{16,})(?=\s*(?:$|[,}\]]))/g;
const arrayIndexKey = /^(?:0|[1-9]\d{0,9})$/;
/** Deeper values go to the parser that needs no call stack. */
const walkDepth = 200;
/** Longer integers stay numbers: turning them into a bigint costs more than they can mean. */
const maxDigits = 4096;

type Key = string | number;
type Container = Record<Key, unknown>;
/** A place in a container. */
type Slot = { holder: Container; key: Key };

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

function isUnsafe(literal: string): boolean {
  return !Number.isSafeInteger(Number(literal));
}

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

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function setOwn(holder: Container, key: Key, value: unknown): void {
  if (key !== '__proto__') holder[key] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Reads text already known to be valid JSON, without recursion, keeping the digits of integers. */
class ValidJsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const open: Slot[] = [];
    for (;;) {
      let value = this.#begin();
      if (isContainer(value)) {
        const frame = { holder: value, key: 0 };
        if (this.#hasFirst(frame)) {
          open.push(frame);
          continue;
        }
      }
      let top = open.at(-1);
      while (top !== undefined) {
        setOwn(top.holder, top.key, value);
        if (this.#hasNext(top)) break;
        value = top.holder;
        open.pop();
        top = open.at(-1);
      }
      if (top === undefined) return value;
    }
  }

  /** Steps over an opening bracket or reads a whole scalar. */
  #begin(): unknown {
    const start = this.#skipBlank();
    const char = this.#text[start];
    if (char === '{' || char === '[') {
      this.#at++;
      return char === '{' ? {} : [];
    }
    return char === '"' ? this.#string() : this.#scalar();
  }

  #skipBlank(): number {
    while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at++;
    return this.#at;
  }

  #hasFirst(frame: Slot): boolean {
    const char = this.#text[this.#skipBlank()];
    if (char === ']' || char === '}') {
      this.#at++;
      return false;
    }
    if (!Array.isArray(frame.holder)) frame.key = this.#key();
    return true;
  }

  #hasNext(frame: Slot): boolean {
    this.#skipBlank();
    if (this.#text[this.#at++] !== ',') return false;
    frame.key = typeof frame.key === 'number' ? frame.key + 1 : this.#key();
    return true;
  }

  #key(): string {
    this.#skipBlank();
    const key = this.#string();
    this.#skipBlank();
    this.#at++;
    return key;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (this.#isEscaped(end, start)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #isEscaped(quote: number, start: number): boolean {
    let at = quote - 1;
    while (at > start && this.#text[at] === '\\') at--;
    return (quote - 1 - at) % 2 === 1;
  }

  #scalar(): unknown {
    const pattern = /[-+.\w]+/y;
    pattern.lastIndex = this.#at;
    const literal = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += literal.length;
    const isLong = /^-?\d{16,}$/.test(literal) && isUnsafe(literal) && literal.length <= maxDigits;
    return isLong ? BigInt(literal) : JSON.parse(literal);
  }
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

/** One container being written: its members still to come, and whether one has been written. */
type Level = {
  holder: object;
  members: Iterator<readonly [string | null, unknown]>;
  close: string;
  some: boolean;
};

/** Writes values that the native writer refuses, without recursion. */
class LosslessWriter {
  readonly #indent: number;
  readonly #levels: Level[] = [];
  readonly #open = new Set<object>();
  #text = '';

  constructor(indent: number) {
    this.#indent = indent;
  }

  write(value: unknown): string {
    this.#value(plain(value, ''));
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      const next = level.members.next();
      if (next.done === true) this.#close(level);
      else this.#member(level, next.value[0], next.value[1]);
    }
    return this.#text;
  }

  #member(level: Level, key: string | null, value: unknown): void {
    const item = plain(value, key ?? '');
    if (key !== null && ['undefined', 'function', 'symbol'].includes(typeof item)) return;
    if (level.some) this.#text += ',';
    level.some = true;
    this.#newLine();
    if (key !== null) this.#text += JSON.stringify(key) + (this.#indent > 0 ? ': ' : ':');
    this.#value(item);
  }

  #value(value: unknown): void {
    if (typeof value === 'bigint') this.#text += value.toString();
    else if (typeof value !== 'object' || value === null) this.#text += JSON.stringify(value) ?? 'null';
    else this.#begin(value);
  }

  #begin(holder: object): void {
    if (this.#open.has(holder)) throw new TypeError('a value that contains itself cannot be written as JSON');
    this.#open.add(holder);
    const isList = Array.isArray(holder);
    const members = isList ? holder.map((item) => [null, item] as const) : Object.entries(holder);
    this.#text += isList ? '[' : '{';
    this.#levels.push({ holder, members: members.values(), close: isList ? ']' : '}', some: false });
  }

  #close(level: Level): void {
    this.#levels.pop();
    this.#open.delete(level.holder);
    if (level.some) this.#newLine();
    this.#text += level.close;
  }

  #newLine(): void {
    if (this.#indent > 0) this.#text += `\n${' '.repeat(this.#indent * this.#levels.length)}`;
  }
}

function plain(value: unknown, key: string): unknown {
  const convert = (value as { toJSON?: unknown } | null | undefined)?.toJSON;
  return typeof value === 'object' && typeof convert === 'function' ? convert.call(value, key) : value;
}
