/** Writes down what passes: an exchange is in the file when it is over, an open one soon after it began. */
import { RecordingError } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { entryText } from '../har/entry-text.ts';
import type { HeadInput } from '../har/head-text.ts';
import { isObject } from '../har/values.ts';
import { Backlog, type Entry } from './backlog.ts';
import { Files, type Recorded } from './files.ts';
import { composeLarge, isLarge, type Part } from './large-entry.ts';
import type { NewsListener } from './news.ts';
import { asItPassed, type BeforeDisk, type Captured } from './seam.ts';
import { OpenEntry, StillOpen } from './still-open.ts';
import type { PendingExchange, Stored, Watcher } from './watch.ts';

export interface RecorderOptions {
  readonly path: string;
  readonly head: HeadInput;
  readonly beforeDisk?: BeforeDisk;
  /** Bytes after which a new file begins. */
  readonly rotateAt?: number | undefined;
  /** An exchange is in the file; its id is that of its entry. Not called for what is open at the end. */
  readonly onRecorded?: (exchange: Exchange) => void;
  readonly onNews?: NewsListener;
}

export interface RecorderState {
  /** That are over. */
  readonly exchanges: number;
  readonly failed: number;
  readonly open: number;
  /** That were open when the capture ended. */
  readonly leftOpen: number;
  /** Of bodies. */
  readonly bytes: number;
  /** Exchanges that are in memory only, since the file cannot be written. */
  readonly waiting: number;
  readonly file: Recorded;
}

/** Milliseconds between two looks at what is open, what waits, and whether the file is still there. */
const look = 250;
/** What is open is written with every exchange while it has no more characters; else only at every look. */
const mostOpen = 1 << 20;
const none: readonly string[] = [];
const nothing: Stored = {};

export class Recorder implements Watcher {
  readonly #before: BeforeDisk;
  readonly #open: StillOpen;
  readonly #files: Files;
  readonly #isRotating: boolean;
  readonly #backlog: Backlog;
  readonly #timer: NodeJS.Timeout;
  readonly #onRecorded: (exchange: Exchange) => void;
  readonly #onNews: NewsListener;
  /** Large ones on their way to the file. */
  readonly #composing = new Set<Promise<void>>();
  /** Over, and written with the others of this turn of the event loop. */
  #fresh: Entry[] = [];
  #page: string | undefined;
  #pages = 0;
  #exchanges = 0;
  #failed = 0;
  #leftOpen = 0;
  #bytes = 0;

  /** Throws RecordingError where the file cannot be made, or is there already. */
  constructor({ path, head, beforeDisk, rotateAt, onRecorded, onNews }: RecorderOptions) {
    this.#before = beforeDisk ?? asItPassed;
    this.#onRecorded = onRecorded ?? (() => {});
    this.#onNews = onNews ?? (() => {});
    this.#open = new StillOpen(this.#before);
    this.#backlog = new Backlog(this.#onNews);
    this.#isRotating = rotateAt !== undefined;
    this.#files = new Files({ path, head, rotateAt, onNews: this.#onNews });
    this.#timer = setInterval(() => this.#look(), look).unref();
  }

