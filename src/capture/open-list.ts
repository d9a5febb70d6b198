/**
 * What is open, in the order in which it began. Each item carries its own links, in place of a Map or a dictionary: those
 * keep garbage alive until the next full collection, each time that one makes room, or each time that a key is new.
 */

/** An item of one list at a time. */
export interface Linked<Item> {
  before: Item | undefined;
  after: Item | undefined;
}

export class OpenList<Item extends Linked<Item>> {
  size = 0;
  #first: Item | undefined;
  #last: Item | undefined;

  add(item: Item): void {
    item.before = this.#last;
    if (this.#last) this.#last.after = item;
    else this.#first = item;
    this.#last = item;
    this.size += 1;
  }

  /** False: it is not in the list. */
  remove(item: Item): boolean {
    const { before, after } = item;
    if (!before && this.#first !== item) return false;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    item.before = undefined;
    item.after = undefined;
    this.size -= 1;
    return true;
  }

  /** The one that is at hand may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Item> {
    for (let item = this.#first; item; ) {
      const { after } = item;
      yield item;
      item = after;
    }
  }
}
