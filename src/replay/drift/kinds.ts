/** Which kind of message an item of a list is, by the protocol's own rows. */
import type { MessageRow, Protocol } from '../../protocol/protocol.ts';

export class Kinds {
  readonly #rows: readonly MessageRow[];
  /** The member that every row asks for; undefined for a protocol without kinds. */
  readonly main: string | undefined;
  /** Members that tell kinds apart. */
  readonly names: ReadonlySet<string>;

  constructor({ messages }: Protocol) {
    this.#rows = messages;
    const [first] = messages;
    this.main = Object.keys(first?.when ?? {}).find((name) => messages.every(({ when }) => name in when));
    this.names = new Set(
      messages.flatMap(({ when }) => Object.keys(when).filter((name) => typeof when[name] === 'number')),
    );
  }

  /** The row of an item; undefined for what no row describes. */
  row(item: Readonly<Record<string, unknown>>): MessageRow | undefined {
    return this.#rows.find(({ when }) => {
      for (const name in when) if (String(item[name]) !== String(when[name])) return false;
      return true;
    });
  }

  /** The kind as `Name=1 Other=2`. */
  keyOf(item: Readonly<Record<string, unknown>>, row: MessageRow | undefined): string {
    const when = row?.when ?? { [this.main!]: plainCode(item[this.main!]) };
    return Object.entries(when)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  }

  /** What people call a kind given as a key. */
  nameOf(key: string): string | undefined {
    return this.#rows.find((row) => this.keyOf({}, row) === key)?.kind;
  }
}

const plainCode = (value: unknown): string => (/^-?\d{1,9}$/.test(String(value)) ? String(value) : '?');
