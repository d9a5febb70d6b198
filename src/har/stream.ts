/** Hands out entries one by one, without waiting where none is needed. */
import type { HarItem } from './item.ts';
import type { Pass } from './pass.ts';

/** What a reading does beside handing out entries. */
export interface StreamHooks {
  /** Items must be completed before they are handed out. */
  readonly mustPrepare: boolean;
  prepare(item: HarItem): Promise<void>;
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

  /** The entries as they come from the file, many at a time, so that nobody waits for each; one that must be waited for comes alone. */
  async *batches(): AsyncGenerator<Iterable<HarItem>> {
    try {
      for (;;) {
        yield this.#ready();
        const { done, value } = await this.next();
        if (done === true) return;
        yield [value];
      }
    } finally {
      await this.return();
    }
  }

  *#ready(): Generator<HarItem> {
    while (!this.#isOver && !this.#hooks.mustPrepare) {
      const item = this.#pass.pull();
      if (item === undefined) return;
      yield item;
    }
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
    const result = { done: false, value: item } as const;
    if (!this.#hooks.mustPrepare) return Promise.resolve(result);
    return this.#hooks.prepare(item).then(() => result);
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
