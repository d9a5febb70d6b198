/** Reads a position as clients send it: pairs of key and value, as text or as JSON (protocol.md 4.1, 4.2). */
import { parseLossless } from '../../../json.ts';
import { asNumber } from '../loose.ts';

const mostPairs = 100;
const maxLength = 4096;

/** Values by key; there are few, so they are searched through. */
export class Pairs {
  readonly #keys: number[] = [];
  readonly #values: number[] = [];

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** The last value counts. */
  get(key: number): number | undefined {
    const index = this.#keys.lastIndexOf(key);
    return index < 0 ? undefined : this.#values[index];
  }

  /** Leaves out what is no pair of whole numbers. */
  add(key: number, value: number): void {
    if (!Number.isSafeInteger(key) || !Number.isSafeInteger(value)) return;
    this.#keys.push(key);
    this.#values.push(value);
  }
}

/** `1_635705559|2_635705559`; one client sends the JSON object itself. Empty where it is neither. */
export function pairsOfText(text: string): Pairs {
  const pairs = new Pairs();
  if (text.length > maxLength) return pairs;
  if (text.startsWith('{')) {
    try {
      return pairsOfKey(parseLossless(text));
    } catch {
      return pairs;
    }
  }
  let cut = text.indexOf('_');
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('|', start);
    const end = found < 0 ? text.length : found;
    if (cut >= 0 && cut < start) cut = text.indexOf('_', start);
    const middle = cut > end ? -1 : cut;
    pairs.add(
      numberIn(text, start, Math.max(start, middle)),
      numberIn(text, middle < 0 ? start : middle + 1, end),
    );
    start = end + 1;
  }
  return pairs;
}

/** A few digits are read by hand, which is all there is in most keys. */
function numberIn(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9 || end - start > 15) return Number(text.slice(start, end));
    value = value * 10 + digit;
  }
  return value;
}

/** `{ Count, List: [{ Key, Val }] }`; empty for anything else. */
export function pairsOfKey(key: unknown): Pairs {
  const pairs = new Pairs();
  const list = (key as { List?: unknown } | null | undefined)?.List;
  if (!Array.isArray(list)) return pairs;
  const count = Math.min(list.length, mostPairs);
  for (let index = 0; index < count; index++) {
    const pair = list[index] as { Key?: unknown; Val?: unknown } | null | undefined;
    pairs.add(asNumber(pair?.Key, Number.NaN), asNumber(pair?.Val, Number.NaN));
  }
  return pairs;
}
