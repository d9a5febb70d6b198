/** Counts of what was seen, each with the exchange that showed it first. */

/** A place in a recording. */
export interface Mark {
  /** Id of the exchange. */
  readonly id: string;
  /** Its place in the order of time. */
  readonly order: number;
}

interface Seen {
  readonly key: string;
  count: number;
  /** Absent where it was read from a baseline. */
  readonly first: Mark | undefined;
}

/** How often each of a few things was seen. There are as many of these as fields, and most hold one thing. */
export class Tally {
  /** What came last mostly comes again. */
  #last: Seen | undefined;
  /** All of them, where there are more than one. */
  #all: Map<string, Seen> | undefined;

  add(key: string, mark?: Mark, count = 1): void {
    if (this.#last === undefined || this.#last.key !== key) this.#last = this.#turnTo(key, mark);
    this.#last.count += count;
  }

  #turnTo(key: string, mark: Mark | undefined): Seen {
    const known = this.#all?.get(key);
    if (known) return known;
    const seen: Seen = { key, count: 0, first: mark };
    if (this.#last && !this.#all) this.#all = new Map([[this.#last.key, this.#last]]);
    this.#all?.set(key, seen);
    return seen;
  }

  #find(key: string): Seen | undefined {
    return this.#last?.key === key ? this.#last : this.#all?.get(key);
  }

  #each(): Iterable<Seen> {
    return this.#all?.values() ?? (this.#last ? [this.#last] : []);
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  count(key: string): number {
    return this.#find(key)?.count ?? 0;
  }

  first(key: string): Mark | undefined {
    return this.#find(key)?.first;
  }

  get size(): number {
    return this.#all?.size ?? (this.#last ? 1 : 0);
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.#each()) total += count;
    return total;
  }

  /** Sorted, so that nothing depends on what came first. */
  keys(): string[] {
    return Array.from(this.#each(), ({ key }) => key).sort();
  }

  merge(other: Tally): void {
    for (const { key, count, first } of other.#each()) this.add(key, first, count);
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
