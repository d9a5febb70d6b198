/** Header lists on their way between the wire and the record. */
import type { HeaderList } from '../exchange.ts';

/** Pairs from a flat list of names and values. */
export function pairsOf(flat: readonly string[]): HeaderList {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index]!, flat[index + 1]!]);
  return pairs;
}

/** A value as bytes that fit the wire, one character each: text beyond Latin-1 becomes its UTF-8. */
export function wireText(value: string): string {
  return /[^\u0000-\u00ff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

/** How a response's body is delimited, as far as its header lines say. */
export interface Framing {
  /** Bytes announced by Content-Length. */
  readonly length?: number;
  /** False: a transfer coding that does not say where the body ends. */
  readonly chunked?: boolean;
  /** `Connection: close`. */
  readonly close?: true;
}

/** What a message allows for: transfer codings may be used, and it has a body. */
export interface Allows {
  readonly transferCoding: boolean;
}

/**
 * Flat lines for the wire, just as they were given, but for transfer codings where the message does not allow them;
 * what they say about the framing is read on the way.
 */
export function wireLines(headers: HeaderList, allows: Allows): { lines: string[]; framing: Framing } {
  const lines: string[] = [];
  let framing: Framing = {};
  for (const [name, value] of headers) {
    const found = framingOf(name, value);
    if (found?.coding && !allows.transferCoding) continue;
    if (found) framing = { ...framing, ...found.framing };
    lines.push(name, wireText(value));
  }
  return { lines, framing };
}

/** Lengths first: most names are not of interest, and this is on every request's way. */
function framingOf(name: string, value: string): { coding?: true; framing: Framing } | undefined {
  if (name.length === 14 && name.toLowerCase() === 'content-length') {
    return /^\d{1,15}$/.test(value) ? { framing: { length: Number(value) } } : undefined;
  }
  if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
    return { coding: true, framing: { chunked: /(?:^|,)\s*chunked\s*$/i.test(value) } };
  }
  if (name.length === 10 && name.toLowerCase() === 'connection' && /(?:^|,)\s*close\s*(?:,|$)/i.test(value)) {
    return { framing: { close: true } };
  }
  return undefined;
}
