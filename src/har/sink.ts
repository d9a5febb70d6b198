/** Where the bytes of a recording go: a file that can be written anywhere, or a stream that only goes on. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { writeError } from './file-error.ts';

export interface Sink {
  /** The text can be written over: what follows an entry may be replaced by the next one. */
  readonly isPositioned: boolean;
  /** Writes all of `bytes` at `position`. Throws RecordingError. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Cuts the text there, where that is possible. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file of mode 0600. One that exists is replaced only when asked; pipes and devices are streams. */
export async function openSink(path: string, overwrite: boolean): Promise<Sink> {
  try {
    const status = await stat(path).catch(() => undefined);
    if (status !== undefined && !status.isFile() && !status.isDirectory()) {
      return new StreamSink(path, createWriteStream(path), true);
    }
    const file = await open(path, overwrite ? 'w' : 'wx', 0o600);
    if (status !== undefined) await file.chmod(0o600).catch(() => undefined);
    return new FileSink(path, file);
  } catch (error) {
    throw writeError(path, error);
  }
}

class FileSink implements Sink {
  readonly isPositioned = true;
  readonly #path: string;
  readonly #file: FileHandle;

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    try {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }

  async truncate(length: number): Promise<void> {
    await this.#file.truncate(length).catch(() => undefined);
  }

  async close(): Promise<void> {
    try {
      await this.#file.sync().catch(() => undefined);
      await this.#file.close();
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }
}

/** Writes no faster than the stream takes it. */
export class StreamSink implements Sink {
  readonly isPositioned = false;
  readonly #name: string;
  readonly #stream: Writable;
  readonly #isOwn: boolean;
  #failure: unknown;

  /** `isOwn`: the stream is to be ended too. */
  constructor(name: string, stream: Writable, isOwn: boolean) {
    this.#name = name;
    this.#stream = stream;
    this.#isOwn = isOwn;
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(writeError(this.#name, this.#failure));
      else this.#stream.write(bytes, (error) => (error ? reject(writeError(this.#name, error)) : resolve()));
    });
  }

  async truncate(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#isOwn) await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
  }
}
