/** Strings that hold UTF-8 read byte by byte, turned into what they mean. */

import type { HeaderList } from '../exchange.ts';
import { textOfBytes } from './scratch.ts';

/** The parts of an entry that are read this way are not nested deeper. */
const deepest = 8;
const beyondAscii = /[\x80-\xff]/;

/** Longer text is decoded at once, which is faster than looking for what needs it. */
const shortText = 300;

/** The same value with every string in it decoded. */
export function widened(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return widenedText(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((item) => widened(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [widenedText(key), widened(item, depth + 1)]),
  );
}

/** The same header lines, decoded. */
export function widenedHeaders(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [widenedText(name), widenedText(value)]);
}

export function widenedText(text: string): string {
  if (text.length < shortText && !beyondAscii.test(text)) return text;
  return textOfBytes(text);
}
