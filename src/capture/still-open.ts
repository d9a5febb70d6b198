/** Exchanges that are not over: which of them the file should know. */
import type { Exchange } from '../exchange.ts';
import { entryText } from '../har/entry-text.ts';
import { type Linked, OpenList } from './open-list.ts';
import type { BeforeDisk } from './seam.ts';
import type { PendingExchange } from './watch.ts';

/** Most exchanges are over sooner, and are written once. Milliseconds. */
const soon = 200;

/** One that is not over, from `add` to `remove`. */
export class OpenEntry implements Linked<OpenEntry> {
  before: OpenEntry | undefined;
  after: OpenEntry | undefined;
  /** Its entry, once the file should know. */
  text: string | undefined;
  readonly pending: PendingExchange;

  constructor(pending: PendingExchange) {
    this.pending = pending;
  }
}

export class StillOpen {
  readonly #before: BeforeDisk;
  readonly #open = new OpenList<OpenEntry>();
  #texts: readonly string[] = [];
  #length = 0;

  constructor(before: BeforeDisk) {
    this.#before = before;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Characters of the entries. */
  get length(): number {
    return this.#length;
  }

  add(pending: PendingExchange): OpenEntry {
    const entry = new OpenEntry(pending);
    this.#open.add(entry);
    return entry;
  }

  remove(entry: OpenEntry): void {
    if (this.#open.remove(entry) && entry.text !== undefined) this.#gather();
  }

  /** The entries of those that have been open for a while, or of all; the same list while nothing changes. */
  entries(now: number, all = false): readonly string[] {
    let isChanged = false;
    for (const one of this.#open) {
      const { startedAt } = one.pending;
      if (one.text !== undefined) continue;
      // In the order in which they began: those behind it are younger.
      if (!all && now - startedAt < soon) break;
      one.text = this.#entryOf(one.pending, now);
      isChanged = true;
    }
    if (isChanged) this.#gather();
    return this.#texts;
  }

  #gather(): void {
    this.#texts = [...this.#open].flatMap(({ text }) => text ?? []);
    this.#length = this.#texts.reduce((sum, text) => sum + text.length, 0);
  }

  #entryOf({ id, startedAt, request }: PendingExchange, now: number): string {
    const exchange: Exchange = {
      id,
      startedAt,
      request,
      failure: { cause: 'pending', message: 'not over when this was written' },
      timing: { total: Math.max(0, now - startedAt) },
    };
    return entryText(this.#before({ exchange, stored: {} }).exchange);
  }
}
