/** A reader of JSON that keeps the digits of integers and needs no call stack. */

/** Longer integers stay numbers: turning them into a bigint costs more than they can mean. */
const maxDigits = 4096;

type Key = string | number;
export type Container = Record<Key, unknown>;
/** A place in a container. */
export type Slot = { holder: Container; key: Key };

/** Reads text already known to be valid JSON, without recursion, keeping the digits of integers. */
export class ValidJsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const open: Slot[] = [];
    for (;;) {
      let value = this.#begin();
      if (isContainer(value)) {
        const frame = { holder: value, key: 0 };
        if (this.#hasFirst(frame)) {
          open.push(frame);
          continue;
        }
      }
      let top = open.at(-1);
      while (top !== undefined) {
        setOwn(top.holder, top.key, value);
        if (this.#hasNext(top)) break;
        value = top.holder;
        open.pop();
        top = open.at(-1);
      }
      if (top === undefined) return value;
    }
  }

  /** Steps over an opening bracket or reads a whole scalar. */
  #begin(): unknown {
    const start = this.#skipBlank();
    const char = this.#text[start];
    if (char === '{' || char === '[') {
      this.#at++;
      return char === '{' ? {} : [];
    }
    return char === '"' ? this.#string() : this.#scalar();
  }

  #skipBlank(): number {
    while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at++;
    return this.#at;
  }

  #hasFirst(frame: Slot): boolean {
    const char = this.#text[this.#skipBlank()];
    if (char === ']' || char === '}') {
      this.#at++;
      return false;
    }
    if (!Array.isArray(frame.holder)) frame.key = this.#key();
    return true;
  }

  #hasNext(frame: Slot): boolean {
    this.#skipBlank();
    if (this.#text[this.#at++] !== ',') return false;
    frame.key = typeof frame.key === 'number' ? frame.key + 1 : this.#key();
    return true;
  }

  #key(): string {
    this.#skipBlank();
    const key = this.#string();
    this.#skipBlank();
    this.#at++;
    return key;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (this.#isEscaped(end, start)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #isEscaped(quote: number, start: number): boolean {
    let at = quote - 1;
    while (at > start && this.#text[at] === '\\') at--;
    return (quote - 1 - at) % 2 === 1;
  }

  #scalar(): unknown {
    const pattern = /[-+.\w]+/y;
    pattern.lastIndex = this.#at;
    const literal = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += literal.length;
    const isLong = /^-?\d{16,}$/.test(literal) && isUnsafe(literal) && literal.length <= maxDigits;
    return isLong ? BigInt(literal) : JSON.parse(literal);
  }
}

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

export function setOwn(holder: Container, key: Key, value: unknown): void {
  if (key !== '__proto__') holder[key] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

export function isUnsafe(literal: string): boolean {
  return !Number.isSafeInteger(Number(literal));
}
