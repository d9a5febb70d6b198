/** Which kind of message an item of a list is, by the protocol's own rows. */
import type { MessageRow, Protocol } from '../../protocol/protocol.ts';

export class Kinds {
  readonly #rows: readonly MessageRow[];
  /** By the value of the main member: the rows that may fit. */
  readonly #byMain = new Map<string, MessageRow[]>();
  readonly #keys = new Map<MessageRow, string>();
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
    for (const row of messages) {
      this.#keys.set(row, keyText(row.when));
      const value = String(row.when[this.main!]);
      this.#byMain.set(value, [...(this.#byMain.get(value) ?? []), row]);
    }
  }

  /** The row of an item; undefined for what no row describes. */
  row(item: Readonly<Record<string, unknown>>): MessageRow | undefined {
    return this.#byMain.get(String(item[this.main!]))?.find(({ when }) => {
      for (const name in when) if (String(item[name]) !== String(when[name])) return false;
      return true;
    });
  }

  /** The kind as `Name=1 Other=2`. */
  keyOf(item: Readonly<Record<string, unknown>>, row: MessageRow | undefined): string {
    return row ? this.#keys.get(row)! : keyText({ [this.main!]: plainCode(item[this.main!]) });
  }

  /** What people call a kind given as a key. */
  nameOf(key: string): string | undefined {
    return this.#rows.find((row) => this.#keys.get(row) === key)?.kind;
  }
}

const keyText = (when: Readonly<Record<string, unknown>>): string =>
  Object.entries(when)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const plainCode = (value: unknown): string => (/^-?\d{1,9}$/.test(String(value)) ? String(value) : '?');
