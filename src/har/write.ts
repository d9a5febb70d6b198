/** Writes recordings that are whole at every moment. */
import type { Writable } from 'node:stream';
import { RecordingError, UsageError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { stringifyLossless } from '../json.ts';
import { entryOf } from './compose.ts';
import { entryShape } from './har-shape.ts';
import { type HeadInput, type HeadText, headText } from './head-text.ts';
import { conformed } from './shape.ts';
import { openSink, type Sink, StreamSink } from './sink.ts';
import type { JsonObject } from './values.ts';

export interface WriteOptions {
  head?: HeadInput;
  /** Replace a file that exists. */
  overwrite?: boolean;
  /** Written to for the name `-`. */
  stdout?: Writable;
}

/** So much is written at once at most, one entry apart. */
const largestBatch = 4 << 20;

type Waiting = { bytes: Buffer; resolve: () => void; reject: (error: unknown) => void };

/**
 * A HAR 1.2 file that is valid after every entry: what closes it is written with each entry and over again with the
 * next, in one write. Streams and pipes get it in order and are whole after `close`.
 */
export class HarWriter {
  /** Entries accepted so far. */
  count = 0;
  readonly #sink: Sink;
  #text: HeadText;
  /** Where the next entry goes: the place of what closes the file. */
  #end = 0;
  #written = 0;
  #queue: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #failure: unknown;

  private constructor(sink: Sink, text: HeadText) {
    this.#sink = sink;
    this.#text = text;
  }

  /**
   * `-` is standard output. Throws RecordingError `recording/exists` for a file that is there already, unless it may be
   * overwritten, and `recording/not-writable`.
   */
  static async create(path: string, options: WriteOptions = {}): Promise<HarWriter> {
    const isPipe = path === '-';
    const sink = isPipe
      ? new StreamSink('stdout', options.stdout ?? process.stdout, false)
      : await openSink(path, options.overwrite === true);
    const writer = new HarWriter(sink, headText(options.head ?? {}));
    await writer.#writeFrame();
    return writer;
  }

  /** Says something else about the recording; possible until the first entry. */
  async setHead(head: HeadInput): Promise<void> {
    if (this.count > 0)
      throw new UsageError('usage/bad-option', 'the head of a recording is set before its first entry');
    this.#text = headText(head);
    await this.#writeFrame();
  }

  /** Adds one exchange, or one entry of a HAR; resolves when it is in the file. Rejects with RecordingError. */
  append(record: Exchange | JsonObject): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const entry = isExchange(record) ? entryOf(record) : conformed(record, entryShape, () => {});
    const bytes = Buffer.from(`${this.count++ === 0 ? '' : ','}\n${stringifyLossless(entry)}`);
    return new Promise((resolve, reject) => {
      this.#queue.push({ bytes, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Waits for what is on its way and closes the file. */
  async close(): Promise<void> {
    await this.#flushing;
    try {
      if (this.#failure === undefined && !this.#sink.isPositioned) {
        const opening = this.#end === 0 ? this.#text.opening : '';
        await this.#sink.write(Buffer.from(opening + this.#text.closing), this.#end);
      }
    } finally {
      await this.#sink.close();
    }
  }

  /** The file without entries. */
  async #writeFrame(): Promise<void> {
    if (!this.#sink.isPositioned) return;
    const opening = Buffer.from(this.#text.opening);
    await this.#sink.write(Buffer.concat([opening, Buffer.from(this.#text.closing)]), 0);
    this.#end = opening.length;
    await this.#sink.truncate(opening.length + Buffer.byteLength(this.#text.closing));
  }

  async #flush(): Promise<void> {
    // What is appended in the same turn goes into one write.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#write(batch.map(({ bytes }) => bytes));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#failure = error;
        await this.#restore();
        for (const { reject } of [...batch, ...this.#queue.splice(0)]) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  #takeBatch(): Waiting[] {
    let size = 0;
    const tooMany = this.#queue.findIndex(({ bytes }) => {
      size += bytes.length;
      return size > largestBatch;
    });
    return this.#queue.splice(0, tooMany < 0 ? this.#queue.length : Math.max(1, tooMany));
  }

  async #write(pieces: readonly Buffer[]): Promise<void> {
    const isFirst = this.#written === 0 && !this.#sink.isPositioned;
    const opening = isFirst ? [Buffer.from(this.#text.opening)] : [];
    const entries = Buffer.concat([...opening, ...pieces]);
    const closing = this.#sink.isPositioned ? [Buffer.from(this.#text.closing)] : [];
    await this.#sink.write(Buffer.concat([entries, ...closing]), this.#end);
    this.#end += entries.length;
    this.#written += pieces.length;
  }

  /** After a write that failed: closes the file behind the last entry that is in it. */
  async #restore(): Promise<void> {
    if (!this.#sink.isPositioned) return;
    const closing = Buffer.from(this.#text.closing);
    try {
      await this.#sink.write(closing, this.#end);
      await this.#sink.truncate(this.#end + closing.length);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
    }
  }
}

function isExchange(record: Exchange | JsonObject): record is Exchange {
  return !('startedDateTime' in record) && 'timing' in record && 'request' in record;
}
