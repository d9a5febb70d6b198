/** The login: from a code on the screen, a question on the phone, or a kept session, to being online. */
import { RemoteError } from '../errors.ts';
import type { Step } from '../protocol/client-plan.ts';
import { type Answer, demand, errorOf } from './answer.ts';
import type { Live } from './live.ts';

/** After this many codes that nobody confirmed, another one helps nobody. */
const mostRenewals = 5;
/** Tries of a step that was not answered, and the pause before the next one, ms, also after too many; it doubles. */
const tries = { times: 3, pause: 1_000, limited: 10_000 } as const;
/** A poll that comes back sooner than this, and says nothing new, was not held. */
const heldMs = 1_000;
/** How many of those in a row are no reason to slow down. */
const quickPolls = 3;

export interface LoginOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ask the phone rather than show a code, where the last session lets it; default true. */
  readonly push?: boolean | undefined;
}

/** How the login came about. */
export type LoginWay = 'resumed' | 'push' | 'code';

/**
 * Resolves when the session is online. Throws RemoteError where the server refuses or nobody confirms, TransportError
 * where nobody answers, and the signal's reason when it is aborted.
 */
export async function login(
  live: Live,
  { signal = never, push = true }: LoginOptions = {},
): Promise<LoginWay> {
  const run = new Login(live, signal);
  if (await run.resume()) return 'resumed';
  live.begin();
  if (push && (await run.push())) return 'push';
  await run.byCode();
  return 'code';
}

const never = new AbortController().signal;

class Login {
  readonly #live: Live;
  readonly #signal: AbortSignal;
  #quick = 0;
  /** How often the latest step was asked. */
  #attempts = 0;

  constructor(live: Live, signal: AbortSignal) {
    this.#live = live;
    this.#signal = signal;
  }

  get #plan(): Live['plan']['login'] {
    return this.#live.plan.login;
  }

  get #state(): string {
    return this.#live.state(this.#plan.machine) ?? this.#plan.fresh;
  }

  /** False where there is no session to go on with, or the server knows it no longer. */
  async resume(): Promise<boolean> {
    const live = this.#live;
    const step = this.#plan.resume(live.standing(''));
    if (!step) return false;
    const kept = this.#plan.position.filter((key) => live.values[key] !== undefined);
    const position = Object.fromEntries(kept.map((key) => [key, live.values[key]]));
    const answer = await this.#ask(step);
    if (answer.call.outcome.name === 'closed') return false;
    demand(answer);
    // The server begins at its own idea of where we were.
    Object.assign(live.values, position);
    await this.#drive();
    return true;
  }

  /** False where the phone is not asked, or its owner does not confirm. */
  async push(): Promise<boolean> {
    const step = this.#plan.push(this.#live.standing(''));
    if (!step) return false;
    const answer = await this.#live.ask(step, { signal: this.#signal });
    if (!answer.call.outcome.ok) return false;
    return (await this.#drive()) === this.#plan.done;
  }

  /** Shows codes until one is confirmed. */
  async byCode(): Promise<void> {
    let last: Answer | undefined;
    for (let code = 0; code <= mostRenewals; code++) {
      this.#live.restart();
      last = await this.#ask(this.#step(this.#plan.fresh));
      if (!last.call.outcome.ok) {
        await this.#live.pause(tries.pause, last, this.#signal);
        continue;
      }
      this.#live.tell('client.code', { text: this.#plan.codeText(this.#live.values), count: code + 1 });
      if ((await this.#drive()) === this.#plan.done) return;
    }
    if (last && !last.call.outcome.ok) throw errorOf(last);
    throw new RemoteError(
      'remote/expired',
      `the login was not confirmed: ${mostRenewals + 1} codes have expired or were cancelled`,
      { codes: mostRenewals + 1 },
    );
  }

  #step(state: string): Step {
    return this.#live.stepIn(this.#plan.steps, state)!;
  }

  /** Does what each state asks for, until the session is online or a new code is due; gives that state. */
  async #drive(): Promise<string> {
    while (true) {
      const state = this.#state;
      if (state === this.#plan.done || this.#plan.again.includes(state)) return state;
      const step = this.#live.stepIn(this.#plan.steps, state);
      if (!step) return state;
      const answer = await this.#ask(step);
      if (this.#state === this.#plan.refused) {
        // What was answered, and never arrived, is used up: only a new code helps.
        if (this.#attempts > 1) return this.#plan.fresh;
        throw errorOf(answer);
      }
      if (this.#state !== state) continue;
      if (state === this.#plan.enough && answer.call.outcome.name !== 'closed') return this.#plan.done;
      demand(answer);
      await this.#breathe(answer);
    }
  }

  /** Asks, and again after a pause where nobody answered or the server could not; the last answer counts. */
  async #ask(step: Step): Promise<Answer> {
    for (this.#attempts = 1; ; this.#attempts++) {
      const answer = await this.#live.ask(step, { signal: this.#signal });
      const { name } = answer.call.outcome;
      const isTrouble = ['failed', 'garbled', 'error', 'limited', 'unknown'].includes(name);
      if (!isTrouble) return answer;
      if (this.#attempts >= tries.times) {
        if (name === 'failed') throw errorOf(answer);
        return answer;
      }
      const pause = name === 'limited' ? tries.limited : tries.pause;
      await this.#live.pause(pause * 2 ** (this.#attempts - 1), answer, this.#signal);
    }
  }

  /** A server that answers polls at once must not make this side spin. */
  async #breathe(answer: Answer): Promise<void> {
    this.#quick = answer.call.exchange.timing.total < heldMs ? this.#quick + 1 : 0;
    if (this.#quick > quickPolls) await this.#live.pause(heldMs, answer, this.#signal);
  }
}
