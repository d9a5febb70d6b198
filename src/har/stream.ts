/** Hands out entries one by one, without waiting where none is needed. */
import type { HarItem } from './item.ts';
import type { Pass } from './pass.ts';

/** What a reading does beside handing out entries. */
export interface StreamHooks {
  /** Completes an item before it is handed out. */
  prepare(item: HarItem): Promise<void> | undefined;
  /** Hears of the error that ends the reading. */
  failed(error: unknown): void;
}

/** Only one entry is alive at a time, which is what keeps reading fast and its memory small. */
export class ItemStream implements AsyncIterableIterator<HarItem> {
  readonly #pass: Pass;
  readonly #hooks: StreamHooks;
  #isOver = false;

  constructor(pass: Pass, hooks: StreamHooks) {
    this.#pass = pass;
    this.#hooks = hooks;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<HarItem>> {
    const item = this.#isOver ? undefined : this.#pass.pull();
    return item === undefined ? this.#refill() : this.#handOut(item);
  }

  async return(): Promise<IteratorResult<HarItem>> {
    this.#isOver = true;
    await this.#pass.close();
    return { done: true, value: undefined };
  }

  #handOut(item: HarItem): Promise<IteratorResult<HarItem>> {
    const pending = this.#hooks.prepare(item);
    const result = { done: false, value: item } as const;
    return pending === undefined ? Promise.resolve(result) : pending.then(() => result);
  }

  async #refill(): Promise<IteratorResult<HarItem>> {
    try {
      while (!this.#isOver && (await this.#pass.more())) {
        const item = this.#pass.pull();
        if (item !== undefined) return await this.#handOut(item);
      }
    } catch (error) {
      this.#isOver = true;
      this.#hooks.failed(error);
      throw error;
    }
    this.#isOver = true;
    return { done: true, value: undefined };
  }
}
