/** Runs a backend in the same process under virtual time, so that minutes pass in milliseconds. */

import type { Effects } from '../effects.ts';
import type { Exchange, SendOptions, WireRequest } from '../exchange.ts';
import { Agenda, type Task } from './agenda.ts';
import type { Backend, Moment, Reply } from './backend.ts';
import { Dice } from './dice.ts';

/** Time that moves only while everybody waits, straight to the next thing that is due. */
export class VirtualClock {
  readonly #agenda = new Agenda<() => void>();
  #now: number;
  /** How many are waiting for time to pass: without them it stands still. */
  #waiting = 0;
  #stirred = true;
  /** Turns that are still to come. */
  #turns = 0;

  /** `start`: epoch ms. */
  constructor(start: number) {
    this.#now = start;
  }

  /** Epoch ms. */
  now(): number {
    return this.#now;
  }

  /** Resolves after `ms` of this clock's time, or at once when the signal is aborted; never rejects. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    let stop: (() => void) | undefined;
    await this.wait((done) => {
      const task = this.at(this.#now + Math.max(0, ms), done);
      stop = () => {
        this.cancel(task);
        done();
      };
      signal?.addEventListener('abort', stop);
    });
    if (stop) signal?.removeEventListener('abort', stop);
  }

  /** Something that ends at some time, now unknown; time passes until it calls `done`, or `fail` with an error. */
  wait<T = void>(begin: (done: (value: T) => void, fail: (error: unknown) => void) => void): Promise<T> {
    this.#waiting++;
    this.#stir();
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      const end = (): void => {
        if (isOver) return;
        isOver = true;
        this.#waiting--;
        this.#stir();
      };
      const done = (value: T): void => {
        end();
        resolve(value);
      };
      const fail = (error: unknown): void => {
        end();
        reject(error);
      };
      try {
        begin(done, fail);
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Calls `what` when time gets there; by itself this does not make time pass. */
  at(time: number, what: () => void): Task<() => void> {
    return this.#agenda.add(Math.max(time, this.#now), what);
  }

  /** Takes back what `at` has put down. */
  cancel(task: Task<() => void>): void {
    this.#agenda.cancel(task);
  }

  #stir(): void {
    this.#stirred = true;
    if (this.#turns === 0) this.#schedule();
  }

  /** Turns in one round of the event loop; between two of them all promises settle. */
  #schedule(): void {
    this.#turns = turnsAtOnce;
    for (let turn = 0; turn < turnsAtOnce; turn++) setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#turns--;
    const isIdle = this.#waiting === 0 || (!this.#stirred && this.#agenda.due === undefined);
    if (!isIdle) this.#step();
    if (this.#turns === 0 && !isIdle) this.#schedule();
  };

  /** Whoever was just served may go on first; then comes the next that is due. */
  #step(): void {
    if (this.#stirred) {
      this.#stirred = false;
      return;
    }
    this.#now = Math.max(this.#now, this.#agenda.due ?? this.#now);
    this.#agenda.take(this.#now)?.what();
  }
}

/** Rounds of the event loop cost more than turns. */
const turnsAtOnce = 16;

export interface DriveOptions {
  /** Seed of the random numbers that the client draws; default 1. */
  readonly seed?: string | number;
  /** How long a reply that is not held takes, ms; default 20, so that a client that never waits gets on in time. */
  readonly latency?: number;
}

/** One driver for all clients of a backend, since its held polls are released to one caller. */
const drivers = new WeakMap<Backend, Driver>();

/**
 * A backend as a client meets it; several clients may share one, and each may have any number of requests under way.
 * Scenario time starts with the first of them.
 */
export function inProcess(backend: Backend, clock: VirtualClock, options: DriveOptions = {}): Effects {
  const { seed = 1, latency = 20 } = options;
  const dice = new Dice(`client ${seed}`);
  const known = drivers.get(backend);
  const driver = known?.clock === clock ? known : new Driver(backend, clock);
  drivers.set(backend, driver);
  let count = 0;
  return {
    send: (request, options) => driver.send(request, `e${count++}`, latency, options),
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    random: () => dice.fraction(),
  };
}

/** Somebody who waits for the reply to a held poll. */
interface Holder {
  finish(reply: Reply): void;
  fail(error: unknown): void;
}

class Driver {
  readonly clock: VirtualClock;
  readonly #backend: Backend;
  readonly #start: number;
  readonly #held = new Map<number, Holder>();
  #alarm: Task<() => void> | undefined;

