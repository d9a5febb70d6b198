/** A writer of JSON that writes bigints and needs no call stack. */

/** One container being written: its members still to come, and whether one has been written. */
type Level = {
  holder: object;
  members: Iterator<readonly [string | null, unknown]>;
  close: string;
  some: boolean;
};

/** Writes values that the native writer refuses, without recursion. */
export class LosslessWriter {
  readonly #indent: number;
  readonly #levels: Level[] = [];
  readonly #open = new Set<object>();
  #text = '';

  constructor(indent: number) {
    this.#indent = indent;
  }

  write(value: unknown): string {
    this.#value(plain(value, ''));
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      const next = level.members.next();
      if (next.done === true) this.#close(level);
      else this.#member(level, next.value[0], next.value[1]);
    }
    return this.#text;
  }

  #member(level: Level, key: string | null, value: unknown): void {
    const item = plain(value, key ?? '');
    if (key !== null && ['undefined', 'function', 'symbol'].includes(typeof item)) return;
    if (level.some) this.#text += ',';
    level.some = true;
    this.#newLine();
    if (key !== null) this.#text += JSON.stringify(key) + (this.#indent > 0 ? ': ' : ':');
    this.#value(item);
  }

  #value(value: unknown): void {
    if (typeof value === 'bigint') this.#text += value.toString();
    else if (typeof value !== 'object' || value === null) this.#text += JSON.stringify(value) ?? 'null';
    else this.#begin(value);
  }

  #begin(holder: object): void {
    if (this.#open.has(holder)) throw new TypeError('a value that contains itself cannot be written as JSON');
    this.#open.add(holder);
    const isList = Array.isArray(holder);
    const members = isList ? holder.map((item) => [null, item] as const) : Object.entries(holder);
    this.#text += isList ? '[' : '{';
    this.#levels.push({ holder, members: members.values(), close: isList ? ']' : '}', some: false });
  }

  #close(level: Level): void {
    this.#levels.pop();
    this.#open.delete(level.holder);
    if (level.some) this.#newLine();
    this.#text += level.close;
  }

  #newLine(): void {
    if (this.#indent > 0) this.#text += `\n${' '.repeat(this.#indent * this.#levels.length)}`;
  }
}

function plain(value: unknown, key: string): unknown {
  const convert = (value as { toJSON?: unknown } | null | undefined)?.toJSON;
  return typeof value === 'object' && typeof convert === 'function' ? convert.call(value, key) : value;
}
