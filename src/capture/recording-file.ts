/** The file of a capture: a whole HAR after every write, with what is still open at its end. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { type HeadInput, headText } from '../har/head-text.ts';
import type { JsonObject } from '../har/values.ts';
import { attempt, ownerOnly, writeAll } from './write-all.ts';

/** Blanks that the list of pages grows into: the head is written first, marks come later. */
const roomForPages = 8192;
const noPages = '"pages":[]';
const copied = 1 << 20;

/**
 * Written synchronously: what was appended is with the system, so that a process that is killed loses nothing of it.
 * One write carries the entry and all that stands behind it: the exchanges that are still open, the end of the JSON.
 * A kill may cut it between two pages: what was over stays. What is open is written on its own, and first, where the
 * entry will cover all of it; where it covers a part, two copies of one that is open may be blended then.
 */
export class RecordingFile {
  /** Entries of exchanges that are over. */
  count = 0;
  #path: string;
  #file: number;
  readonly #closing: Buffer;
  readonly #pagesAt: number;
  readonly #pages: string[] = [];
  /** Where the next entry goes. */
  #end: number;
  /** Entries of exchanges that are still open. */
  #pending: readonly string[] = [];
  /** Those and the end of the JSON, as they stand behind another entry. */
  #tail: Buffer;
  #size = 0;

  /** Makes a file of mode 0600. Throws RecordingError `recording/exists` or `recording/not-writable`. */
  constructor(path: string, head: HeadInput) {
    this.#path = path;
    const { opening, closing } = headText({ ...head, pages: [], log: { ...head.log, pages: [] } });
    const at = opening.indexOf(noPages) + noPages.length - 1;
    const frame = Buffer.from(`${opening.slice(0, at)}${' '.repeat(roomForPages)}${opening.slice(at)}`);
    this.#pagesAt = Buffer.byteLength(opening.slice(0, at));
    this.#closing = Buffer.from(closing);
    this.#tail = this.#closing;
    this.#end = frame.length;
    this.#file = attempt(path, () => openSync(path, 'wx+', ownerOnly));
    try {
      this.#size = this.#write([frame, this.#closing], 0);
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  get path(): string {
    return this.#path;
  }

  /** Bytes without what is still open. */
  get written(): number {
    return this.#end;
  }

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds entries and says anew what is still open. Returns the index of the first. Throws RecordingError
   * `recording/not-writable`; the file is what it was before then.
   */
  append(entries: readonly string[], pending: readonly string[] = this.#pending): number {
    const index = this.count;
    const text = Buffer.from(`${index === 0 ? '\n' : ',\n'}${entries.join(',\n')}`);
    this.#replace([text], text.length, pending, entries.length);
    return index;
  }

  /** The same with an entry of `length` bytes that lies in another file. */
  appendFrom(file: number, length: number): number {
    const comma = Buffer.from(this.count === 0 ? '\n' : ',\n');
    const pieces = function* (): Generator<Buffer> {
      yield comma;
      const buffer = Buffer.allocUnsafe(copied);
      for (let at = 0; at < length; ) {
        const read = readSync(file, buffer, 0, Math.min(copied, length - at), at);
        if (read === 0) throw new RangeError('the entry is shorter than was said');
        yield buffer.subarray(0, read);
        at += read;
      }
    };
    this.#replace(pieces(), comma.length + length, this.#pending, 1);
    return this.count - 1;
  }

  /** Says anew what is still open. Throws like `append`. */
  setPending(pending: readonly string[]): void {
    if (pending.length === 0 && this.#pending.length === 0) return;
    this.#replace([], 0, pending, 0);
  }

  /** Adds a page to the head; false: there is no room for it. Throws RecordingError. */
  addPage(page: JsonObject): boolean {
    const pages = [...this.#pages, JSON.stringify(page)];
    const bytes = Buffer.from(pages.join(','));
    if (bytes.length > roomForPages) return false;
    this.#write([bytes], this.#pagesAt);
    this.#pages.push(pages.at(-1)!);
    return true;
  }

  /** Nothing leads to the file any more: it, or its folder, was deleted. What is written is lost with this process. */
  get isDeleted(): boolean {
    return fstatSync(this.#file).nlink === 0;
  }

  /** Writes all of it to a new file and goes on there. Throws RecordingError. */
  moveTo(path: string): void {
    const file = attempt(path, () => openSync(path, 'wx+', ownerOnly));
    const buffer = Buffer.allocUnsafe(copied);
    attempt(path, () => {
      for (let at = 0; at < this.#size; ) {
        const read = readSync(this.#file, buffer, 0, copied, at);
        if (read === 0) break;
        writeAll(file, buffer.subarray(0, read), at);
        at += read;
      }
    });
    closeSync(this.#file);
    this.#file = file;
    this.#path = path;
  }

  close(): void {
    try {
      fsyncSync(this.#file);
    } catch {
      // Some file systems cannot; what was written is with the system all the same.
    }
    attempt(this.#path, () => closeSync(this.#file));
  }

  /** Writes so many entries, of `length` bytes together, over the tail, and a new tail. */
  #replace(entries: Iterable<Buffer>, length: number, pending: readonly string[], added: number): void {
    const count = this.count + added;
    const tail = this.#tailOf(pending, count);
    try {
      this.#cut(this.#put(entries, length, tail));
    } catch (error) {
      this.#restore();
      throw error;
    }
    this.count = count;
    this.#end += length;
    this.#pending = pending;
    this.#tail = tail;
  }

  /** Returns where the tail ends. */
  #put(entries: Iterable<Buffer>, length: number, tail: Buffer): number {
    const at = this.#end;
    const coversAll = at + length >= this.#size;
    if (!coversAll || tail === this.#closing)
      return this.#write(length < copied ? [Buffer.concat([...entries, tail])] : chain(entries, tail), at);
    const end = this.#write([tail], at + length);
    // From here on the JSON ends there, and not where it did.
    this.#write([Buffer.alloc(this.#closing.length, ' ')], this.#size - this.#closing.length);
    this.#write(entries, at);
    return end;
  }

  /** What follows `count` entries. */
  #tailOf(pending: readonly string[], count: number): Buffer {
    if (pending === this.#pending && count > 0 && this.count > 0) return this.#tail;
    const text = pending.map((entry, index) => `${count + index === 0 ? '' : ','}\n${entry}`);
    return Buffer.concat([Buffer.from(text.join('')), this.#closing]);
  }

  #cut(size: number): void {
    if (size < this.#size) attempt(this.#path, () => ftruncateSync(this.#file, size));
    this.#size = size;
  }

  /** After a write that failed: what stood behind the last entry stands there again, as far as it fits. */
  #restore(): void {
    const written = fstatSync(this.#file).size;
    for (const pending of [this.#pending, []]) {
      try {
        const tail = this.#tailOf(pending, this.count);
        const size = this.#write([tail], this.#end);
        this.#size = Math.max(written, size);
        this.#cut(size);
        this.#pending = pending;
        this.#tail = tail;
        return;
      } catch {
        // The shorter one fits more likely: its place was taken before.
      }
    }
  }

  /** Returns where the pieces end. */
  #write(pieces: Iterable<Buffer>, position: number): number {
    return attempt(this.#path, () => {
      let at = position;
      for (const piece of pieces) at += writeAll(this.#file, piece, at);
      return at;
    });
  }
}

function* chain(pieces: Iterable<Buffer>, last: Buffer): Generator<Buffer> {
  yield* pieces;
  yield last;
}
