/** Replaces many known texts in a text, in one walk through it. */

const word = /[\w.]/;
const number = /^\d+$/;
const tableSize = 1 << 12;

/** Where in the table two characters that follow each other are marked. */
const slot = (first: number, second: number): number => (first * 31 + second) & (tableSize - 1);

/**
 * What is looked for changes with every session of a recording, so a pattern of it would be compiled again and again,
 * and compiled code is memory that is slow to come back.
 */
export class Finder {
  /** By their first two characters, longest first. */
  readonly #needles = new Map<string, string[]>();
  /** Marked: some needle begins with these two characters, or with two that share their slot. */
  readonly #marks = new Uint8Array(tableSize);

  /** A number is found only where it stands alone. Needles shorter than two characters are not looked for. */
  constructor(needles: Iterable<string>) {
    for (const needle of needles) {
      if (needle.length < 2) continue;
      const start = needle.slice(0, 2);
      const same = this.#needles.get(start) ?? [];
      same.push(needle);
      same.sort((a, b) => b.length - a.length);
      this.#needles.set(start, same);
      this.#marks[slot(needle.charCodeAt(0), needle.charCodeAt(1))] = 1;
    }
  }

  /** The text with every needle in it replaced, from the left, the longest first. */
  replace(text: string, replacement: (needle: string) => string): string {
    let replaced = '';
    let done = 0;
    let before = text.charCodeAt(0);
    for (let at = 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const needle = this.#marks[slot(before, code)] === 1 ? this.#needleAt(text, at - 1) : undefined;
      before = code;
      if (needle === undefined) continue;
      replaced += text.slice(done, at - 1) + replacement(needle);
      done = at - 1 + needle.length;
      at = done;
      before = text.charCodeAt(done);
    }
    return done === 0 ? text : replaced + text.slice(done);
  }

  #needleAt(text: string, at: number): string | undefined {
    return this.#needles
      .get(text.slice(at, at + 2))
      ?.find(
        (needle) => text.startsWith(needle, at) && (!number.test(needle) || isAlone(text, at, needle.length)),
      );
  }
}

function isAlone(text: string, at: number, length: number): boolean {
  return !(at > 0 && word.test(text[at - 1]!)) && !word.test(text[at + length] ?? '');
}
