/** What happened in a session, in order, with the positions up to which a client has heard of it (protocol.md 4). */
import type { Fields } from '../../codec/values.ts';
import type { Dice } from '../../dice.ts';
import { Filled, Form, Formed, hole } from '../../filled.ts';
import { once } from '../../once.ts';
import type { Pairs } from './pairs.ts';

/** `selector` of synccheck for each kind of news. */
export const selectors = { message: '2', change: '4', roster: '6', activity: '7' } as const;
export type News = keyof typeof selectors;
/** What is announced where several kinds wait. */
const order: readonly News[] = ['message', 'roster', 'change', 'activity'];

/** How far a client is: how many messages and changes of contacts it knows of. */
export interface Position {
  readonly messages: number;
  readonly contacts: number;
}

export interface Pull {
  readonly messages: readonly Item[];
  readonly changed: readonly Item[];
  readonly removed: readonly Item[];
  /** There is more than the page holds. */
  readonly more: boolean;
  readonly syncKey: Formed;
  readonly syncCheckKey: Formed;
}

/** A message, a contact as it is now, or the name of one that is gone. */
type Item = Filled | Fields;

interface Entry {
  readonly news: News;
  readonly item: Item;
}

/** A list that forgets its oldest entries; places keep counting from the first that ever was. */
class Tail {
  readonly entries: Entry[] = [];
  forgotten = 0;

  get end(): number {
    return this.forgotten + this.entries.length;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length <= 2 * kept) return;
    this.forgotten += this.entries.length - kept;
    this.entries.splice(0, this.entries.length - kept);
  }

  /** The kinds of news from a place on. */
  collect(place: number, found: Set<News>): void {
    for (let index = Math.max(0, place - this.forgotten); index < this.entries.length; index++) {
      found.add(this.entries[index]!.news);
    }
  }

  from(place: number, count: number): Entry[] {
    const start = Math.max(0, place - this.forgotten);
    return this.entries.slice(start, start + count);
  }
}

/** Entries that stay for a client which asks again; a client further behind has lost them. */
const kept = 1000;
/** Keys whose values count, by what they count. */
const counters = { messages: 2, contacts: 3 } as const;
const activityKey = 11;
/** Unix seconds of the answer. */
const timeKey = 201;
/** Keys of the first position, and of every later one (protocol.md 3.1). */
const firstKeys = [1, 2, 3, 1000];
const laterKeys = [1, 2, 3, 11, 13, 201, 203, 1000, 1001, 1002, 1004, 1005, 2001];
/** What only a SyncCheckKey has. */
const checkOnly = laterKeys.at(-1)!;
const pullKeys = laterKeys.slice(0, -1);

/** Whether pairs are those of a SyncCheckKey. */
export const isCheckKey = (pairs: Pairs): boolean => pairs.get(checkOnly) !== undefined;

/** Keys whose values change while a session lasts, in the order of the text. */
const moving = [counters.messages, counters.contacts, activityKey, timeKey];

export class Stream {
  readonly #base: number;
  /** Unix seconds of the start. */
  readonly #start: number;
  readonly #messages = new Tail();
  readonly #contacts = new Tail();
  /** By their keys; what stays the same in all positions of the session is written once. */
  readonly #forms = new Map<readonly number[], Form>();
  #activity = 0;
  /** How far the last pull went. */
  #pulled: Position = { messages: 0, contacts: 0 };

  constructor(dice: Dice, startedAt: number) {
    this.#base = dice.between(600_000_000, 699_000_000);
    this.#start = startedAt;
  }

  /** Messages and changes of contacts. */
  add(news: News, item: Item): void {
    const isContact = news === 'change' || news === 'roster';
    (isContact ? this.#contacts : this.#messages).add({ news, item });
    if (news === 'activity') this.#activity++;
  }

  /** The position of webwxinit, where a client starts or goes on: behind what it has pulled. */
  firstKey(): Formed {
    return this.#key(firstKeys, this.#pulled, this.#start);
  }

  /** Where somebody is who sends these pairs of a key; a pair that is missing stands for the start. */
  position(pairs: Pairs): Position {
    const count = (key: number, { end }: Tail): number =>
      Math.min(end, Math.max(0, (pairs.get(key) ?? this.#base) - this.#base));
    return {
      messages: count(counters.messages, this.#messages),
      contacts: count(counters.contacts, this.#contacts),
    };
  }

  /** What there is to announce to somebody who is there; undefined: nothing. */
  announce(position: Position): News | undefined {
    const { messages, contacts } = position;
    if (messages >= this.#messages.end && contacts >= this.#contacts.end) return undefined;
    const found = new Set<News>();
    this.#messages.collect(messages, found);
    this.#contacts.collect(contacts, found);
    return order.find((news) => found.has(news));
  }

  /** Everything newer than a position, up to a page of messages and a page of changes. */
  pull(position: Position, page: number, seconds: number): Pull {
    const messages = this.#messages.from(position.messages, page);
    const contacts = this.#contacts.from(position.contacts, page);
    const next = {
      messages: advance(this.#messages, position.messages, messages.length),
      contacts: advance(this.#contacts, position.contacts, contacts.length),
    };
    this.#pulled = next;
    return {
      messages: messages.map(({ item }) => item),
      changed: contacts.filter(({ item }) => item instanceof Filled).map(({ item }) => item),
      removed: contacts.filter(({ item }) => !(item instanceof Filled)).map(({ item }) => item),
      more: next.messages < this.#messages.end || next.contacts < this.#contacts.end,
      syncKey: this.#key(pullKeys, next, seconds),
      syncCheckKey: this.#key(laterKeys, next, seconds),
    };
  }

  #key(keys: readonly number[], position: Position, seconds: number): Formed {
    const form = once(this.#forms, keys, () => this.#form(keys));
    const { messages, contacts } = position;
    const values = [this.#base + messages, this.#base + contacts, this.#base + this.#activity, seconds];
    return new Formed(form, keys === firstKeys ? values.slice(0, 2) : values);
  }

  #form(keys: readonly number[]): Form {
    const fixed = (key: number): number => (key < 200 ? this.#base : this.#start - key);
    const list = keys.map((Key) => ({ Key, Val: moving.includes(Key) ? hole : fixed(Key) }));
    return new Form({ Count: keys.length, List: list });
  }
}

/** After entries that were forgotten, the position is where the tail begins. */
const advance = (tail: Tail, place: number, count: number): number => Math.max(place, tail.forgotten) + count;