  get state(): RecorderState {
    return {
      exchanges: this.#exchanges,
      failed: this.#failed,
      // What is on its way to the file stays listed there until it is in it.
      open: Math.max(0, this.#open.size - this.#composing.size),
      leftOpen: this.#leftOpen,
      bytes: this.#bytes,
      waiting: this.#backlog.size,
      file: this.#files.current,
    };
  }

  opened(pending: PendingExchange): OpenEntry {
    return this.#open.add(pending);
  }

  closed(exchange: Exchange, stored = nothing, ticket?: unknown): void | Promise<void> {
    this.#count(exchange, stored);
    const captured = this.#before({ exchange: this.#onPage(exchange), stored });
    if (!isLarge(captured.stored)) {
      this.#forget(ticket);
      this.#take({ text: entryText(captured.exchange), exchange });
      return undefined;
    }
    const work = this.#storeLarge(captured, exchange, ticket);
    this.#composing.add(work);
    return work.finally(() => this.#composing.delete(work));
  }

  /** Exchanges that end from now on belong to a page of this title. False: there is no room for another one. */
  mark(title: string, at: number): boolean {
    const id = `mark-${this.#pages + 1}`;
    const page = { startedDateTime: new Date(at).toISOString(), id, title, pageTimings: {} };
    if (!this.#files.addPage(page)) return false;
    this.#pages += 1;
    this.#page = id;
    return true;
  }

  /** Writes what is still open and closes the file. Throws RecordingError where exchanges were lost. */
  async close(): Promise<readonly Recorded[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#composing);
    this.write();
    this.#files.look();
    this.#retry();
    this.#tryOpen(true);
    const files = this.#files.close();
    const lost = this.#backlog.lost + this.#backlog.size;
    if (lost === 0) return files;
    const { path, entries } = this.#files.current;
    throw new RecordingError(
      'recording/not-writable',
      `${path} holds ${entries} exchanges and is whole; ${lost} more could not be written and are lost`,
      { path, entries, lost },
    );
  }

  #count({ request, response, failure }: Exchange, stored: Stored): void {
    if (failure?.cause === 'pending') this.#leftOpen += 1;
    else this.#exchanges += 1;
    if (failure && failure.cause !== 'pending') this.#failed += 1;
    for (const body of [request.body, response?.body, stored.requestBody, stored.responseBody])
      this.#bytes += body?.size ?? 0;
  }

  #onPage(exchange: Exchange): Exchange {
    if (this.#page === undefined) return exchange;
    return { ...exchange, extra: { ...(isObject(exchange.extra) && exchange.extra), pageref: this.#page } };
  }

  async #storeLarge(captured: Captured, exchange: Exchange, ticket: unknown): Promise<void> {
    const { exchange: shown, stored } = captured;
    let part: Part | undefined;
    try {
      part = await composeLarge(shown, stored, this.#files.current.path);
      this.write();
      this.#forget(ticket);
      const index = this.#files.append(part, this.#openNow());
      this.#onRecorded({ ...exchange, id: `e${index}` });
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      this.#onNews({ kind: 'body-lost', error });
      this.#forget(ticket);
      const comment = `a large body could not be kept: ${error.message}`;
      const extra = { ...(isObject(shown.extra) && shown.extra), comment };
      this.#take({ text: entryText({ ...shown, extra }), exchange });
      this.write();
    } finally {
      part?.close();
    }
  }

  #forget(ticket: unknown): void {
    if (ticket instanceof OpenEntry) this.#open.remove(ticket);
  }

  /** One write for all that end in the same turn: it costs more than what is written. */
  #take(entry: Entry): void {
    if (this.#fresh.push(entry) === 1) setImmediate(() => this.write());
  }

  /** Everything that is over is in the file then, or waits until that can be written. */
  write(): void {
    if (this.#fresh.length === 0) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    const isTogether = fresh.length > 1 && !this.#isRotating && this.#backlog.size === 0;
    if (isTogether && this.#append(fresh)) return;
    // What does not fit together may fit in part.
    for (const entry of fresh) if (this.#backlog.size > 0 || !this.#append([entry])) this.#backlog.add(entry);
  }

  /** False: they could not be written, and nothing of them is in the file. */
  #append(entries: readonly Entry[]): boolean {
    let index: number;
    try {
      index = this.#files.append(
        entries.map(({ text }) => text),
        this.#openNow(),
      );
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      if (this.#backlog.size === 0 && entries.length === 1) this.#onNews({ kind: 'full', error });
      return false;
    }
    for (const { exchange } of entries) {
      this.#onRecorded({ ...exchange, id: `e${index}` });
      index += 1;
    }
    return true;
  }

  #openNow(): readonly string[] {
    const entries = this.#open.entries(Date.now());
    return this.#open.length <= mostOpen ? entries : none;
  }

  #retry(): void {
    this.#backlog.retry((entry) => this.#append([entry]));
  }

  #look(): void {
    this.#files.look();
    if (this.#backlog.size > 0) this.#retry();
    else this.#tryOpen(false);
  }

  /** Where it fails, the next exchange will say so. */
  #tryOpen(all: boolean): void {
    try {
      this.#files.setOpen(this.#open.entries(Date.now(), all));
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
    }
  }
}
