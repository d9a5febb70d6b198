/** How deep the brackets of a JSON text nest. */
import { limits } from './codec.ts';

/** True where they nest deeper than is read. Most texts hold too few brackets for that and cost next to nothing. */
export function isTooDeep(text: string): boolean {
  return text.length > 2 * limits.depth && openersOf(text) && deepest(text) > limits.depth;
}

/** Whether there are enough opening brackets, strings included. */
function openersOf(text: string): boolean {
  return count(text, '{') + count(text, '[') > limits.depth;
}

/** Counts no further than matters. */
function count(text: string, bracket: string): number {
  let found = 0;
  for (let at = text.indexOf(bracket); at >= 0 && found <= limits.depth; at = text.indexOf(bracket, at + 1))
    found++;
  return found;
}

/** The deepest level outside strings; stops where it is too deep. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length && most <= limits.depth; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = stringEnd(text, at);
    else if (code === 0x7b || code === 0x5b) most = Math.max(most, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return most;
}

/** Where the string that opens here closes: at a quote that no backslash, or an even run of them, precedes. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
