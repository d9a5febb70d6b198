/** Bytes that are too many for memory, in a file of their own until nobody needs them. */

import { createReadStream, createWriteStream, rmSync, unlink, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drained } from './hold.ts';
import { ownFolder } from './own-folder.ts';

/** The folder for such files: made when first needed, private, gone at the end. */
export class Scratch {
  readonly #parent: string;
  #folder: string | undefined;
  #count = 0;

  /** `parent` is a folder with room for what passes; without it the system's own for such things. */
  constructor(parent: string | undefined) {
    this.#parent = parent ?? tmpdir();
  }

  /** A file that is not there yet. Throws what the system says. */
  nextPath(): string {
    this.#folder ??= ownFolder(this.#parent, '.driftwire');
    this.#count += 1;
    return join(this.#folder, String(this.#count));
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}

/** So much may wait to be written before the sender has to wait. */
const queue = 1 << 20;

export class Spill {
  /** Bytes accepted so far. */
  size = 0;
  /** What went wrong; nothing more is kept then. */
  failure: NodeJS.ErrnoException | undefined;
  readonly #stream: WriteStream;
  #fd = -1;

  /** Throws what the system says where no file can be made. */
  constructor(scratch: Scratch) {
    const path = scratch.nextPath();
    this.#stream = createWriteStream(path, {
      flags: 'wx+',
      mode: 0o600,
      highWaterMark: queue,
      autoClose: false,
    });
    this.#stream.on('error', (error) => {
      this.failure = error;
    });
    this.#stream.once('open', (fd) => {
      this.#fd = fd;
      // Where the system allows it, the file has no name from here on, and nothing is left after a crash.
      unlink(path, () => {});
    });
  }

  /** False: wait for `drained` before the next one. */
  write(chunk: Uint8Array): boolean {
    if (this.failure) return true;
    this.size += chunk.length;
    return this.#stream.write(chunk);
  }

  async drained(): Promise<void> {
    if (!this.#stream.writableNeedDrain || this.failure) return;
    await drained(this.#stream);
  }

  /** Resolves when all of it is in the file, or when that failed. */
  async end(): Promise<void> {
    if (this.failure) return;
    this.#stream.end();
    if (this.#stream.writableFinished) return;
    await new Promise<void>((resolve) => {
      this.#stream.once('finish', resolve).once('error', () => resolve());
    });
  }

  /** From the start; after `end`. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.size === 0) return;
    yield* createReadStream('', { fd: this.#fd, start: 0, end: this.size - 1, autoClose: false });
  }

  /** The bytes are needed no more. */
  discard(): void {
    this.#stream.destroy();
  }
}
