/** The marks by which page and service agree on how far messages were read. */

/** @typedef {{ Count: number, List: { Key: number, Val: number }[] }} KeySet */

export class SyncKeys {
  // Keys 1, 2, 3, 11 and 13 count; the others are unix seconds.
  /** @type {Map<number, number>} */
  #values;
  /** What the page holds: for webwxsync, and for synccheck. @type {KeySet} */
  pull;
  /** @type {KeySet} */
  check;

  /** @param {import('./random.mjs').Random} random @param {number} second unix time */
  constructor(random, second) {
    const base = 690_000_000 + random.integer(0, 9_000_000);
    this.#values = new Map([
      [1, base],
      [2, base + random.integer(300, 900)],
      [3, base + random.integer(100, 299)],
      [1000, second - random.integer(4_000, 40_000)],
    ]);
    this.pull = keySet(this.#values);
    this.check = this.pull;
  }

  /** What webwxinit answers: four keys. */
  get first() {
    return this.pull;
  }

  /**
   * The keys after a delivery. synccheck's are one message ahead in the mark 203, so that which of the two sets a
   * request was made from can be seen.
   * @param {{ messages: number, contacts: number, second: number }} delivered
   * @returns {{ SyncKey: KeySet, SyncCheckKey: KeySet }}
   */
  advance({ messages, contacts, second }) {
    const at = (key) => this.#values.get(key) ?? 0;
    if (!this.#values.has(11)) this.#grow(second);
    this.#values.set(2, at(2) + Math.max(1, messages));
    if (contacts > 0) this.#values.set(1, at(1) + contacts);
    this.#values.set(201, second);
    this.pull = keySet(this.#values);
    this.check = keySet(new Map([...this.#values, [203, second + 1]]));
    return { SyncKey: this.pull, SyncCheckKey: this.check };
  }

  /** The query value of synccheck, before encoding. */
  get query() {
    return this.check.List.map(({ Key, Val }) => `${Key}_${Val}`).join('|');
  }

  /** After the first pull there are more keys. */
  #grow(second) {
    const base = this.#values.get(3) ?? 0;
    for (const [key, value] of [
      [11, base + 40],
      [13, base - 900],
      [201, second],
      [203, second - 3_600],
      [1001, second - 7_231],
      [1004, second - 60_480],
    ]) {
      this.#values.set(key, value);
    }
  }
}

/** No keys: the page keeps those it has. @type {KeySet} */
export const noKeys = { Count: 0, List: [] };

/** @returns {KeySet} */
function keySet(values) {
  const List = [...values].sort(([one], [other]) => one - other).map(([Key, Val]) => ({ Key, Val }));
  return { Count: List.length, List };
}
