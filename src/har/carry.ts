/** Holds the bytes of an element that runs over the end of its chunk. */

const roomy = 4 << 20;

export class Carry {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Valid until the next call of anything else. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, 1 << 16));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, this.#length);
    this.#length = needed;
  }

  /** Forgets everything; a buffer grown for one large element is given back. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > roomy) this.#bytes = Buffer.alloc(0);
  }

  /** Hands over the bytes from `start` on and forgets everything. */
  take(start: number): Buffer {
    const rest = this.#bytes.subarray(start, this.#length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return rest;
  }
}
