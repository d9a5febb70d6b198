/** Finds the elements of `log.entries` in a stream of bytes, in the memory of a chunk and the longest entry. */
import { Carry } from './carry.ts';
import { Oddity } from './oddity.ts';
import { type Guess, Openings } from './openings.ts';
import { isBlank, Outline, type OutlineStop } from './outline.ts';
import { newScan, type ScanState, scanValue } from './scan.ts';

const comma = 0x2c;
const openBrace = 0x7b;
const closeBracket = 0x5d;
/** What stood between two entries where one comma belongs. */
export type Junk = 'missing-comma' | 'extra-comma' | 'comment' | 'text';

/** Who takes what is found. All offsets are bytes from the start of the decoded file. */
export interface EntrySink {
  /** An object lies in `bytes[start, end)`, valid until this returns. False: it does not parse. */
  element(bytes: Buffer, start: number, end: number, offset: number): boolean;
  /** An element whose bounds are known and that does not parse. */
  broken(offset: number, length: number): void;
  /** An element that is JSON but no object. */
  oddValue(offset: number): void;
  junk(kind: Junk, offset: number): void;
}

export interface SplitLimits {
  /** Bytes of one entry. */
  entry: number;
  /** Bytes outside the entries. */
  outline: number;
}

export type SplitStop = OutlineStop | 'entry-too-large';

/** Bytes to be read from `at` on; `offset` is where the first of them lies in the text. */
type Piece = { bytes: Buffer; offset: number; at: number };

/**
 * Feed it chunks of UTF-8 JSON and call `step` until it returns false; at the end do the same after `finish`.
 * The bounds of an entry come from brackets alone, so an entry that is not JSON hides no other one.
 */
export class EntrySplitter {
  readonly outline: Outline;
  /** Why reading had to stop. */
  stop: SplitStop | undefined;
  /** Where the element that was read last began. */
  elementOffset = 0;

  readonly #sink: EntrySink;
  readonly #limits: SplitLimits;
  readonly #openings = new Openings();
  readonly #guesses: boolean;
  readonly #queue: Piece[] = [];
  readonly #carry = new Carry();
  #place: 'outline' | 'between' | 'element' | 'oddity' = 'outline';
  #oddity: Oddity | undefined;
  #scan: ScanState = newScan();
  #hasFound = false;
  #before: 'nothing' | 'element' | 'comma' = 'nothing';
  /** Bytes that may still be read a second time in the search for whole entries behind a broken one. */
  #retries: number;

  /** `guesses`: the sink's answers can be relied on, so that bounds may be tried before they are worked out. */
  constructor(sink: EntrySink, limits: SplitLimits, guesses = true) {
    this.#sink = sink;
    this.#limits = limits;
    this.#retries = 4 * limits.entry;
    this.#guesses = guesses;
    this.outline = new Outline(limits.outline);
  }

  /** `bytes` must stay as they are until `step` returns false. */
  feed(bytes: Buffer, offset: number): void {
    this.#queue.push({ bytes, offset, at: 0 });
  }

  /** Reads on until something is found; false when nothing is left to read or reading had to stop. */
  step(): boolean {
    const piece = this.#queue.shift();
    if (piece === undefined || this.stop !== undefined) return false;
    const { bytes, offset } = piece;
    let { at } = piece;
    if (at === 0) this.#openings.newChunk();
    this.#hasFound = false;
    while (at < bytes.length && !this.#hasFound && this.stop === undefined)
      at = this.#advance(bytes, at, offset);
    this.#putBack(bytes, at, offset);
    return true;
  }

  /** Call when the bytes have ended. True: an element cut short may hold further entries; step on and call again. */
  finish(): boolean {
    return this.#place === 'element' && this.stop === undefined && this.#recover(Buffer.alloc(0), 0, 0);
  }

  #putBack(bytes: Buffer, at: number, offset: number): void {
    if (at < bytes.length) this.#queue.unshift({ bytes, at, offset });
  }

