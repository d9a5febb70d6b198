/** Exchanges that are over and cannot be written yet: held in memory as far as that goes. */
import type { Exchange } from '../exchange.ts';
import type { NewsListener } from './news.ts';

/** An exchange with the text of its entry. */
export interface Entry {
  readonly text: string;
  readonly exchange: Exchange;
}

/** Characters of entries that are held. */
const mostHeld = 64 << 20;

export class Backlog {
  /** What was more than can be held. */
  lost = 0;
  readonly #onNews: NewsListener;
  #entries: Entry[] = [];
  /** Their characters. */
  #held = 0;
  /** How many waited, and are written. */
  #recovered = 0;

  constructor(onNews: NewsListener) {
    this.#onNews = onNews;
  }

  get size(): number {
    return this.#entries.length;
  }

  add(entry: Entry): void {
    if (this.#held + entry.text.length <= mostHeld) {
      this.#entries.push(entry);
      this.#held += entry.text.length;
      return;
    }
    this.lost += 1;
    if (this.lost === 1) this.#onNews({ kind: 'gave-up', exchanges: this.size });
  }

  /** In their order, until one cannot be written. */
  retry(write: (entry: Entry) => boolean): void {
    const entries = this.#entries;
    let written = 0;
    while (written < entries.length && write(entries[written]!)) {
      this.#held -= entries[written]!.text.length;
      written += 1;
    }
    if (written === 0) return;
    this.#entries = entries.slice(written);
    this.#recovered += written;
    if (this.size > 0) return;
    this.#onNews({ kind: 'recovered', exchanges: this.#recovered });
    this.#recovered = 0;
  }
}
