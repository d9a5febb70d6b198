/** Finds where a JSON value ends in bytes that come in chunks. */

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
/** After an escaped quote others are likely near, and stepping beats searching. */
const stride = 256;

/** Where a scan stands between two chunks. */
export interface ScanState {
  /** Brackets and braces open. */
  depth: number;
  inString: boolean;
  /** The last byte of the chunk was a backslash that escapes the next one. */
  escaped: boolean;
}

export function newScan(): ScanState {
  return { depth: 0, inString: false, escaped: false };
}

/**
 * Steps through `bytes` from `from` until every bracket opened since the state was new is closed again.
 * Returns the index after the closing bracket, or -1 when the chunk ends first; the state then fits the next chunk.
 */
export function scanValue(bytes: Buffer, from: number, state: ScanState): number {
  let at = from;
  let depth = state.depth;
  if (state.inString) {
    at = resumeString(bytes, at, state);
    if (at < 0) return -1;
  }
  const end = bytes.length;
  while (at < end) {
    const byte = bytes[at++];
    if (byte === quote) {
      const after = closeString(bytes, at);
      if (after < 0) {
        state.depth = depth;
        state.inString = true;
        state.escaped = endsEscaped(bytes, at);
        return -1;
      }
      at = after;
    } else if (byte === openBrace || byte === openBracket) depth++;
    else if ((byte === closeBrace || byte === closeBracket) && --depth <= 0) return at;
  }
  state.depth = depth;
  state.inString = false;
  return -1;
}

/** Goes on inside a string that an earlier chunk left open: the index after its closing quote, or -1. */
export function resumeString(bytes: Buffer, from: number, state: ScanState): number {
  const start = state.escaped ? from + 1 : from;
  const after = closeString(bytes, start);
  state.inString = after < 0;
  state.escaped = after < 0 && endsEscaped(bytes, start);
  return after;
}

/** The index after the quote that closes the string whose content starts, or goes on, at `start`; -1: not here. */
export function closeString(bytes: Buffer, start: number): number {
  let low = start;
  for (;;) {
    const at = bytes.indexOf(quote, low);
    if (at < 0) return -1;
    if (at === start || bytes[at - 1] !== backslash || !isEscaped(bytes, at, low)) return at + 1;
    const next = stepOn(bytes, at + 1);
    if (next < 0) return -next;
    if (next >= bytes.length) return -1;
    low = next;
  }
}

/** True where the run of backslashes that ends before `at` is odd; `low` is where an unescaped place is known. */
function isEscaped(bytes: Buffer, at: number, low: number): boolean {
  let before = at - 1;
  while (before >= low && bytes[before] === backslash) before--;
  return (at - 1 - before) % 2 === 1;
}

/** True where the chunk ends in a string whose next byte is escaped. */
export function endsEscaped(bytes: Buffer, start: number): boolean {
  return isEscaped(bytes, bytes.length, start);
}

/** Byte by byte from an unescaped place: minus the index after the closing quote, or where to search on. */
function stepOn(bytes: Buffer, from: number): number {
  let at = from;
  let limit = Math.min(at + stride, bytes.length);
  while (at < limit) {
    const byte = bytes[at];
    if (byte === quote) return -(at + 1);
    if (byte === backslash) {
      if (bytes[at + 1] === quote) limit = Math.min(at + stride, bytes.length);
      at += 2;
    } else at++;
  }
  return at;
}
