/** Reads a position as clients send it: pairs of key and value, as text or as JSON (protocol.md 4.1, 4.2). */
import { parseLossless } from '../../../json.ts';
import { asNumber } from '../loose.ts';

/** Value by key. */
export type Pairs = ReadonlyMap<number, number>;

const mostPairs = 100;
const maxLength = 4096;
const none: Pairs = new Map();

/** `1_635705559|2_635705559`; one client sends the JSON object itself. Empty where it is neither. */
export function pairsOfText(text: string): Pairs {
  if (text.length > maxLength) return none;
  if (text.startsWith('{')) {
    try {
      return pairsOfKey(parseLossless(text));
    } catch {
      return none;
    }
  }
  const pairs = new Map<number, number>();
  for (const pair of text.split('|')) {
    const cut = pair.indexOf('_');
    add(pairs, Number(pair.slice(0, Math.max(0, cut))), Number(pair.slice(cut + 1)));
  }
  return pairs;
}

/** `{ Count, List: [{ Key, Val }] }`; empty for anything else. */
export function pairsOfKey(key: unknown): Pairs {
  const list = (key as { List?: unknown } | null | undefined)?.List;
  if (!Array.isArray(list)) return none;
  const pairs = new Map<number, number>();
  for (const pair of list.slice(0, mostPairs) as ({ Key?: unknown; Val?: unknown } | null)[]) {
    add(pairs, asNumber(pair?.Key, Number.NaN), asNumber(pair?.Val, Number.NaN));
  }
  return pairs;
}

function add(pairs: Map<number, number>, key: number, value: number): void {
  if (Number.isSafeInteger(key) && Number.isSafeInteger(value)) pairs.set(key, value);
}
