/** The sync loop: waits for news, pulls it, survives what goes wrong, ends when the session is over. */
import { type DriftwireError, TransportError } from '../errors.ts';
import type { Step } from '../protocol/client-plan.ts';
import { type Answer, errorOf } from './answer.ts';
import type { Live } from './live.ts';

/** Pauses after trouble, ms: the first one, and the longest that it doubles up to. */
const pauses = { first: 1_000, limited: 10_000, longest: 60_000 } as const;
/** So many failures in a row, some ten minutes of them, end the loop. */
const mostFailures = 15;
/** Quick answers in a row that bring nothing, before this side slows down. */
const quickOnes = 6;
const heldMs = 1_000;

/** Why the loop has ended. */
export interface Ending {
  /** `server`: it closed the session; `client`: this side logged out. */
  readonly by: 'server' | 'client';
  readonly code?: string | number | undefined;
  readonly meaning: string;
}

/**
 * Syncs until the session is over. Throws TransportError where nobody answers any more, and the signal's reason when
 * it is aborted.
 */
export async function sync(live: Live, signal: AbortSignal): Promise<Ending> {
  return new SyncLoop(live, signal).run();
}

class SyncLoop {
  readonly #live: Live;
  readonly #signal: AbortSignal;
  /** Troubles, and answers without news, in a row. */
  #troubles = 0;
  #barren = 0;
  #ending: Ending | undefined;

  constructor(live: Live, signal: AbortSignal) {
    this.#live = live;
    this.#signal = signal;
  }

  async run(): Promise<Ending> {
    // Whatever call hears first that the session is over, the loop ends with it.
    const over = new AbortController();
    const off = this.#live.emitter.on('session.closed', (event) => {
      const { by, retcode, ret = retcode, meaning } = event;
      const code = typeof ret === 'number' || typeof ret === 'string' ? ret : undefined;
      this.#ending = { by: by === 'client' ? 'client' : 'server', code, meaning: String(meaning) };
      over.abort();
    });
    const signal = AbortSignal.any([this.#signal, over.signal]);
    try {
      while (!this.#ending) await this.#turn(signal);
    } catch (error) {
      if (!this.#ending) throw error;
    } finally {
      off();
    }
    return this.#ending!;
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const before = this.#live.values[this.#plan.position];
    const answer = await this.#live.ask(this.#step(), { signal });
    if (this.#ending) return;
    const { outcome, exchange, endpoint } = answer.call;
    // The event of it comes once; it may have come before the loop began.
    if (outcome.name === 'closed') {
      this.#ending = { by: 'server', code: outcome.code, meaning: outcome.meaning ?? '' };
      return;
    }
    const isGarbled = exchange.failure?.cause === 'protocol' && endpoint?.longPoll !== undefined;
    if (isGarbled) this.#live.setState(this.#plan.machine, this.#plan.garbled);
    else if (!outcome.ok) return this.#recover(answer, signal);
    else this.#troubles = 0;
    const isBarren = outcome.name === this.#plan.empty && before === this.#live.values[this.#plan.position];
    const isQuick = exchange.timing.total < heldMs && answer.events.every(({ type }) => !isNews(type));
    this.#barren = isBarren || isQuick ? this.#barren + 1 : 0;
    if (this.#barren > quickOnes) await this.#slowDown(answer, signal);
  }

  get #plan(): Live['plan']['sync'] {
    return this.#live.plan.sync;
  }

  #step(): Step {
    const { steps, machine, usual } = this.#plan;
    const state = this.#live.state(machine) ?? usual;
    return (this.#live.stepIn(steps, state) ?? this.#live.stepIn(steps, usual))!;
  }

  /** The position stays as it was; the next question waits longer each time. */
  async #recover(answer: Answer, signal: AbortSignal): Promise<void> {
    this.#troubles += 1;
    if (this.#troubles >= mostFailures) throw gaveUp(answer, this.#troubles);
    const first = answer.call.outcome.name === 'limited' ? pauses.limited : pauses.first;
    await this.#live.pause(Math.min(pauses.longest, first * 2 ** (this.#troubles - 1)), answer, signal);
  }

  /** News that is announced and never comes, or polls that nobody holds. */
  async #slowDown(answer: Answer, signal: AbortSignal): Promise<void> {
    const excess = this.#barren - quickOnes;
    await this.#live.pause(Math.min(pauses.longest / 2, pauses.first * 2 ** (excess - 1)), answer, signal);
  }
}

const isNews = (type: string): boolean => /^(?:message|contact)\./.test(type);

function gaveUp(answer: Answer, times: number): DriftwireError {
  const error = errorOf(answer);
  const message = `${times} answers in a row were no use; the last: ${error.message}`;
  return error instanceof TransportError
    ? new TransportError(error.code as 'transport/failed', message, error.details)
    : error;
}
