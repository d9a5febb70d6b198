/** Guesses where the next entry begins, because entries of one exporter begin alike. */
import { isBlank } from './outline.ts';

const lineEnd = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const longest = 80;
const mostKinds = 3;
/** A kind not met for so many entries is no longer looked for: looking costs time. */
const mostIdle = 64;
/** Large entries are mostly one string, and the brackets of those are found faster than any text. */
const largeEntry = 48 << 10;
/** A guess that spans much more than the entries of late is not worth trying, unless it spans less than this or guesses are
 * nearly always right. */
const leastSpan = 16 << 10;
const usualKey = Buffer.from('"startedDateTime"');

/** `end`: after the brace that would close this entry; `next`: the brace that opens the next one. */
export interface Guess {
  end: number;
  next: number;
}

/**
 * An opening is the text from an entry's brace to the end of its first key. Inside a JSON string quotes are escaped,
 * so where it occurs again an object begins; whether that is the next entry only parsing up to it tells.
 */
/**
 * `needle`: what is looked for, the text and `lead` bytes before it; `at`: where it occurs next in this chunk;
 * `idle`: guesses since it was the nearest.
 */
type Kind = { text: Buffer; needle: Buffer; lead: number; at: number; idle: number };

export class Openings {
  #kinds: Kind[] = [];
  #usual = 0;
  #hits = 0;
  #misses = 0;

  /** Positions found so far hold for one chunk only. */
  newChunk(): void {
    for (const kind of this.#kinds) kind.at = -1;
  }

  /** Remembers how the entry at `bytes[start, end)` begins, in place of the kind not met for longest. */
  learn(bytes: Buffer, start: number, end: number): void {
    this.#usual += (end - start - this.#usual) / 8;
    const text = openingOf(bytes, start);
    if (text === undefined || this.#kinds.some((kind) => kind.text.equals(text))) return;
    // A search goes by the first byte, and line ends are rarer than braces.
    const lead = bytes[start - 1] === lineEnd ? 1 : 0;
    const needle = Buffer.concat([bytes.subarray(start - lead, start), text]);
    this.#kinds = [{ text, needle, lead, at: -1, idle: 0 }, ...this.#kinds].slice(0, mostKinds);
  }

  /** Tells whether a guess proved right, and how long the entry is. Guessing ends where it fails too often. */
  judge(isRight: boolean, length: number): void {
    if (isRight) this.#hits++;
    else this.#misses++;
    if (isRight) this.#usual += (length - this.#usual) / 8;
  }

  guess(bytes: Buffer, start: number): Guess | undefined {
    if (this.#usual > largeEntry || this.#misses > 16 + this.#hits / 64) return undefined;
    const next = this.#nearest(bytes, start);
    if (
      next === bytes.length ||
      (next - start > Math.max(leastSpan, 8 * this.#usual) && this.#isDoubtful())
    ) {
      return undefined;
    }
    let at = skipBack(bytes, next - 1, start);
    if (bytes[at] !== comma) return undefined;
    at = skipBack(bytes, at - 1, start);
    return bytes[at] === closeBrace && at > start ? { end: at + 1, next } : undefined;
  }

  /** Guesses have failed often enough for long ones to be a waste. */
  #isDoubtful(): boolean {
    return this.#misses * 32 > this.#hits;
  }

  #nearest(bytes: Buffer, start: number): number {
    let nearest: Kind | undefined;
    for (const kind of this.#kinds) {
      if (kind.at <= start) {
        const at = bytes.indexOf(kind.needle, start + 1);
        kind.at = at < 0 ? bytes.length : at + kind.lead;
      }
      if (++kind.idle > mostIdle) this.#kinds = this.#kinds.filter((other) => other !== kind);
      if (nearest === undefined || kind.at < nearest.at) nearest = kind;
    }
    if (nearest === undefined) return bytes.length;
    nearest.idle = 0;
    return nearest.at;
  }

  /** Where, behind a place that is not JSON, the next entry seems to begin; -1: nowhere. */
  recoveryPoint(bytes: Buffer, from: number): number {
    let best = -1;
    for (const { text } of this.#kinds) {
      const at = bytes.indexOf(text, from);
      if (at >= 0 && (best < 0 || at < best)) best = at;
    }
    for (let key = bytes.indexOf(usualKey, from); key > 0; key = bytes.indexOf(usualKey, key + 1)) {
      const at = skipBack(bytes, key - 1, from);
      if (best >= 0 && at >= best) break;
      if (at >= from && bytes[at] === openBrace) return at;
    }
    return best;
  }
}

function skipBack(bytes: Buffer, from: number, low: number): number {
  let at = from;
  while (at > low && isBlank(bytes[at] as number)) at--;
  return at;
}

function openingOf(bytes: Buffer, start: number): Buffer | undefined {
  const open = bytes.indexOf(quote, start);
  const close = bytes.indexOf(quote, open + 1);
  if (open < 0 || close < 0 || close - start > longest) return undefined;
  return Buffer.from(bytes.subarray(start, close + 1));
}
