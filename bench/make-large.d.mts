/** Types of make-large.mjs. */
import type { Writable } from 'node:stream';

interface Options {
  /** Size to reach; the text ends with the first entry that does. */
  bytes: number;
  /** The same seed and size give the same text; 1 unless told. */
  seed?: number;
}

interface Written {
  entries: number;
  bytes: number;
}

/** The text of a WeChat recording in pieces; what it came to is the generator's return value. */
export function largeHar(options: Options): Generator<string, Written, void>;

/** Writes such a recording into a stream, no faster than the stream takes it; the stream is left open. */
export function writeLargeHar(stream: Writable, options: Options): Promise<Written>;
