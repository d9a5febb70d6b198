/** Brings values to one spelling, so that they are compared by what they mean. */

import type { FilePart } from '../protocol/codec/multipart-part.ts';
import { decodeToFixpoint } from '../protocol/codec/percent.ts';

/** Deeper values are compared as if they ended there. */
const deepest = 64;

/**
 * One text for all spellings of a value: numbers and texts alike, percent-encoding undone, keys in any order.
 * Nothing, null and the empty text are one. A file is told by its bytes, never by its name.
 */
export function canonical(value: unknown): string {
  return typeof value === 'object' && value !== null ? compound(value, 0) : scalar(value);
}

function scalar(value: unknown): string {
  if (value === undefined || value === null) return '';
  return decodeToFixpoint(String(value));
}

function compound(value: object, depth: number): string {
  if (depth > deepest) return '';
  if (isFile(value)) return `file of ${value.bytes.size} bytes, ${fingerprint(value.bytes.bytes())}`;
  const inside = (item: unknown): string =>
    typeof item === 'object' && item !== null ? compound(item, depth + 1) : JSON.stringify(scalar(item));
  if (Array.isArray(value)) return `[${value.map(inside).join(',')}]`;
  const keys = Object.keys(value).sort();
  const fields = keys.map(
    (key) => `${JSON.stringify(key)}:${inside((value as Record<string, unknown>)[key])}`,
  );
  return `{${fields.join(',')}}`;
}

const isFile = (value: object): value is FilePart =>
  'bytes' in value && typeof value.bytes === 'object' && 'filename' in value;

/** Tells contents apart; of no use against somebody who wants two to look alike. */
export function fingerprint(bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0x1b873593];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b);
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