  constructor(backend: Backend, clock: VirtualClock) {
    this.clock = clock;
    this.#backend = backend;
    this.#start = clock.now();
  }

  send(
    request: WireRequest,
    id: string,
    latency: number,
    { signal, onBody }: SendOptions = {},
  ): Promise<Exchange> {
    const startedAt = this.clock.now();
    const ended = (outcome: Outcome): Exchange => ({
      id,
      startedAt,
      request,
      timing: { total: this.clock.now() - startedAt },
      ...outcome,
    });
    const sent = this.clock.wait<Exchange>((done, fail) => {
      if (signal?.aborted) return done(ended(aborted));
      const finish = (reply: Reply): void => {
        this.clock.at(this.clock.now() + latency + (reply.damage?.delay ?? 0), () => {
          if (leave) signal?.removeEventListener('abort', leave);
          done(ended(outcomeOf(reply)));
        });
      };
      const answer = this.#backend.handle(request, this.#moment());
      if (answer.held === undefined) finish(answer);
      else this.#held.set(answer.held, { finish, fail });
      const leave =
        signal &&
        ((): void => {
          if (answer.held !== undefined && this.#take(answer.held)) this.#backend.forget(answer.held);
          done(ended(aborted));
        });
      if (leave) signal.addEventListener('abort', leave);
      this.#arm();
    });
    return onBody ? this.#hand(sent, onBody) : sent;
  }

  /** The body goes to whoever takes it, at their pace. */
  async #hand(sent: Promise<Exchange>, onBody: NonNullable<SendOptions['onBody']>): Promise<Exchange> {
    const exchange = await sent;
    const { startedAt, response } = exchange;
    if (response?.body && !response.body.isEmpty) await onBody(response.body.bytes());
    return { ...exchange, timing: { total: this.clock.now() - startedAt } };
  }

  #moment(): Moment {
    const wall = this.clock.now();
    return { now: wall - this.#start, wall };
  }

  /** One alarm for whatever the backend does next by itself. */
  #arm(): void {
    const next = this.#backend.nextWake();
    if (this.#alarm?.due === (next === undefined ? undefined : this.#start + next)) return;
    if (this.#alarm) this.clock.cancel(this.#alarm);
    this.#alarm = next === undefined ? undefined : this.clock.at(this.#start + next, this.#wake);
  }

  /** A backend that fails here fails everybody who waits for it. */
  readonly #wake = (): void => {
    this.#alarm = undefined;
    try {
      for (const release of this.#backend.wake(this.#moment())) this.#take(release.held)?.finish(release);
      this.#arm();
    } catch (error) {
      for (const held of this.#held.keys()) this.#take(held)?.fail(error);
    }
  };

  #take(held: number): Holder | undefined {
    const holder = this.#held.get(held);
    this.#held.delete(held);
    return holder;
  }
}

type Outcome = Pick<Exchange, 'response' | 'failure'>;

const aborted: Outcome = {
  failure: { cause: 'aborted', message: 'given up by the client' },
};

/** What is left of a reply that is damaged on purpose. */
function outcomeOf({ response, damage }: Reply): Outcome {
  if (damage?.raw) return { failure: { cause: 'protocol', message: 'the answer is no HTTP' } };
  if (damage?.cutAfter === undefined) return { response };
  return { failure: { cause: 'reset', message: `cut after ${damage.cutAfter} bytes` } };
}
