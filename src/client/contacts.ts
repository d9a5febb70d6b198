/** Who the account knows: the address book, the rooms with their members, and what changes in them. */

import type { Event } from '../decode/events.ts';
import { UsageError } from '../errors.ts';
import type { Contact } from '../protocol/client-plan.ts';
import { type Answer, demand, errorOf } from './answer.ts';
import type { Live } from './live.ts';
import type { Pacing } from './pacing.ts';

/** An address book has no more pages than this; a server that tells of more is not believed. */
const mostPages = 100;
/** Rooms that come up within this time are asked for together, ms. */
const gatherMs = 200;
/** After a failure fewer are asked for at once. */
const smaller = [10, 5, 1] as const;
const retryMs = 1_000;

interface Asking {
  readonly signal?: AbortSignal | undefined;
}

export class Contacts {
  readonly #live: Live;
  readonly #pacing: Pacing;
  readonly #byName = new Map<string, Contact>();
  /** Rooms that came up and whose members are not known. */
  readonly #wanted = new Set<string>();
  /** Rooms that the server does not tell about. */
  readonly #given = new Set<string>();
  #gathering: Promise<void> | undefined;

  constructor(live: Live, pacing: Pacing) {
    this.#live = live;
    this.#pacing = pacing;
    live.observe((answer) => this.#learn(answer));
  }

  get size(): number {
    return this.#byName.size;
  }

  [Symbol.iterator](): Iterator<Contact> {
    return this.#byName.values();
  }

  /** By the name that the session gives it. */
  get(user: string): Contact | undefined {
    return this.#byName.get(user);
  }

  /** By remark, name or alias, or by the session's name. Of several the first. */
  find(name: string): Contact | undefined {
    return (
      this.#byName.get(name) ??
      [...this].find(({ remark }) => remark === name) ??
      [...this].find((contact) => contact.name === name || contact.alias === name)
    );
  }

  /** The session's name of a contact. Throws UsageError where nobody is called so. */
  resolve(name: string): string {
    const found = this.find(name);
    if (found) return found.user;
    if (this.#live.plan.contacts.always.includes(name)) return name;
    throw new UsageError('usage/unknown-name', `nobody in the contacts is called '${name}'`);
  }

  /** What a person is called: by the remark, the name in this room, or the name. */
  nameOf(user: string, room?: string): string {
    const contact = this.#byName.get(user);
    const member = this.#byName.get(room ?? '')?.members?.find((one) => one.user === user);
    return contact?.remark ?? member?.display ?? contact?.name ?? member?.name ?? user;
  }

  /** Loads the address book page by page, then the rooms that came up. Throws RemoteError and TransportError. */
  async load(options: Asking = {}): Promise<void> {
    const { contacts } = this.#live.plan;
    let from: string | undefined = '0';
    for (let page = 0; from !== undefined && page < mostPages; page++) {
      const answer: Answer = demand(await this.#live.ask(contacts.list(from), options));
      const next = contacts.next(answer.call);
      from = next === from ? undefined : next;
    }
    await this.fetch([...this.#wanted], options);
  }

  /** Loads contacts by their names in this session, so many at once as the server takes; fewer after a failure. */
  async fetch(users: readonly string[], options: Asking = {}): Promise<void> {
    const { contacts } = this.#live.plan;
    let left = [...users];
    const sizes = [contacts.most, ...smaller];
    for (const [round, size] of sizes.entries()) {
      const failed: string[] = [];
      for (let start = 0; start < left.length; start += size) {
        const some = left.slice(start, start + size);
        const answer = await this.#live.ask(contacts.details(some), options);
        if (answer.call.outcome.ok) continue;
        if (answer.call.outcome.name === 'closed' || round === sizes.length - 1) throw errorOf(answer);
        failed.push(...some);
        await this.#live.pause(retryMs * 2 ** round, answer, options.signal ?? never);
      }
      left = failed;
      if (left.length === 0) break;
    }
    for (const user of users) this.#wanted.delete(user);
    for (const user of users) if (!this.#byName.get(user)?.members) this.#given.add(user);
  }

  /** Another name for a contact, seen by this account alone; '' takes it away. */
  async remark(user: string, remark: string, options: Asking = {}): Promise<void> {
    demand(await this.#pacing.ask(this.#live.plan.contacts.remark(user, remark), options));
    const { remark: _, ...contact } = this.#byName.get(user) ?? { user, name: '', kind: 'person' };
    this.#byName.set(user, remark === '' ? contact : { ...contact, remark });
  }

  /** Keeps a chat on top of the list, or no longer. */
  async pin(user: string, pinned = true, options: Asking = {}): Promise<void> {
    const remark = this.#byName.get(user)?.remark ?? '';
    demand(await this.#pacing.ask(this.#live.plan.contacts.pin(user, pinned, remark), options));
  }

  /** Accepts the friend request that this event told of. Throws UsageError for any other event. */
  async accept(request: Event, options: Asking = {}): Promise<void> {
    const item = this.#live.itemOf(request);
    const step = item && this.#live.plan.contacts.accept(item);
    if (!step) throw new UsageError('usage/bad-option', 'the event is no friend request of this session');
    demand(await this.#pacing.ask(step, options));
  }

  /** Tells the other side's phone that its messages were read. */
  async markRead(user: string, options: Asking = {}): Promise<void> {
    demand(await this.#pacing.ask(this.#live.plan.contacts.read(user), options));
  }

  #learn({ call }: Answer): void {
    const { contacts } = this.#live.plan;
    for (const contact of contacts.found(call, this.#live.values)) this.#put(contact);
    for (const user of contacts.removed(call)) this.#byName.delete(user);
    for (const room of contacts.named(call)) {
      if (!this.#byName.get(room)?.members && !this.#given.has(room)) this.#wanted.add(room);
    }
  }

  #put(contact: Contact): void {
    const before = this.#byName.get(contact.user);
    const members = contact.members ?? before?.members;
    this.#byName.set(contact.user, { ...contact, ...(members && { members }) });
    if (before && (before.name !== contact.name || before.remark !== contact.remark))
      this.#live.tell('contact.renamed', {
        user: contact.user,
        before: before.remark ?? before.name,
        after: contact.remark ?? contact.name,
      });
  }

  /** Loads the rooms that came up while syncing, those of a moment together. Never throws. */
  gather(signal: AbortSignal): void {
    if (this.#wanted.size === 0 || this.#gathering) return;
    this.#gathering = this.#gather(signal).finally(() => {
      this.#gathering = undefined;
    });
  }

  async #gather(signal: AbortSignal): Promise<void> {
    try {
      await this.#live.pause(gatherMs, undefined, signal);
      await this.fetch([...this.#wanted], { signal });
    } catch (error) {
      this.#wanted.clear();
      if (!signal.aborted) this.#live.tell('client.trouble', { message: (error as Error).message });
    }
  }
}

const never = new AbortController().signal;
