/** One entry as it was found in a file. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Exchange } from '../exchange.ts';
import { parseLossless } from '../json.ts';
import { type EntryView, viewOf } from './entry.ts';
import type { EntryPlace } from './order.ts';
import type { Problem } from './problem.ts';
import { textOfBytes, textOfUtf8 } from './scratch.ts';
import type { JsonObject } from './values.ts';

const escapeMark = Buffer.from('\\u');
const backslash = 0x5c;
const zero = 0x30;
const eight = 0x38;
/** Text with more escapes than this is not looked through for those that matter. */
const mostEscapes = 200;
const none: readonly Problem[] = [];

export interface ParseOptions {
  /** Integers beyond 2^53 keep every digit. */
  readonly isLossless: boolean;
  /** The entry itself will be asked for, not only its exchange. */
  readonly isWhole: boolean;
}

/** Text of one entry, parsed. */
interface ParsedEntry {
  readonly raw: JsonObject;
  /** The text whose strings hold UTF-8 read byte by byte; undefined where `raw` is as it should be. */
  readonly wideText: string | undefined;
  /** All bytes are UTF-8. */
  readonly isSound: boolean;
}

/**
 * Parses the UTF-8 JSON of one entry. Text that holds more than ASCII costs twice as much to decode and to parse,
 * and most strings in it are never looked at: it is read byte by byte, and what is asked for is decoded then.
 * Throws SyntaxError.
 */
function parseEntry(bytes: Buffer, { isLossless, isWhole }: ParseOptions): ParsedEntry {
  const isNarrow = isAscii(bytes);
  const isSound = isNarrow || isUtf8(bytes);
  const isWide = !isNarrow && isSound && !isWhole && !hasWideEscape(bytes);
  const text =
    isNarrow || isWide ? bytes.toString('latin1') : isSound ? textOfUtf8(bytes) : bytes.toString('utf8');
  return { raw: parse(text, isLossless), wideText: isWide ? text : undefined, isSound };
}

/** True where an escape may stand for a character beyond ASCII, which would look like a byte of UTF-8. */
function hasWideEscape(bytes: Buffer): boolean {
  let at = bytes.indexOf(escapeMark);
  for (let count = 0; at >= 0; count++) {
    let start = at;
    while (bytes[start - 1] === backslash) start--;
    const isEscape = (at - start) % 2 === 0;
    const isNarrow = bytes[at + 2] === zero && bytes[at + 3] === zero && (bytes[at + 4] as number) < eight;
    if (count === mostEscapes || (isEscape && !isNarrow)) return true;
    at = bytes.indexOf(escapeMark, at + 2);
  }
  return false;
}

function parse(text: string, isLossless: boolean): JsonObject {
  return (isLossless ? parseLossless(text) : JSON.parse(text)) as JsonObject;
}

/** The item whose text is `bytes`. Throws SyntaxError. */
export function readItem(bytes: Buffer, place: EntryPlace, options: ParseOptions): HarItem {
  const parsed = parseEntry(bytes, options);
  return new HarItem(place, parsed, options.isLossless, parsed.isSound ? none : [badText(place.index)]);
}

/** The item of an element that is no JSON. */
export function brokenItem(place: EntryPlace, reason: string): HarItem {
  const message = `entry ${place.index} is not JSON: ${reason} (byte ${place.offset})`;
  const problem: Problem = { rule: 'file/bad-entry', entry: place.index, where: '', message };
  return new HarItem(place, undefined, false, [problem]);
}

function badText(entry: number): Problem {
  return { rule: 'file/bad-utf8', entry, where: '', message: 'some bytes are not UTF-8 and read as U+FFFD' };
}

/** An element of `log.entries`. One that is no JSON has a problem and neither entry nor exchange. */
export class HarItem implements EntryView, EntryPlace {
  /** Zero-based index in `log.entries`. */
  readonly index: number;
  /** Bytes from the start of the text to the brace of the entry, and from there to behind its last one. */
  readonly offset: number;
  readonly length: number;
  /** What was noticed while reading. */
  readonly problems: readonly Problem[];
  /** Bodies that lie beside the HAR. */
  sideBodies: EntryView['sideBodies'];
  readonly #parsed: ParsedEntry | undefined;
  readonly #isLossless: boolean;
  #entry: JsonObject | undefined;
  #exchange: Exchange | undefined;

  constructor(
    place: EntryPlace,
    parsed: ParsedEntry | undefined,
    isLossless: boolean,
    problems: readonly Problem[],
  ) {
    this.index = place.index;
    this.offset = place.offset;
    this.length = place.length;
    this.problems = problems;
    this.#parsed = parsed;
    this.#isLossless = isLossless;
  }

  /** False where the element is no JSON. */
  get isWhole(): boolean {
    return this.#parsed !== undefined;
  }

  get raw(): JsonObject {
    return this.#parsed?.raw ?? {};
  }

  get isWide(): boolean {
    return this.#parsed?.wideText !== undefined;
  }

  /** The parsed entry; an empty object where there is none. */
  get entry(): JsonObject {
    const text = this.#parsed?.wideText;
    if (text === undefined) return this.raw;
    this.#entry ??= parse(textOfBytes(text), this.#isLossless);
    return this.#entry;
  }

  /** A view of the entry; undefined where there is none. */
  get exchange(): Exchange | undefined {
    if (this.#parsed === undefined) return undefined;
    this.#exchange ??= viewOf(this);
    return this.#exchange;
  }
}
