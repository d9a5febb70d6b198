/** Makes a WeChat recording of any size, in time that grows with it and memory that does not. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { harHead, harTail } from './lib/har.mjs';
import { longStory } from './lib/story-long.mjs';

/** Text is handed on in pieces of about this many bytes. */
const pieceSize = 262_144;

/**
 * The text of a HAR in pieces; it ends with the first entry that reaches the size.
 * @param {{ bytes: number, seed?: number }} options the same ones give the same text
 * @returns {Generator<string, { entries: number, bytes: number }>}
 */
export function* largeHar({ bytes, seed = 1 }) {
  const story = longStory(seed);
  let piece = `${harHead(`synthetic: a busy account, seed ${seed}`)}\n`;
  let pending = piece.length;
  let written = 0;
  let entries = 0;
  while (entries === 0 || written + pending + harTail.length < bytes) {
    const line = `${entries === 0 ? '' : ',\n'}${JSON.stringify(story.next().value)}`;
    piece += line;
    pending += Buffer.byteLength(line);
    entries += 1;
    if (pending < pieceSize) continue;
    yield piece;
    written += pending;
    piece = '';
    pending = 0;
  }
  yield piece + harTail;
  return { entries, bytes: written + pending + harTail.length };
}

/**
 * Writes such a HAR into a stream, no faster than the stream takes it.
 * @param {import('node:stream').Writable} stream left open
 * @param {{ bytes: number, seed?: number }} options
 * @returns {Promise<{ entries: number, bytes: number }>}
 */
export async function writeLargeHar(stream, options) {
  const pieces = largeHar(options);
  for (;;) {
    const { value, done } = pieces.next();
    if (done) return value;
    if (!stream.write(value)) await once(stream, 'drain');
  }
}

const units = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 };

function sizeOf(text) {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(|KB|MB|GB)$/i.exec(text) ?? [];
  if (number === undefined) throw new Error(`--size ${text}: a number and KB, MB or GB, as in 100MB`);
  return Math.round(Number(number) * units[unit.toUpperCase()]);
}

async function main() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '100MB' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', short: 'o' },
    },
  });
  if (!values.out) throw new Error('usage: node bench/make-large.mjs [--size 100MB] [--seed 1] -o FILE');
  const stream = values.out === '-' ? process.stdout : createWriteStream(values.out, { mode: 0o600 });
  const { entries, bytes } = await writeLargeHar(stream, {
    bytes: sizeOf(values.size),
    seed: Number(values.seed),
  });
  if (stream !== process.stdout) await new Promise((resolve) => stream.end(resolve));
  process.stderr.write(`${entries} entries, ${bytes} bytes, ${Math.round(bytes / entries)} bytes an entry\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
