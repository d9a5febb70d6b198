/** Reads what stands between entries and is neither an object nor a comma. */
import { closeString, endsEscaped, newScan, resumeString, type ScanState, scanValue } from './scan.ts';

const quote = 0x22;
const slash = 0x2f;
const star = 0x2a;
const newline = 0x0a;
const openBracket = 0x5b;
/** More of a value is not kept: it is no entry anyway. */
const longestKept = 1 << 20;
const wordByte = /[\w.+-]/;
/** What no word is made of and nothing else begins with: a file that was cut by a crash may hold millions of them in a row. */
const otherByte = /[^\w.+\-\s{}[\],"/]/;
/** Of a value that is a word. */
const valueWord = /^(?:true|false|null|-?\d[\d.eE+-]*)$/;

/** `value`: JSON that is no object; `comment` and `text` have no place in JSON. */
export type OddityKind = 'value' | 'comment' | 'text';

type Form = 'string' | 'array' | 'line-comment' | 'block-comment' | 'word' | 'slash' | 'other';

export class Oddity {
  readonly offset: number;
  #form: Form;
  readonly #pieces: Buffer[] = [];
  readonly #scan: ScanState = newScan();
  #size = 0;
  #lastByte = 0;

  constructor(firstByte: number, offset: number) {
    this.offset = offset;
    this.#form = formOf(firstByte);
  }

  /** Reads on; the index after the end, or -1 when the chunk ends first. */
  read(bytes: Buffer, from: number): number {
    const end = this.#end(bytes, from);
    const piece = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (this.#size <= longestKept) this.#pieces.push(Buffer.from(piece.subarray(0, longestKept)));
    this.#size += piece.length;
    return end;
  }

  /** What it was, once `read` has found the end. */
  kind(): OddityKind {
    if (this.#form.endsWith('comment')) return 'comment';
    if (this.#size > longestKept) return this.#form === 'other' ? 'text' : 'value';
    const text = Buffer.concat(this.#pieces).toString('utf8');
    if (this.#form === 'other' || (this.#form === 'word' && !valueWord.test(text))) return 'text';
    try {
      JSON.parse(text);
      return 'value';
    } catch {
      return 'text';
    }
  }

  #end(bytes: Buffer, from: number): number {
    switch (this.#form) {
      case 'array':
        return scanValue(bytes, from, this.#scan);
      case 'string':
        return this.#stringEnd(bytes, from);
      case 'line-comment': {
        const at = bytes.indexOf(newline, from);
        return at < 0 ? -1 : at + 1;
      }
      case 'block-comment':
        return this.#blockEnd(bytes, from);
      case 'slash':
        return this.#slashEnd(bytes, from);
      case 'other':
        return this.#runEnd(bytes, from, otherByte);
      default:
        return this.#runEnd(bytes, from, wordByte);
    }
  }

  #stringEnd(bytes: Buffer, from: number): number {
    if (this.#scan.inString) return resumeString(bytes, from, this.#scan);
    const after = closeString(bytes, from + 1);
    this.#scan.inString = after < 0;
    this.#scan.escaped = after < 0 && endsEscaped(bytes, from + 1);
    return after;
  }

  #blockEnd(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte === slash && this.#lastByte === star) return at + 1;
      this.#lastByte = byte;
    }
    return -1;
  }

  /** The byte after the slash decides which kind of comment it is, or that it is none. */
  #slashEnd(bytes: Buffer, from: number): number {
    const at = this.#size === 0 ? from + 1 : from;
    if (at >= bytes.length) return -1;
    if (bytes[at] !== slash && bytes[at] !== star) return at;
    this.#form = bytes[at] === slash ? 'line-comment' : 'block-comment';
    return this.#end(bytes, at + 1);
  }

  #runEnd(bytes: Buffer, from: number, kind: RegExp): number {
    const start = this.#size === 0 ? from + 1 : from;
    for (let at = start; at < bytes.length; at++) {
      if (!kind.test(String.fromCharCode(bytes[at] as number))) return at;
    }
    return -1;
  }
}

function formOf(byte: number): Form {
  if (byte === quote) return 'string';
  if (byte === openBracket) return 'array';
  if (byte === slash) return 'slash';
  return otherByte.test(String.fromCharCode(byte)) ? 'other' : 'word';
}
