/** Keeps a copy of a body as it passes: in memory while it is small, else in a file. */
import { Body, type StoredBody } from '../exchange.ts';
import { type Scratch, Spill } from './spill.ts';
import { Utf8Check } from './utf8-check.ts';

/** So many bytes of one body are held in memory. */
const usualMemory = 1 << 20;

export class Collector {
  /** Bytes so far. */
  size = 0;
  readonly #scratch: Scratch;
  readonly #memory: number;
  #chunks: Uint8Array[] = [];
  #spill: Spill | undefined;
  #check: Utf8Check | undefined;
  #lost: string | undefined;

  constructor(scratch: Scratch, memory = usualMemory) {
    this.#scratch = scratch;
    this.#memory = memory;
  }

  /** All of it is in memory. */
  get isHeld(): boolean {
    return this.#spill === undefined && this.#lost === undefined;
  }

  /** Why the bytes could not be kept. */
  get lost(): string | undefined {
    return this.#lost ?? this.#spill?.failure?.message;
  }

  /** False: wait for `drained` before the next one. */
  add(chunk: Uint8Array): boolean {
    this.size += chunk.length;
    if (this.#lost !== undefined) return true;
    if (this.#spill) return this.#write(this.#spill, chunk);
    this.#chunks.push(chunk);
    return this.size <= this.#memory || this.#startSpill();
  }

  #startSpill(): boolean {
    const chunks = this.#chunks;
    this.#chunks = [];
    try {
      this.#spill = new Spill(this.#scratch);
    } catch (error) {
      this.#lost = (error as Error).message;
      return true;
    }
    this.#check = new Utf8Check();
    let takes = true;
    for (const chunk of chunks) takes = this.#write(this.#spill, chunk);
    return takes;
  }

  #write(spill: Spill, chunk: Uint8Array): boolean {
    this.#check!.push(chunk);
    return spill.write(chunk);
  }

  async drained(): Promise<void> {
    await this.#spill?.drained();
  }

  /** All of it, where it is held. */
  bytes(): Uint8Array {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
  }

  /** From the start, wherever it is; after `settle`. */
  chunks(): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
    return this.#spill?.chunks() ?? this.#chunks;
  }

  /** Resolves when all that was added can be read. */
  async settle(): Promise<void> {
    await this.#spill?.end();
  }

  /** One of both, or none where the bytes are lost; after `settle`. */
  kept(): { body?: Body; stored?: StoredBody } {
    if (this.lost !== undefined) return {};
    const spill = this.#spill;
    if (!spill) return { body: Body.ofBytes(this.bytes()) };
    return {
      stored: { size: this.size, isText: this.#check!.isSound, chunks: () => spill.chunks() },
    };
  }

  /** The bytes are needed no more. */
  discard(): void {
    this.#chunks = [];
    this.#spill?.discard();
  }
}
