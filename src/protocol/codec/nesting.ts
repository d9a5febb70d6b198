/** How deep a value parsed from JSON nests. */
import { limits } from './codec.ts';

/** True where it nests deeper than is read. Most texts hold too few brackets for that and cost next to nothing. */
export function isTooDeep(text: string, value: unknown): boolean {
  return text.length > 2 * limits.depth && hasOpeners(text) && isBelow(value, limits.depth);
}

/** Whether there are enough opening brackets, strings included. */
function hasOpeners(text: string): boolean {
  return count(text, '{') + count(text, '[') > limits.depth;
}

/** Counts no further than matters. */
function count(text: string, bracket: string): number {
  let found = 0;
  for (let at = text.indexOf(bracket); at >= 0 && found <= limits.depth; at = text.indexOf(bracket, at + 1))
    found++;
  return found;
}

/** Whether something lies deeper than `levels`; looks no deeper than that. */
function isBelow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && isBelow(item, levels - 1)) return true;
    return false;
  }
  const holder = value as Record<string, unknown>;
  for (const key in holder) {
    const inner = holder[key];
    if (typeof inner === 'object' && isBelow(inner, levels - 1)) return true;
  }
  return false;
}
