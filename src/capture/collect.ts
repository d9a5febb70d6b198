/** Keeps a copy of a body as it passes. */

export class Collector {
  /** Bytes so far, as they were on the wire. */
  size = 0;
  readonly #chunks: Uint8Array[] = [];

  /** False: wait for `drained` before the next one. */
  add(chunk: Uint8Array): boolean {
    this.size += chunk.length;
    this.#chunks.push(chunk);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  bytes(): Uint8Array {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
  }
}
