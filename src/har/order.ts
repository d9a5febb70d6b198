/** Puts entries in the order of their start without holding them. */

const fields = 4;
const windowSize = 1 << 20;
/** Entries out of order are mostly a little so: some bytes before the one asked for are read too. */
const before = windowSize / 4;

/** Where an entry lies. */
export interface EntryPlace {
  /** Zero-based index in `log.entries`. */
  readonly index: number;
  readonly offset: number;
  readonly length: number;
}

/** Where entries lie and when they started: 32 bytes for each. */
export class EntryIndex {
  #values = new Float64Array(1024 * fields);
  #count = 0;
  #isOrdered = true;
  #latest = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#count;
  }

  /** File order is time order already. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  /** An entry without a start (NaN) takes that of the entry before it, and so keeps its place beside it. */
  add(startedAt: number, { index, offset, length }: EntryPlace): void {
    const start = Number.isNaN(startedAt) ? this.#latest : startedAt;
    if (start < this.#latest) this.#isOrdered = false;
    this.#latest = start;
    const at = this.#count++ * fields;
    if (at === this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values.set([start, index, offset, length], at);
  }

  /** By start, then as in the file. */
  *places(): Generator<EntryPlace> {
    const values = this.#values;
    const order = Uint32Array.from({ length: this.#count }, (_, position) => position);
    const startOf = (position: number) => values[position * fields] as number;
    if (!this.#isOrdered) order.sort((one, other) => startOf(one) - startOf(other) || one - other);
    for (const position of order) {
      const [, index = 0, offset = 0, length = 0] = values.subarray(
        position * fields,
        (position + 1) * fields,
      );
      yield { index, offset, length };
    }
  }
}

/** Reads places that lie near each other with few reads. */
export class WindowReader {
  readonly #read: (offset: number, length: number) => Promise<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(read: (offset: number, length: number) => Promise<Buffer>) {
    this.#read = read;
  }

  /** Valid until the next call. */
  async bytes({ offset, length }: EntryPlace): Promise<Buffer> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      this.#start = Math.max(0, offset - before);
      this.#bytes = await this.#read(this.#start, Math.max(windowSize, offset - this.#start + length));
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}
