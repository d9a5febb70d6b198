/** The files of one capture: one is written, another follows where it is full or was deleted. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { RecordingError } from '../errors.ts';
import type { HeadInput } from '../har/head-text.ts';
import type { JsonObject } from '../har/values.ts';
import type { NewsListener } from './news.ts';
import { RecordingFile } from './recording-file.ts';

/** A file as it stands. */
export interface Recorded {
  readonly path: string;
  readonly entries: number;
  /** Bytes. */
  readonly size: number;
}

export interface FilesOptions {
  readonly path: string;
  readonly head: HeadInput;
  /** Bytes after which a new file begins. */
  readonly rotateAt: number | undefined;
  readonly onNews: NewsListener;
}

export class Files {
  readonly #options: FilesOptions;
  readonly #complete: Recorded[] = [];
  #file: RecordingFile;
  /** The page that entries belong to. */
  #page: JsonObject | undefined;

  /** Throws RecordingError where the file cannot be made, or is there already. */
  constructor(options: FilesOptions) {
    this.#options = options;
    this.#file = new RecordingFile(options.path, options.head);
  }

  /** The file that is written now. */
  get current(): Recorded {
    return recordedIn(this.#file);
  }

  /** Adds entries by their texts, or one by where it lies; returns the first index. Throws like `RecordingFile.append`. */
  append(
    entries: readonly string[] | { readonly file: number; readonly length: number },
    open: readonly string[],
  ): number {
    const index =
      'file' in entries
        ? this.#file.appendFrom(entries.file, entries.length)
        : this.#file.append(entries, open);
    const { rotateAt } = this.#options;
    if (rotateAt !== undefined && this.#file.written >= rotateAt) this.#rotate(open);
    return index;
  }

  setOpen(open: readonly string[]): void {
    this.#file.setPending(open);
  }

  addPage(page: JsonObject): boolean {
    if (!this.#file.addPage(page)) return false;
    this.#page = page;
    return true;
  }

  /** Saves what is written where the file was deleted. */
  look(): void {
    if (!this.#file.isDeleted) return;
    const { path } = this.#file;
    for (const place of [path, join(tmpdir(), basename(path))]) {
      try {
        mkdirSync(dirname(place), { recursive: true });
        const next = freePath(place);
        this.#file.moveTo(next);
        this.#options.onNews({ kind: 'moved', path, next });
        return;
      } catch {
        // The next place, or the next look.
      }
    }
  }

  close(): readonly Recorded[] {
    this.#file.close();
    return [...this.#complete, recordedIn(this.#file)];
  }

  #rotate(open: readonly string[]): void {
    const full = this.#file;
    const path = freePath(numbered(this.#options.path, this.#complete.length + 2));
    try {
      const next = new RecordingFile(path, this.#options.head);
      if (this.#page) next.addPage(this.#page);
      next.setPending(open);
      this.#file = next;
    } catch (error) {
      // The full one goes on.
      if (error instanceof RecordingError) return;
      throw error;
    }
    full.setPending([]);
    full.close();
    this.#complete.push(recordedIn(full));
    this.#options.onNews({ kind: 'rotated', path: full.path, next: path });
  }
}

const recordedIn = ({ path, count, size }: RecordingFile): Recorded => ({ path, entries: count, size });

/** `session-2.har` of `session.har`. */
function numbered(path: string, number: number): string {
  const ending = extname(path);
  return `${ending === '' ? path : path.slice(0, -ending.length)}-${number}${ending}`;
}

/** The path, or the first one after it that is not taken. */
function freePath(path: string): string {
  let free = path;
  for (let number = 2; existsSync(free); number += 1) free = numbered(path, number);
  return free;
}
