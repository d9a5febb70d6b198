/** The world as one login sees it: under aliases of its own, with the changes made since. */
import type { Dice } from '../../dice.ts';
import type { Contact } from './contact.ts';
import type { World } from './world.ts';

export class Circle {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #aliases = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  /** Changed and added contacts by id; `undefined` stands for one that is gone. */
  readonly #changed = new Map<string, Contact | undefined>();

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  get self(): Contact {
    return this.#world.self;
  }

  /** The contact's UserName: drawn per login, the same wherever it appears; special accounts keep their name. */
  alias({ id, kind }: Pick<Contact, 'id' | 'kind'>): string {
    if (kind === 'special') return id;
    let alias = this.#aliases.get(id);
    if (alias === undefined) {
      const dice = this.#dice.fork(id);
      alias =
        kind === 'room' ? `@@${dice.text('hex', 64)}` : `@${dice.text('hex', kind === 'official' ? 32 : 64)}`;
      this.#aliases.set(id, alias);
      this.#ids.set(alias, id);
    }
    return alias;
  }

  /** EncryChatRoomId of a room: another alias. */
  roomKey({ id }: Contact): string {
    return `@${this.#dice.fork(`key ${id}`).text('hex', 32)}`;
  }

  byId(id: string): Contact | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.#world.byId(id);
  }

  /** The contact that goes by a UserName this login was told; undefined for any other name. */
  byAlias(alias: string): Contact | undefined {
    const id = this.#ids.get(alias);
    if (id !== undefined) return this.byId(id);
    const special = this.#world.byId(alias);
    return special?.kind === 'special' ? special : undefined;
  }

  put(contact: Contact): void {
    this.#changed.set(contact.id, contact);
  }

  remove(id: string): void {
    this.#changed.set(id, undefined);
  }

  /** Everybody who is there now, in the world's order, newcomers last. */
  *all(): Generator<Contact> {
    for (const { id } of this.#world.all) {
      const contact = this.byId(id);
      if (contact) yield contact;
    }
    for (const [id, contact] of this.#changed) if (contact && !this.#world.byId(id)) yield contact;
  }

  /** What webwxgetcontact lists. */
  addressBook(): Contact[] {
    return [...this.all()].filter(({ listed }) => listed);
  }

  /** The chats that the phone shows first: filehelper, rooms, a few people, an official account. */
  recent(): Contact[] {
    const by = (list: readonly Contact[], count: number): Contact[] =>
      list
        .map(({ id }) => this.byId(id))
        .filter((found) => found !== undefined)
        .slice(0, count);
    const { rooms, people, officials } = this.#world;
    const fixed = ['filehelper', 'weixin'].map((id) => this.byId(id)).filter((found) => found !== undefined);
    return [...fixed, ...by(rooms, 3), ...by(people, 4), ...by(officials, 1)];
  }
}
