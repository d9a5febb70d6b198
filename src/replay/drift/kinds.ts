/** Which kind of message an item of a list is, by the protocol's own rows. */
import type { MessageRow, Protocol } from '../../protocol/protocol.ts';

/** By a member of which so many rows ask, messages are told apart. */
const enoughKin = 3;

export class Kinds {
  readonly #rows: readonly MessageRow[];
  /** By the value of the main member: the rows that may fit. */
  readonly #byMain = new Map<string, MessageRow[]>();
  readonly #keys = new Map<MessageRow, string>();
  /** Members that tell other kinds from this one, of which it says nothing itself. */
  readonly #open = new Map<MessageRow, readonly string[]>();
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
      this.#open.set(row, this.#openOf(row));
      const value = String(row.when[this.main!]);
      this.#byMain.set(value, [...(this.#byMain.get(value) ?? []), row]);
    }
  }

  #openOf(row: MessageRow): readonly string[] {
    const kin = this.#rows.filter(({ when }) => when[this.main!] === row.when[this.main!]);
    return [...this.names].filter(
      (name) => !(name in row.when) && kin.filter(({ when }) => name in when).length >= enoughKin,
    );
  }

  /** The row of an item; undefined for what no row describes. */
  row(item: Readonly<Record<string, unknown>>): MessageRow | undefined {
    return this.#byMain.get(textOf(item[this.main!]))?.find(({ when }) => {
      for (const name in when) if (textOf(item[name]) !== String(when[name])) return false;
      return true;
    });
  }

  /** The kind as `Name=1 Other=2`; a number that no row has, of a member by which many differ, is a kind of its own. */
  keyOf(item: Readonly<Record<string, unknown>>, row: MessageRow | undefined): string {
    if (!row) return keyText({ [this.main!]: plainCode(item[this.main!]) });
    let key = this.#keys.get(row)!;
    for (const name of this.#open.get(row)!) {
      const code = plainCode(item[name]);
      if (Number(code) > 0) key += ` ${name}=${code}`;
    }
    return key;
  }

  /** The member that should tell the kind, where the key says that it does not. */
  lostIn(key: string): string | undefined {
    return key === `${this.main}=?` ? this.main : undefined;
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

/** An object may be one that cannot even be turned into text. */
const textOf = (value: unknown): string => (typeof value === 'object' ? '' : String(value));
const plainCode = (value: unknown): string => (/^-?\d{1,9}$/.test(textOf(value)) ? textOf(value) : '?');
