/** A file that lies beside a recording, in a folder of its name, because it is too large to lie in it. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { attempt, ownerOnly, writeAll } from './write-all.ts';

const ownerOnlyFolder = 0o700;

export class SideFile {
  /** From the folder of the recording on, with a slash, as `_file` says it. */
  readonly name: string;
  readonly #path: string;
  readonly #file: number;
  #size = 0;

  /** Throws RecordingError. */
  constructor(recording: string, name: string) {
    const folder = `${recording.slice(0, recording.length - extname(recording).length)}.bodies`;
    this.name = `${basename(folder)}/${name}`;
    this.#path = join(folder, name);
    attempt(folder, () => mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder }));
    this.#file = attempt(this.#path, () => openSync(this.#path, 'wx', ownerOnly));
  }

  /** Adds at the end. Throws RecordingError. */
  write(piece: Uint8Array | string): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#size += attempt(this.#path, () => writeAll(this.#file, bytes, this.#size));
  }

  close(): void {
    closeSync(this.#file);
  }
}
