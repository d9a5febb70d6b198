/** What happens in a session, to whoever listens: by type, or one after the other. */
import type { Event } from '../decode/events.ts';

type Listener = (event: Event) => void;

/** What only the client knows to tell. */
export interface ClientEvents {
  /** A code to show: `text` is what it encodes; the how-manieth of this login. */
  readonly 'client.code': { readonly text: string; readonly count: number };
  /** An answer was no use: the same is asked again in `ms`. */
  readonly 'client.waiting': {
    readonly endpoint: string;
    readonly outcome: string;
    readonly code?: string | number;
    readonly meaning?: string;
    readonly ms: number;
  };
  /** The server said that it is too much: nothing that the user asks for is sent for `ms`. */
  readonly 'client.resting': { readonly ms: number };
  /** Something besides the session failed; it goes on. */
  readonly 'client.trouble': { readonly message: string };
  /** `user` is called by another name or remark than before. */
  readonly 'contact.renamed': { readonly user: string; readonly before: string; readonly after: string };
  readonly failure: { readonly cause: string };
}

/** An event of one type with its own fields. */
export type Told<Events, Type extends keyof Events> = Pick<Event, 'at' | 'exchange' | 'state'> & {
  readonly type: Type;
} & Events[Type];

/** Any event; its type tells which. */
export type AnyTold<Events> = { [Type in keyof Events]: Told<Events, Type> }[keyof Events];

/** Every event, whatever its type. */
const all = '*';

export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #short: Readonly<Record<string, string>>;

  /** `short`: other names of types. */
  constructor(short: Readonly<Record<string, string>>) {
    this.#short = short;
  }

  /** Calls `listener` with every event of this type, `*` for all types, until the function it gives is called. */
  on(type: string, listener: Listener): () => void {
    const name = Object.hasOwn(this.#short, type) ? this.#short[type]! : type;
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Listeners are called at once, in the order they came. */
  emit(event: Event): void {
    for (const name of [event.type, all]) {
      for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(event);
    }
  }

  /** Every event from now on, in order, until the signal is aborted or the loop is left. */
  async *events(signal: AbortSignal): AsyncGenerator<Event, void, void> {
    const waiting: Event[] = [];
    let wake: (() => void) | undefined;
    const stir = (): void => wake?.();
    const off = this.on(all, (event) => {
      waiting.push(event);
      stir();
    });
    signal.addEventListener('abort', stir);
    try {
      while (true) {
        for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      off();
      signal.removeEventListener('abort', stir);
    }
  }
}
