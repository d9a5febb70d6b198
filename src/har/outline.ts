/** Everything of a HAR file that is not an entry: kept as text, parsed when asked for. */
import { closeString, endsEscaped, newScan, resumeString, type ScanState } from './scan.ts';

const quote = 0x22;
const closeParenthesis = 0x29;
const comma = 0x2c;
const colon = 0x3a;
const semicolon = 0x3b;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const longestName = 200;
const identifier = /[\w$.]/;

/** Why nothing more can be read. */
export type OutlineStop = 'not-json' | 'too-large';

/**
 * Follows the text outside the arrays of entries (`log.entries`, or `entries` at the root) chunk by chunk.
 * A call such as `callback({…});` around the whole is stepped over.
 */
export class Outline {
  /** An array of entries is open; the caller reads it and then calls `leave`. */
  inEntries = false;
  /** Arrays of entries opened so far. */
  arrays = 0;
  /** The root value is closed. */
  isClosed = false;
  isCall = false;
  /** Something other than blanks follows the root value, from this byte on. */
  trailing: number | undefined;
  stop: OutlineStop | undefined;

  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #depth = 0;
  #inLog = false;
  #key: string | undefined;
  #name = '';
  #prefix = '';
  readonly #scan: ScanState = newScan();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True before the first byte that is not blank. */
  get isBlank(): boolean {
    return this.#depth === 0 && !this.isClosed && this.#prefix === '' && this.stop === undefined;
  }

  /** Nothing but the start of a call, or of a word, has been seen. */
  get isUnopened(): boolean {
    return this.#depth === 0 && !this.isClosed;
  }

  /** What stands before the root value; of text that has none, its first characters. */
  get beginning(): string {
    return this.#prefix;
  }

  /** Reads on from `from`; returns where an array of entries begins, or the length of `bytes`. */
  read(bytes: Buffer, from: number, offset: number): number {
    let at = from;
    if (this.#depth === 0 && !this.isClosed) at = this.#readStart(bytes, at);
    if (this.#depth > 0) {
      const start = at;
      at = this.#readBody(bytes, at);
      this.#keep(bytes, start, at);
    }
    if (this.isClosed) this.#readEnd(bytes, at, offset);
    return this.inEntries ? at : bytes.length;
  }

  /** The array of entries is closed; its closing bracket belongs to the outline. */
  leave(): void {
    this.inEntries = false;
    this.#key = undefined;
    this.#pieces.push(Buffer.from(']'));
  }

  /** The document without its entries; before its end, as far as it is known. */
  text(): string {
    const text = Buffer.concat(this.#pieces).toString('utf8');
    return text + (this.inEntries ? ']' : '') + '}'.repeat(this.#depth);
  }

  #readStart(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (isBlank(byte)) continue;
      if (byte === openBrace && (this.#prefix === '' || this.isCall)) {
        this.#depth = 1;
        this.#keep(bytes, at, at + 1);
        return at + 1;
      }
      const char = String.fromCharCode(byte);
      if (char === '(' && this.#prefix !== '' && !this.isCall) this.isCall = true;
      else if (identifier.test(char) && !this.isCall && this.#prefix.length < longestName)
        this.#prefix += char;
      else {
        this.#prefix += char;
        this.stop = 'not-json';
        return bytes.length;
      }
    }
    return bytes.length;
  }

  #readBody(bytes: Buffer, from: number): number {
    let at = from;
    if (this.#scan.inString) {
      const after = resumeString(bytes, at, this.#scan);
      this.#extendName(bytes, at, after);
      if (after < 0) return bytes.length;
      at = after;
    }
    while (at < bytes.length) {
      const byte = bytes[at++] as number;
      if (byte === quote) {
        const after = closeString(bytes, at);
        this.#name = '';
        this.#extendName(bytes, at, after);
        if (after < 0) {
          this.#scan.inString = true;
          this.#scan.escaped = endsEscaped(bytes, at);
          return bytes.length;
        }
        at = after;
      } else if (this.#step(byte)) return at;
    }
    return at;
  }

  /** Follows one structural byte; true where an array of entries opens or the root closes. */
  #step(byte: number): boolean {
    if (byte === colon) this.#key = this.#isShallow() ? unescaped(this.#name) : undefined;
    else if (byte === comma) this.#key = undefined;
    else if (byte === openBrace || byte === openBracket) {
      if (byte === openBracket && this.#isShallow() && this.#key === 'entries') {
        this.arrays++;
        this.inEntries = true;
        return true;
      }
      this.#depth++;
      if (this.#depth === 2) this.#inLog = byte === openBrace && this.#key === 'log';
      this.#key = undefined;
    } else if (byte === closeBrace || byte === closeBracket) {
      this.#depth--;
      this.#key = undefined;
      this.isClosed = this.#depth === 0;
      return this.isClosed;
    }
    return false;
  }

  /** At the root, or in `log`: where `entries` may be. */
  #isShallow(): boolean {
    return this.#depth === 1 || (this.#depth === 2 && this.#inLog);
  }

  #extendName(bytes: Buffer, from: number, after: number): void {
    if (!this.#isShallow() || this.#name.length > longestName) return;
    const end = after < 0 ? bytes.length : after - 1;
    this.#name += bytes.toString('latin1', from, Math.min(end, from + longestName + 1));
  }

  #readEnd(bytes: Buffer, from: number, offset: number): void {
    for (let at = from; at < bytes.length && this.trailing === undefined; at++) {
      const byte = bytes[at] as number;
      const isTail = this.isCall && (byte === closeParenthesis || byte === semicolon);
      if (!isTail && !isBlank(byte)) this.trailing = offset + at;
    }
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#size += end - start;
    if (this.#size > this.#limit) this.stop = 'too-large';
    else if (end > start) this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
  }
}

/** Blanks as JSON has them. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}
