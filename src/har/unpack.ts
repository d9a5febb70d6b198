/** Unpacks a stream of bytes, in bounded memory and with whatever came before damage. */
import type { Duplex, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { unpackError } from './file-error.ts';
import { ZstdReader } from './zstd.ts';

/** How the bytes of a file are packed, by what they begin with. */
export type Packing = 'none' | 'gzip' | 'zstd' | 'zip';

/** Chunks that may wait between a producer that cannot be stopped at once and its consumer. */
const mostWaiting = 4;
const smallestSlice = 128;
const largestSlice = 16 << 10;

export function packingOf(start: Uint8Array): Packing {
  const [a, b, c, d] = start;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  if (a === 0x50 && b === 0x4b && (c === 0x03 || c === 0x05) && (d === 0x04 || d === 0x06)) return 'zip';
  return 'none';
}

/** The unpacked bytes; a stream cut short just ends. Throws RecordingError `recording/bad-archive`. */
export async function* unpack(
  packed: AsyncIterable<Buffer>,
  packing: Packing,
  name: string,
): AsyncGenerator<Buffer> {
  try {
    if (packing === 'gzip') yield* notNothing(gunzip(kept(packed)));
    else if (packing === 'zstd') yield* notNothing(unzstd(kept(packed)));
    else yield* packed;
  } catch (error) {
    throw unpackError(name, error);
  }
}

/** Cut before its first block, a file would pass for one that nothing was written to. */
async function* notNothing(unpacked: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  for await (const bytes of unpacked) {
    isEmpty = false;
    yield bytes;
  }
  if (isEmpty) throw new Error('nothing comes out of it');
}

/** Copies: a reader of a file writes over its buffers while a decompressor may still be at what stood there. */
async function* kept(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of packed) yield Buffer.from(chunk);
}

function gunzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH, chunkSize: 1 << 17 };
  return through(packed, zlib.createGunzip(lenient));
}

async function* unzstd(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const native = (zlib as { createZstdDecompress?: () => Duplex }).createZstdDecompress;
  if (native !== undefined) {
    yield* through(packed, native());
    return;
  }
  const reader = new ZstdReader();
  for await (const chunk of packed) {
    for (const bytes of reader.push(chunk)) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** Small pieces, growing with what went before: what one of them unpacks to is lost when there is damage in it. */
async function* slices(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; ) {
      const size = Math.min(largestSlice, Math.max(smallestSlice, done >> 4));
      yield chunk.subarray(at, at + size);
      at += size;
      done += size;
    }
  }
}

async function* through(input: AsyncIterable<Buffer>, transform: Duplex): AsyncGenerator<Buffer> {
  const pump = async () => {
    for await (const chunk of slices(input)) {
      if (transform.destroyed) return;
      if (!transform.write(chunk))
        await new Promise((resolve) => transform.once('drain', resolve).once('close', resolve));
    }
    transform.end();
  };
  pump().catch((error) => transform.destroy(error));
  yield* received(transform);
}

/** What a stream gives, everything that came before an error included; ends the stream when the reader stops. */
export async function* received(stream: Readable): AsyncGenerator<Buffer> {
  const waiting: Buffer[] = [];
  let failure: unknown;
  let isOver = false;
  let wake = () => {};
  const end = (error?: unknown) => {
    failure ??= error;
    isOver = true;
    wake();
  };
  stream.on('data', (chunk: Buffer | string) => {
    waiting.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    if (waiting.length >= mostWaiting) stream.pause();
    wake();
  });
  stream.on('end', () => end());
  stream.on('close', () => end());
  stream.on('error', end);
  try {
    while (waiting.length > 0 || !isOver) {
      if (waiting.length === 0) {
        stream.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      yield* waiting.splice(0);
    }
    if (failure !== undefined) throw failure;
  } finally {
    stream.destroy();
  }
}
