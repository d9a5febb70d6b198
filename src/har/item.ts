/** One entry as it was found in a file. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Exchange, HeaderList } from '../exchange.ts';
import { parseLossless } from '../json.ts';
import { viewOf } from './entry.ts';
import type { EntryView } from './entry-messages.ts';
import type { FoundList } from './found-list.ts';
import { withMarks, withoutLists } from './lists.ts';
import type { EntryPlace } from './order.ts';
import type { Problem } from './problem.ts';
import { textOfBytes, textOfUtf8 } from './scratch.ts';
import { bodiesBeside, problemsBeside, type SideBodies } from './side-bodies.ts';
import type { SideFolder } from './side-folder.ts';
import { type JsonObject, member } from './values.ts';

const escapeMark = Buffer.from('\\u');
const backslash = 0x5c;
const zero = 0x30;
const eight = 0x38;
/** Text with more escapes than this is not looked through for those that matter. */
const mostEscapes = 200;
const none: readonly Problem[] = [];
const broken: ParseOptions = { isLossless: false, isWhole: true };

export interface ParseOptions {
  /** Integers beyond 2^53 keep every digit. */
  readonly isLossless: boolean;
  /** The entry itself will be asked for, not only its exchange. */
  readonly isWhole: boolean;
  /** Headers will be asked for, but no entry. */
  readonly wantsHeaders?: boolean;
  /** Where bodies may lie that are not in their entries. */
  readonly beside?: SideFolder | undefined;
}

/** Text of one entry, parsed. */
interface ParsedEntry {
  readonly raw: JsonObject;
  /** What `raw` was parsed from, where it is not all of it or not as it should be. */
  readonly text: string;
  /** `raw` lacks lists. */
  readonly isLean: boolean;
  /** Its lists, where `raw` has their numbers. */
  readonly lists: readonly FoundList[];
  /** Strings hold UTF-8 read byte by byte. */
  readonly isWide: boolean;
  /** All bytes are UTF-8. */
  readonly isSound: boolean;
}

/**
 * Parses the UTF-8 JSON of one entry. Text that holds more than ASCII costs twice as much to decode and to parse,
 * and most strings in it are never looked at: it is read byte by byte, and what is asked for is decoded then.
 * Throws SyntaxError.
 */
function parseEntry(bytes: Buffer, { isLossless, isWhole, wantsHeaders }: ParseOptions): ParsedEntry {
  const isNarrow = isAscii(bytes);
  const isSound = isNarrow || isUtf8(bytes);
  const isWide = !isNarrow && isSound && !isWhole && !hasWideEscape(bytes);
  const text =
    isNarrow || isWide ? bytes.toString('latin1') : isSound ? textOfUtf8(bytes) : bytes.toString('utf8');
  const lists: FoundList[] = [];
  const lean = isWhole ? text : wantsHeaders && !isLossless ? withMarks(text, lists) : withoutLists(text);
  const isLean = lean.length < text.length;
  const raw = parse(lean, isLossless, text);
  return { raw, text: isLean || isWide ? text : '', isLean, lists, isWide, isSound };
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

/** Throws SyntaxError, which tells of places in `whole`. */
function parse(text: string, isLossless: boolean, whole = text): JsonObject {
  try {
    return (isLossless ? parseLossless(text) : JSON.parse(text)) as JsonObject;
  } catch (error) {
    if (whole !== text) JSON.parse(whole);
    throw error;
  }
}

/** The item whose text is `bytes`. Throws SyntaxError. */
export function readItem(bytes: Buffer, place: EntryPlace, options: ParseOptions): HarItem {
  const parsed = parseEntry(bytes, options);
  return new HarItem(place, parsed, options, parsed.isSound ? none : [badText(place.index)]);
}

/** The item of an element that is no JSON. */
export function brokenItem(place: EntryPlace, reason: string): HarItem {
  const message = `entry ${place.index} is not JSON: ${reason} (byte ${place.offset})`;
  const problem: Problem = { rule: 'file/bad-entry', entry: place.index, where: '', message };
  return new HarItem(place, undefined, broken, [problem]);
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
  readonly #parsed: ParsedEntry | undefined;
  readonly #options: ParseOptions;
  #problems: readonly Problem[];
  /** From an archive. */
  #attached: SideBodies | undefined;
  #full: JsonObject | undefined;
  #entry: JsonObject | undefined;
  #exchange: Exchange | undefined;

  constructor(
    place: EntryPlace,
    parsed: ParsedEntry | undefined,
    options: ParseOptions,
    problems: readonly Problem[],
  ) {
    this.index = place.index;
    this.offset = place.offset;
    this.length = place.length;
    this.#problems = problems;
    this.#parsed = parsed;
    this.#options = options;
  }

  /** False where the element is no JSON. */
  get isWhole(): boolean {
    return this.#parsed !== undefined;
  }

  /** What was noticed while reading. */
  get problems(): readonly Problem[] {
    const { beside } = this.#options;
    return beside ? [...this.#problems, ...problemsBeside(this, beside)] : this.#problems;
  }

  /** Bodies that lie beside the HAR; undefined where the entry names none. */
  get sideBodies(): SideBodies | undefined {
    const { beside } = this.#options;
    return this.#attached ?? (beside && bodiesBeside(this, beside));
  }

  /** Adds what an archive holds, and what it should hold. */
  attach(bodies: SideBodies, problems: readonly Problem[]): void {
    this.#attached = bodies;
    this.#problems = [...this.#problems, ...problems];
  }

  get raw(): JsonObject {
    return this.#parsed?.raw ?? {};
  }

  get full(): JsonObject {
    if (this.#parsed?.isLean !== true) return this.raw;
    this.#full ??= parse(this.#parsed.text, this.#options.isLossless);
    return this.#full;
  }

  /** The headers of a message, where they can be had without parsing the entry once more. */
  headersOf(message: 'request' | 'response'): HeaderList | undefined {
    if (this.#parsed === undefined || this.#full !== undefined) return undefined;
    const place = member(member(this.#parsed.raw, message), 'headers');
    const list = typeof place === 'number' ? this.#parsed.lists[place] : undefined;
    return list?.headers(this.#parsed.isWide);
  }

  get isWide(): boolean {
    return this.#parsed?.isWide === true;
  }

  /** The parsed entry; an empty object where there is none. */
  get entry(): JsonObject {
    if (this.#parsed?.isWide !== true) return this.full;
    this.#entry ??= parse(textOfBytes(this.#parsed.text), this.#options.isLossless);
    return this.#entry;
  }

  /** A view of the entry; undefined where there is none. */
  get exchange(): Exchange | undefined {
    if (this.#parsed === undefined) return undefined;
    this.#exchange ??= viewOf(this);
    return this.#exchange;
  }
}