  #advance(bytes: Buffer, at: number, offset: number): number {
    if (this.#place === 'outline') return this.#readOutline(bytes, at, offset);
    if (this.#place === 'between') return this.#readBetween(bytes, at, offset);
    if (this.#place === 'element') return this.#resumeElement(bytes, at, offset);
    return this.#readOddity(bytes, at);
  }

  #readOutline(bytes: Buffer, from: number, offset: number): number {
    const at = this.outline.read(bytes, from, offset);
    this.stop ??= this.outline.stop;
    if (this.outline.inEntries) {
      this.#place = 'between';
      this.#before = 'nothing';
    }
    return at;
  }

  #readBetween(bytes: Buffer, from: number, offset: number): number {
    const byte = bytes[from] as number;
    if (byte === openBrace) return this.#readElement(bytes, from, offset);
    if (byte === comma) {
      if (this.#before !== 'element') this.#junk('extra-comma', offset + from);
      this.#before = 'comma';
    } else if (byte === closeBracket) {
      if (this.#before === 'comma') this.#junk('extra-comma', offset + from);
      this.#place = 'outline';
      this.outline.leave();
    } else if (!isBlank(byte)) {
      this.#place = 'oddity';
      this.#oddity = new Oddity(byte, offset + from);
      return from;
    }
    return from + 1;
  }

  #readElement(bytes: Buffer, start: number, offset: number): number {
    if (this.#before === 'element') this.#junk('missing-comma', offset + start);
    const guess = this.#guesses ? this.#openings.guess(bytes, start) : undefined;
    if (guess !== undefined && this.#isRight(guess, bytes, start, offset)) {
      this.#before = 'comma';
      return guess.next;
    }
    this.#scan = newScan();
    this.#carry.clear();
    this.#place = 'element';
    this.elementOffset = offset + start;
    return this.#resumeElement(bytes, start, offset);
  }

  #isRight({ end }: Guess, bytes: Buffer, start: number, offset: number): boolean {
    const isRight = end - start <= this.#limits.entry && this.#found(bytes, start, end, offset + start);
    this.#openings.judge(isRight, end - start);
    return isRight;
  }

  #resumeElement(bytes: Buffer, from: number, offset: number): number {
    const end = scanValue(bytes, from, this.#scan);
    const stop = end < 0 ? bytes.length : end;
    if (this.#carry.length + stop - from > this.#limits.entry) {
      if (!this.#recover(bytes, from, offset)) this.stop = 'entry-too-large';
      return bytes.length;
    }
    if (end >= 0 && this.#carry.length === 0) return this.#settle(bytes, from, end, offset);
    this.#carry.append(bytes.subarray(from, stop));
    return end < 0 ? bytes.length : this.#settleCarried(bytes, end, offset);
  }

  #settle(bytes: Buffer, start: number, end: number, offset: number): number {
    this.#place = 'between';
    this.#before = 'element';
    if (this.#found(bytes, start, end, offset + start)) {
      this.#openings.learn(bytes, start, end);
      return end;
    }
    const at = this.#recoveryPoint(bytes.subarray(0, end), start + 1);
    this.#broken(offset + start, (at < 0 ? end : at) - start);
    if (at >= 0) this.#before = 'comma';
    return at < 0 ? end : at;
  }

  #settleCarried(bytes: Buffer, end: number, offset: number): number {
    const content = this.#carry.content;
    if (this.#sink.element(content, 0, content.length, this.elementOffset))
      this.#openings.learn(content, 0, content.length);
    else if (this.#recover(bytes, end, offset)) return bytes.length;
    else this.#broken(this.elementOffset, content.length);
    this.#carry.clear();
    this.#place = 'between';
    this.#before = 'element';
    return end;
  }

  /** Gives up the element being carried, but not the entries that seem to begin in it; `bytes` are still to come. */
  #recover(bytes: Buffer, from: number, offset: number): boolean {
    const at = this.#recoveryPoint(this.#carry.content, 1);
    if (at < 0) return false;
    this.#broken(this.elementOffset, at);
    const rest = { bytes: this.#carry.take(at), offset: this.elementOffset + at, at: 0 };
    this.#queue.unshift(rest, { bytes: bytes.subarray(from), offset: offset + from, at: 0 });
    this.#place = 'between';
    this.#before = 'comma';
    return true;
  }

  #recoveryPoint(bytes: Buffer, from: number): number {
    const at = this.#openings.recoveryPoint(bytes, from);
    if (at >= 0) this.#retries -= bytes.length - at;
    return this.#retries < 0 ? -1 : at;
  }

  #readOddity(bytes: Buffer, from: number): number {
    const oddity = this.#oddity;
    const end = oddity?.read(bytes, from) ?? from;
    if (end < 0 || oddity === undefined) return bytes.length;
    const kind = oddity.kind();
    if (kind === 'value') {
      if (this.#before === 'element') this.#junk('missing-comma', oddity.offset);
      this.#sink.oddValue(oddity.offset);
      this.#before = 'element';
    } else this.#junk(kind, oddity.offset);
    this.#place = 'between';
    return end;
  }

  #found(bytes: Buffer, start: number, end: number, offset: number): boolean {
    this.#hasFound = this.#sink.element(bytes, start, end, offset);
    return this.#hasFound;
  }

  #broken(offset: number, length: number): void {
    this.#hasFound = true;
    this.#sink.broken(offset, length);
  }

  #junk(kind: Junk, offset: number): void {
    this.#sink.junk(kind, offset);
  }
}
