/** Reads files and streams piece by piece. */
import type { FileHandle } from 'node:fs/promises';

const usualSize = 1 << 20;

/**
 * The bytes of a file from `start`, the next piece being read while this one is worked on.
 * A piece stays as it is until the next but one is asked for.
 */
export async function* fileChunks(file: FileHandle, start: number, size = usualSize): AsyncGenerator<Buffer> {
  let current = Buffer.allocUnsafeSlow(size);
  let other = Buffer.allocUnsafeSlow(size);
  let position = start;
  let pending = begin(file, current, position);
  try {
    for (;;) {
      const result = await pending;
      if (result instanceof Error) throw result;
      if (result === 0) return;
      const bytes = current.subarray(0, result);
      position += result;
      [current, other] = [other, current];
      pending = begin(file, current, position);
      yield bytes;
    }
  } finally {
    await pending;
  }
}

/** Starts a read whose failure waits to be looked at. */
function begin(file: FileHandle, buffer: Buffer, position: number): Promise<number | Error> {
  return file.read(buffer, 0, buffer.length, position).then(
    ({ bytesRead }) => bytesRead,
    (error: Error) => error,
  );
}

/** At most `length` bytes at `offset`; fewer at the end of the file. */
export async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** Takes pieces until there are `length` bytes, or no more. */
export async function peek(pieces: AsyncGenerator<Buffer>, length: number): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < length) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

/** What was peeked, then the rest. */
export async function* joined(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  yield* rest;
}
