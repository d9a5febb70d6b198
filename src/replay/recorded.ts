/** A backend that answers from a recording, by the state of each live session. */
import type { Exchange, WireRequest } from '../exchange.ts';
import type { Answer, Backend, Moment, Release } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { RequestView } from '../protocol/request.ts';
import { Foreign } from './foreign.ts';
import type { Found } from './found.ts';
import { Polls } from './polls.ts';
import { Sessions } from './sessions.ts';
import { type Asking, Stage } from './stage.ts';
import { type Take, Tape } from './tape.ts';
import { Explainer, type Miss, missResponse } from './unmatched.ts';
import { type Unused, unusedTakes } from './unused.ts';

/** What becomes of a request that the recording has no answer for. */
export type Unmatched = 'error' | 'warn' | 'simulate';

/** What a recording is served by. */
export interface RecordedOptions {
  readonly protocol: Protocol;
  /** Default `error`: the explanation alone. `warn` reports it besides; `simulate` asks `simulated`. */
  readonly unmatched?: Unmatched;
  readonly simulated?: Backend;
  readonly onUnmatched?: (miss: Miss, request: WireRequest) => void;
}

/**
 * What `driftwire serve FILE` answers with. Pure: give it to `paced` and `serve` for real clients, or to `inProcess` for
 * tests without time. Each caller is led through the recorded states; what is over stays over; values that must be the
 * caller's own are exchanged in the recorded bytes.
 */
export class RecordedBackend implements Backend {
  readonly tape: Tape;
  readonly #options: RecordedOptions;
  readonly #stage: Stage;
  readonly #polls: Polls;
  readonly #sessions: Sessions;
  readonly #foreign: Foreign;
  readonly #explainer: Explainer;
  #handles = 0;
  /** Handles of the simulation by ours, and the other way round. */
  readonly #simulated = new Map<number, number>();
  readonly #ours = new Map<number, number>();
  /** Requests that the recording had no answer for. */
  unmatched = 0;

  /** `exchanges` in the order of their start. */
  constructor(exchanges: Iterable<Exchange>, options: RecordedOptions) {
    this.#options = options;
    this.tape = new Tape(exchanges, options.protocol);
    this.#stage = new Stage(this.tape);
    this.#polls = new Polls(this.#stage);
    this.#explainer = new Explainer(this.tape);
    this.#sessions = new Sessions(this.#stage, this.#polls);
    this.#foreign = new Foreign(this.tape.takes.filter(({ row }) => !row));
  }

  /** Never throws; every answer has a status. */
  handle(request: WireRequest, at: Moment): Answer {
    const asking: Asking = { view: new RequestView(request, this.tape.table), since: at };
    const row = asking.view.endpoint;
    const handle = ++this.#handles;
    const found = row ? this.#sessions.answer(row, asking, handle, at) : this.#fromForeign(asking, at);
    if (!('missing' in found)) return found;
    return this.#miss(this.#explainer.explain(request, row, found.missing), request, at, handle);
  }

  wake(at: Moment): readonly Release[] {
    const released = (this.#options.simulated?.wake(at) ?? []).flatMap((release) => {
      const ours = this.#ours.get(release.held);
      if (ours === undefined) return [];
      this.#ours.delete(release.held);
      this.#simulated.delete(ours);
      return [{ ...release, held: ours }];
    });
    return [...this.#polls.wake(at), ...released];
  }

  nextWake(): number | undefined {
    const times = [this.#polls.nextWake, this.#options.simulated?.nextWake()].filter(
      (time) => time !== undefined,
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  forget(held: number): void {
    if (this.#polls.forget(held)) return;
    const theirs = this.#simulated.get(held);
    if (theirs === undefined) return;
    this.#simulated.delete(held);
    this.#ours.delete(theirs);
    this.#options.simulated?.forget(theirs);
  }

  /** Recorded exchanges that could be given and that nobody asked for. */
  unused(): Unused[] {
    return unusedTakes(this.#stage);
  }

  #fromForeign(asking: Asking, at: Moment): Found {
    const found = this.#foreign.find(asking.view.request);
    if (!isTake(found)) return { missing: found };
    if (found.flaw !== undefined) return { missing: { unusable: found } };
    return this.#stage.give(found, undefined, asking, at, `${found.exchange.id}: the same request`);
  }

  #miss(miss: Miss, request: WireRequest, at: Moment, handle: number): Answer {
    this.unmatched += 1;
    const { unmatched, simulated, onUnmatched } = this.#options;
    if (unmatched === 'simulate' && simulated) return this.#simulate(simulated, miss, request, at, handle);
    if (unmatched === 'warn') onUnmatched?.(miss, request);
    return { response: missResponse(miss), why: miss.error };
  }

  #simulate(simulated: Backend, miss: Miss, request: WireRequest, at: Moment, handle: number): Answer {
    const answer = simulated.handle(request, at);
    if (answer.held === undefined) return { ...answer, why: `simulated (${answer.why ?? miss.error})` };
    this.#simulated.set(handle, answer.held);
    this.#ours.set(answer.held, handle);
    return { held: handle };
  }
}

const isTake = (found: object): found is Take => 'exchange' in found;
