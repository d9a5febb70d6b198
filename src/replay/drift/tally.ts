/** Counts of what was seen, each with the exchange that showed it first. */

/** A place in a recording. */
export interface Mark {
  /** Id of the exchange. */
  readonly id: string;
  /** Its place in the order of time. */
  readonly order: number;
}

interface Seen {
  count: number;
  /** Absent where it was read from a baseline. */
  readonly first: Mark | undefined;
}

/** How often each of a few things was seen. */
export class Tally {
  readonly #seen = new Map<string, Seen>();
  /** What came last mostly comes again. */
  #lastKey: string | undefined;
  #last: Seen | undefined;

  add(key: string, mark?: Mark, count = 1): void {
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#last = this.#seen.get(key);
      if (!this.#last) {
        this.#last = { count: 0, first: mark };
        this.#seen.set(key, this.#last);
      }
    }
    this.#last!.count += count;
  }

  has(key: string): boolean {
    return this.#seen.has(key);
  }

  count(key: string): number {
    return this.#seen.get(key)?.count ?? 0;
  }

  first(key: string): Mark | undefined {
    return this.#seen.get(key)?.first;
  }

  get size(): number {
    return this.#seen.size;
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.#seen.values()) total += count;
    return total;
  }

  /** Sorted, so that nothing depends on what came first. */
  keys(): string[] {
    return [...this.#seen.keys()].sort();
  }

  merge(other: Tally): void {
    for (const [key, { count, first }] of other.#seen) this.add(key, first, count);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.keys().map((key) => [key, this.count(key)]));
  }

  static from(counts: Readonly<Record<string, number>> = {}): Tally {
    const tally = new Tally();
    for (const [key, count] of Object.entries(counts)) tally.add(key, undefined, count);
    return tally;
  }
}

/** The earlier of two places; of equals the first. */
export function earlier(one: Mark | undefined, other: Mark | undefined): Mark | undefined {
  if (!one || !other) return one ?? other;
  return other.order < one.order ? other : one;
}
