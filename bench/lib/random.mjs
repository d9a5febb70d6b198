/** Repeatable random values: one seed gives the same sequence on every machine. */

const letters = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const base64 = `${letters.toUpperCase()}${letters}${digits}+/`;

export class Random {
  #state;
  #seed;

  /** @param {number} seed any integer */
  constructor(seed) {
    this.#seed = seed >>> 0;
    this.#state = Math.imul(this.#seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1;
    for (let round = 0; round < 8; round += 1) this.next();
  }

  /** A generator of its own for one purpose, so that one story's draws never shift another's. */
  fork(purpose) {
    let hash = this.#seed ^ 0x811c9dc5;
    for (const unit of purpose) hash = Math.imul(hash ^ unit.codePointAt(0), 0x01000193);
    return new Random(hash);
  }

  /** A number in [0, 1). */
  next() {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both included. */
  integer(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with this probability. */
  chance(probability) {
    return this.next() < probability;
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  text(alphabet, length) {
    let out = '';
    while (out.length < length) out += alphabet[Math.floor(this.next() * alphabet.length)];
    return out;
  }

  /** Lower-case hexadecimal digits; eight are drawn at a time because ids are many and long. */
  hex(length) {
    let out = '';
    while (out.length < length)
      out += Math.floor(this.next() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    return out.slice(0, length);
  }

  digits(length) {
    return this.text(digits, length);
  }

  lettersAndDigits(length) {
    return this.text(letters + digits, length);
  }

  base64(length) {
    return this.text(base64, length);
  }

  /** @returns {Buffer} */
  bytes(length) {
    return Buffer.from(this.hex(length * 2), 'hex');
  }
}
