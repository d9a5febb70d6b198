/** Keeps what this side sends in order and apart, and waits when the server says that it is too much. */

import type { Step } from '../protocol/client-plan.ts';
import type { Answer } from './answer.ts';
import type { CallOptions } from './call.ts';
import type { Live } from './live.ts';

/** Between two requests that the user asked for, ms. */
const usualGap = 300;
/** After the server's first "too often", ms; twice as long each further time. */
const firstRest = 10_000;
const longestRest = 300_000;

export class Pacing {
  readonly #live: Live;
  readonly #gap: number;
  #queue: Promise<unknown> = Promise.resolve();
  /** Epoch ms before which nothing is sent. */
  #free = 0;
  #rest = firstRest;

  /** `gap`: ms between two requests. */
  constructor(live: Live, gap = usualGap) {
    this.#live = live;
    this.#gap = gap;
  }

  /**
   * Asks when it is this step's turn, once: what the server refused is the caller's to send again. Throws the signal's
   * reason when it is aborted before. `gap`: ms before the next one.
   */
  ask(step: Step, options: CallOptions = {}, gap = this.#gap): Promise<Answer> {
    const turn = this.#queue.then(() => this.#ask(step, options, gap));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #ask(step: Step, options: CallOptions, gap: number): Promise<Answer> {
    const { effects } = this.#live;
    const wait = this.#free - effects.now();
    if (wait > 0) await this.#live.pause(wait, undefined, options.signal ?? new AbortController().signal);
    const answer = await this.#live.ask(step, options);
    const isLimited = answer.call.outcome.name === 'limited';
    this.#free = effects.now() + (isLimited ? this.#rest : gap);
    this.#rest = isLimited ? Math.min(longestRest, this.#rest * 2) : firstRest;
    if (isLimited) this.#live.tell('client.resting', { ms: this.#free - effects.now() });
    return answer;
  }
}
