/** A full client of a protocol: logs in, syncs, sends, and leaves a recording of it all where one is wanted. */
import type { Event } from '../decode/events.ts';
import type { Effects } from '../effects.ts';
import type { Exchange } from '../exchange.ts';
import type { ClientPlan } from '../protocol/client-plan.ts';
import type { Endpoint, InputFor } from '../protocol/endpoint.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { demand } from './answer.ts';
import type { CallOptions } from './call.ts';
import { Contacts } from './contacts.ts';
import type { AnyTold, ClientEvents, Told } from './events.ts';
import { Live, type LiveOptions, type SessionState } from './live.ts';
import { type LoginOptions, type LoginWay, login } from './login.ts';
import { Media } from './media.ts';
import { Pacing } from './pacing.ts';
import { Rooms } from './rooms.ts';
import { Sends } from './send.ts';
import { type Ending, sync } from './sync.ts';

export interface ClientOptions extends LiveOptions {
  /** Between two requests that the user asked for, ms; default 300. */
  readonly gap?: number | undefined;
}

/** A protocol whose plan knows its events. */
type Knowing<Events> = Protocol & { readonly client?: ClientPlan<Events> };

/** `Events`: the fields of each event by its type, as the protocol tells them. */
export class Client<Events = unknown> {
  /** People and rooms: listed, looked up by what they are called, changed. */
  readonly contacts: Contacts;
  /** Makes and changes rooms. */
  readonly rooms: Rooms;
  /** Uploads and downloads. */
  readonly media: Media;
  /** Sends messages and recalls them. */
  readonly send: Sends;
  readonly #live: Live;
  readonly #pacing: Pacing;

  /** Nothing is sent until a method is called. Throws UsageError for a protocol that has no client. */
  constructor(protocol: Knowing<Events>, effects: Effects, options: ClientOptions = {}) {
    this.#live = new Live(protocol, effects, options);
    this.#pacing = new Pacing(this.#live, options.gap);
    this.contacts = new Contacts(this.#live, this.#pacing);
    this.rooms = new Rooms(this.#live, this.#pacing, this.contacts);
    this.media = new Media(this.#live, this.#pacing);
    this.send = new Sends(this.#live, this.#pacing, this.media);
  }

  /**
   * Calls `listener` with every event of a type, `*` for all, until the function it gives is called. A listener that
   * throws ends the call that brought the event.
   */
  on<Type extends keyof (Events & ClientEvents)>(
    type: Type,
    listener: (event: Told<Events & ClientEvents, Type>) => void,
  ): () => void;
  on(type: '*', listener: (event: Event) => void): () => void;
  on(type: string, listener: (event: never) => void): () => void {
    return this.#live.emitter.on(type, listener as (event: Event) => void);
  }

  /** Every event from now on, until the signal is aborted, the client is closed or the loop is left. */
  events(signal?: AbortSignal): AsyncIterableIterator<AnyTold<Events & ClientEvents>> {
    const { life } = this.#live;
    const told = this.#live.emitter.events(signal ? AbortSignal.any([life.signal, signal]) : life.signal);
    return told as AsyncIterableIterator<Event> as AsyncIterableIterator<AnyTold<Events & ClientEvents>>;
  }

  /**
   * Resolves when the session is online: by the kept one, by a question on the phone, or by a code, which the event
   * `client.code` brings. Throws RemoteError, TransportError, and the signal's reason when it is aborted.
   */
  login(options: LoginOptions = {}): Promise<LoginWay> {
    return login(this.#live, options);
  }

  /** Syncs until the session is over; rooms that come up are looked into. Throws as `login`. */
  async sync(signal: AbortSignal = this.#live.life.signal): Promise<Ending> {
    const off = this.on('*', () => this.contacts.gather(signal));
    try {
      return await sync(this.#live, signal);
    } finally {
      off();
    }
  }

  /** Ends the session, here and on the phone. Throws as `login`. */
  async logout(signal?: AbortSignal): Promise<void> {
    const { plan } = this.#live;
    const step = plan.login.leave(this.#live.standing(''));
    demand(await this.#live.ask(step, { signal }));
  }

  /** One call of a row, its inputs typed by it; gives the exchange. Throws RemoteError and TransportError. */
  async call<E extends Endpoint>(row: E, input: InputFor<E>, options: CallOptions = {}): Promise<Exchange> {
    const step = { row, input: input as Readonly<Record<string, unknown>> };
    const answer = row.lasting ? await this.#pacing.ask(step, options) : await this.#live.ask(step, options);
    return demand(answer).call.exchange;
  }

  /** What a session file keeps, to be given to another client. */
  session(): SessionState {
    return this.#live.session();
  }

  /** Values of the session by their name in the protocol. */
  get values(): Readonly<Record<string, unknown>> {
    return this.#live.values;
  }

  /** Gives up everything that is under way; the session itself stays, to be resumed. */
  close(): void {
    this.#live.life.abort(new DOMException('the client was closed', 'AbortError'));
  }
}
