/** Tells on which line of a JSON text a value stands, or where the text stops being JSON. */

/** Deeper than any file of ours. */
const maxDepth = 100;
const blank = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

/** Lines are counted from 1. */
export interface Lines {
  /** Line of the value at a JSON Pointer; of the nearest value around it where there is none. */
  of(pointer: string): number;
  /** Line of the first character that cannot be JSON; undefined for a text that is. */
  readonly broken?: number;
}

export function linesOf(text: string): Lines {
  const places = new Map<string, number>();
  const reader = new Reader(text, places);
  const end = reader.read();
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return {
    of: (pointer) => {
      let near = pointer;
      while (near !== '' && !places.has(near)) near = near.slice(0, near.lastIndexOf('/'));
      return lineAt(places.get(near) ?? 0);
    },
    ...(end !== undefined && { broken: lineAt(end) }),
  };
}

/** Notes where each value starts; knows only as much of JSON as that needs. */
class Reader {
  readonly #text: string;
  readonly #places: Map<string, number>;
  #at = 0;

  constructor(text: string, places: Map<string, number>) {
    this.#text = text;
    this.#places = places;
  }

  /** The offset of what is no JSON, or undefined. */
  read(): number | undefined {
    if (!this.#value('', 0)) return this.#at;
    this.#pass(blank);
    return this.#at === this.#text.length ? undefined : this.#at;
  }

  #value(pointer: string, depth: number): boolean {
    this.#pass(blank);
    this.#places.set(pointer, this.#at);
    if (depth > maxDepth) return false;
    if (this.#passText('{')) return this.#members(pointer, depth, '}');
    if (this.#passText('[')) return this.#members(pointer, depth, ']');
    return this.#pass(string) || this.#pass(scalar);
  }

  #members(pointer: string, depth: number, close: '}' | ']'): boolean {
    this.#pass(blank);
    if (this.#passText(close)) return true;
    for (let index = 0; ; index++) {
      const key = close === '}' ? this.#key() : String(index);
      if (key === undefined || !this.#value(`${pointer}/${key}`, depth + 1)) return false;
      this.#pass(blank);
      if (this.#passText(close)) return true;
      if (!this.#passText(',')) return false;
    }
  }

  #key(): string | undefined {
    this.#pass(blank);
    const start = this.#at;
    if (!this.#pass(string)) return undefined;
    const key = JSON.parse(this.#text.slice(start, this.#at)) as string;
    this.#pass(blank);
    return this.#passText(':') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : undefined;
  }

  #pass(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.test(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #passText(text: string): boolean {
    const found = this.#text.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }
}
