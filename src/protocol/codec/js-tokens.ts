/** A reader of JavaScript literals: it cuts and never evaluates. */
import { limits } from './codec.ts';
import { classOf, isDigit, isNamePart, isSpace, unescapeText } from './js-characters.ts';
import { type Mark, markInside } from './marks.ts';
import { type Fields, setOwn } from './values.ts';

/** Instead of a value where the text holds none that can be read. */
export const unread = Symbol('unread');

/** Texts up to this length are read character by character, longer ones by search. */
const shortText = 24;
/** A number of more digits is no number. */
const longestNumber = 1000;
const numberPattern = /[+-]?(?:0[xX][0-9a-fA-F]+|(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/y;
const words = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

export class LiteralReader {
  readonly text: string;
  at: number;
  /** Where the first backslash from `#searchedFrom` on stands, so that many strings cost one search. */
  #backslash = -1;
  #searchedFrom = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** Passes white space, line ends and comments. */
  skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || isSpace(code)) this.at++;
      else if (code !== 0x2f || !this.#skipComment()) return;
    }
  }

  #skipComment(): boolean {
    const second = this.text.charCodeAt(this.at + 1);
    if (second !== 0x2a && second !== 0x2f) return false;
    const close = second === 0x2a ? '*/' : '\n';
    const end = this.text.indexOf(close, this.at + 2);
    this.at = end < 0 ? this.text.length : end + (second === 0x2a ? 2 : 0);
    return true;
  }

  /** A literal from here on, or `unread`, after which `at` means nothing. */
  readValue(depth: number, mark: Mark | undefined): unknown {
    const code = this.text.charCodeAt(this.at);
    let value: unknown;
    if (code === 0x22 || code === 0x27 || code === 0x60) value = this.readString(code);
    else if ((code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || code === 0x2b) {
      value = this.#readNumber(code);
    } else if (depth >= limits.depth) return unread;
    else if (code === 0x7b) value = this.#readObject(depth + 1, mark);
    else if (code === 0x5b) value = this.#readList(depth + 1, mark);
    else if (code === 0x21) value = this.#readNot(depth + 1);
    else value = this.#readWord();
    if (mark && value !== unread) {
      mark.end = this.at;
      mark.value = value;
    }
    return value;
  }

  /** A quoted text; `quote` is the code of the quote that stands here. */
  readString(quote: number): unknown {
    const start = this.at + 1;
    for (let end = start; end < start + shortText; end++) {
      const code = this.text.charCodeAt(end);
      if (code === quote) {
        this.at = end + 1;
        return this.text.slice(start, end);
      }
      if (code === 0x5c || code === 0x24) break;
    }
    const mark = quote === 0x22 ? '"' : quote === 0x27 ? "'" : '`';
    const end = this.text.indexOf(mark, start);
    if (end < 0) return unread;
    if (this.#backslash < start || start < this.#searchedFrom) this.#findBackslash(start);
    if (this.#backslash < end) return this.#readEscaped(start, quote);
    this.at = end + 1;
    const value = this.text.slice(start, end);
    return quote === 0x60 && value.includes('${') ? unread : value;
  }

  #readEscaped(start: number, quote: number): unknown {
    let end = this.#backslash;
    for (; ; end++) {
      const code = this.text.charCodeAt(end);
      if (code === 0x5c) end++;
      else if (code === quote) break;
      else if (Number.isNaN(code)) return unread;
    }
    this.at = end + 1;
    const raw = this.text.slice(start, end);
    if (quote === 0x60 && raw.includes('${')) return unread;
    return unescapeText(raw, quote);
  }

  #findBackslash(from: number): void {
    const found = this.text.indexOf('\\', from);
    this.#backslash = found < 0 ? this.text.length : found;
    this.#searchedFrom = from;
  }

  #readNumber(first: number): unknown {
    let end = this.at;
    let value = 0;
    for (; end - this.at < 15; end++) {
      const digit = this.text.charCodeAt(end) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const digits = end - this.at;
    if (
      digits === 0 ||
      digits === 15 ||
      (first === 0x30 && digits > 1) ||
      goesOn(this.text.charCodeAt(end))
    ) {
      return this.#readLongNumber();
    }
    this.at = end;
    return value;
  }

  #readLongNumber(): unknown {
    numberPattern.lastIndex = this.at;
    const found = numberPattern.exec(this.text)?.[0];
    if (found === undefined || found.length > longestNumber) return unread;
    if (goesOn(this.text.charCodeAt(numberPattern.lastIndex))) return unread;
    this.at = numberPattern.lastIndex;
    const value = Number(found);
    if (!Number.isNaN(value) && (Number.isSafeInteger(value) || /[.eE]/.test(found))) return value;
    return wholeNumber(found);
  }

  #readWord(): unknown {
    const start = this.at;
    const name = this.readName();
    if (words.has(name)) return words.get(name);
    this.at = start;
    return unread;
  }

  /** `!0`, `!!"1"`: how scripts spell booleans. */
  #readNot(depth: number): unknown {
    this.at++;
    this.skipSpace();
    const value = this.readValue(depth, undefined);
    return value === unread ? unread : !value;
  }

  /** An identifier from here on, or the empty text; with `dots`, a dotted name. */
  readName(dots = false): string {
    const { text, at } = this;
    const least = dots ? 1 : 2;
    let end = at;
    if (!isDigit(text.charCodeAt(at))) while (classOf(text.charCodeAt(end)) >= least) end++;
    this.at = end;
    return text.slice(at, end);
  }

  #readObject(depth: number, mark: Mark | undefined): unknown {
    const value: Fields = {};
    this.at++;
    for (;;) {
      this.skipSpace();
      const code = this.text.charCodeAt(this.at);
      if (code === 0x7d) break;
      const keyStart = this.at;
      const key = this.#readKey(code);
      if (typeof key !== 'string') return unread;
      this.skipSpace();
      if (this.text.charCodeAt(this.at) !== 0x3a) return unread;
      this.at++;
      this.skipSpace();
      const item = this.readValue(depth, markInside(mark, key, keyStart, this.at));
      if (item === unread) return unread;
      setOwn(value, key, item);
      if (!this.#passComma(0x7d)) return unread;
    }
    this.at++;
    return value;
  }

  #readKey(code: number): unknown {
    if (code === 0x22 || code === 0x27) return this.readString(code);
    if (isDigit(code)) {
      const number = this.#readNumber(code);
      return number === unread ? unread : String(number);
    }
    return this.readName() || unread;
  }

  #readList(depth: number, mark: Mark | undefined): unknown {
    const value: unknown[] = [];
    this.at++;
    for (;;) {
      this.skipSpace();
      if (this.text.charCodeAt(this.at) === 0x5d) break;
      const item = this.readValue(depth, markInside(mark, String(value.length), this.at, this.at));
      if (item === unread) return unread;
      value.push(item);
      if (!this.#passComma(0x5d)) return unread;
    }
    this.at++;
    return value;
  }

  /** After an item: a comma is passed, the closing bracket is left for the loop. */
  #passComma(close: number): boolean {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    if (code === 0x2c) this.at++;
    return code === 0x2c || code === close;
  }
}

/** Every digit of an integer beyond 2^53. */
function wholeNumber(text: string): bigint {
  const value = BigInt(text.replace(/^[+-]/, ''));
  return text.startsWith('-') ? -value : value;
}

/** A number followed by this is not the number it seems. */
function goesOn(code: number): boolean {
  return code === 0x2e || isNamePart(code);
}
