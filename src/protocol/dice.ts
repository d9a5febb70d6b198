/** Random values that follow from a seed alone. */

const alphabets = {
  hex: '0123456789abcdef',
  decimal: '0123456789',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
} as const;

/** The lowest byte of a word. */
const hexOf = (word: number): string => hexBytes[word & 255]!;
const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

type Words = readonly [number, number, number, number];

/** Four words of a text, each character reaching all of them. */
function hash(text: string, [one, two, three, four]: Words): Words {
  let [a, b, c, d] = [one, two, three, four];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** A sequence of values that its seed decides; its forks depend on their names, not on what was drawn. */
export class Dice {
  readonly #seed: Words;
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  constructor(seed: string | Words) {
    this.#seed =
      typeof seed === 'string' ? hash(seed, [1779033703, 3144134277, 1013904242, 2773480762]) : seed;
    [this.#a, this.#b, this.#c, this.#count] = this.#seed;
    for (let round = 0; round < 8; round++) this.next();
  }

  /** A sequence of its own for whatever `name` stands for. */
  fork(name: string): Dice {
    return new Dice(hash(name, this.#seed));
  }

  /** 32 bits, unsigned. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** At least 0, below 1. */
  fraction(): number {
    return this.next() / 4294967296;
  }

  /** A whole number from `least` up to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)]!;
  }

  text(alphabet: keyof typeof alphabets, length: number): string {
    if (alphabet === 'hex') return this.#hex(length);
    const letters = alphabets[alphabet];
    let out = '';
    for (let index = 0; index < length; index++) out += letters[Math.floor(this.fraction() * letters.length)];
    return out;
  }

  #hex(length: number): string {
    let out = '';
    while (out.length < length) {
      const word = this.next();
      out += hexOf(word >>> 24) + hexOf(word >>> 16) + hexOf(word >>> 8) + hexOf(word);
    }
    return out.length === length ? out : out.slice(0, length);
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index++) bytes[index] = this.next();
    return bytes;
  }
}
