/** What an account does with rooms; everybody in them sees it. */

import type { Step } from '../protocol/client-plan.ts';
import { type Answer, demand } from './answer.ts';
import type { Contacts } from './contacts.ts';
import type { Live } from './live.ts';
import type { Pacing } from './pacing.ts';

interface Asking {
  readonly signal?: AbortSignal | undefined;
}

/** People and rooms go by the names that the session gives them. Every method throws RemoteError and TransportError. */
export class Rooms {
  readonly #live: Live;
  readonly #pacing: Pacing;
  readonly #contacts: Contacts;

  constructor(live: Live, pacing: Pacing, contacts: Contacts) {
    this.#live = live;
    this.#pacing = pacing;
    this.#contacts = contacts;
  }

  /** Makes a room of at least two other people; gives its name in this session. */
  async create(users: readonly string[], topic = '', options: Asking = {}): Promise<string> {
    const { call } = await this.#do(this.#live.plan.rooms.create(users, topic), options);
    return this.#live.plan.rooms.created(call);
  }

  /** Adds people; a large room they are invited to. */
  async add(room: string, users: readonly string[], options: Asking = {}): Promise<void> {
    const size = this.#contacts.get(room)?.members?.length ?? 0;
    await this.#do(this.#live.plan.rooms.add(room, users, size), options);
  }

  /** The owner's right alone. */
  async remove(room: string, users: readonly string[], options: Asking = {}): Promise<void> {
    await this.#do(this.#live.plan.rooms.remove(room, users), options);
  }

  async rename(room: string, topic: string, options: Asking = {}): Promise<void> {
    await this.#do(this.#live.plan.rooms.rename(room, topic), options);
  }

  async leave(room: string, options: Asking = {}): Promise<void> {
    await this.#do(this.#live.plan.rooms.leave(room), options);
  }

  async #do(step: Step, options: Asking): Promise<Answer> {
    return demand(await this.#pacing.ask(step, options));
  }
}
