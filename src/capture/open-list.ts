/**
 * What is open, by its id, in the order in which it began. In place of a Map: each time that one makes room, the old
 * table goes on pointing to the new one, and once an old table is in the old generation all that ever was in a later
 * one lives until the next full collection.
 */

interface Link<Value> {
  readonly value: Value;
  before: Link<Value> | undefined;
  after: Link<Value> | undefined;
}

export class OpenList<Value> {
  size = 0;
  readonly #links: Record<string, Link<Value>> = Object.create(null);
  #first: Link<Value> | undefined;
  #last: Link<Value> | undefined;

  add(id: string, value: Value): void {
    const link: Link<Value> = { value, before: this.#last, after: undefined };
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
    this.#links[id] = link;
    this.size += 1;
  }

  /** What it was; undefined where there is none of this id. */
  remove(id: string): Value | undefined {
    const link = this.#links[id];
    if (!link) return undefined;
    const { before, after } = link;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    link.before = undefined;
    link.after = undefined;
    delete this.#links[id];
    this.size -= 1;
    return link.value;
  }

  /** The one that is at hand may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Value> {
    for (let link = this.#first; link; ) {
      const { value, after } = link;
      yield value;
      link = after;
    }
  }
}
