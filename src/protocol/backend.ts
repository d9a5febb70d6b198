/** What answers requests without a network: a simulation or a recording, as a pure machine driven by a clock. */
import type { WireRequest, WireResponse } from '../exchange.ts';

/** A point in time as a backend sees it. */
export interface Moment {
  /** Scenario time, ms from any origin: holds, schedules and lifetimes run on it. */
  readonly now: number;
  /** Wall clock, epoch ms: what CreateTime and cookie dates are made from. */
  readonly wall: number;
}

/** How a reply leaves: as it is, or damaged on purpose. */
export interface Damage {
  /** Close the connection after so many bytes of the body; 0 before the head. */
  readonly cutAfter?: number;
  /** Bytes that are no HTTP, sent instead of the reply. */
  readonly raw?: Uint8Array;
  /** Wait before the reply, scenario ms. */
  readonly delay?: number;
}

/** What one request is answered with. */
export interface Reply {
  readonly response: WireResponse;
  readonly damage?: Damage;
  /** Why this answer was given: the recorded exchange, the simulated event, or what is missing. */
  readonly why?: string;
}

/** An answer now, or a poll that is held until something happens. */
export type Answer =
  | ({ readonly held?: undefined } & Reply)
  | { readonly held: number /* handle of the poll, given back by `wake` */ };

/** The answer to a poll that was held. */
export interface Release extends Reply {
  readonly held: number;
}

/** Whoever drives it calls `handle` and `wake` with moments that never go back. */
export interface Backend {
  /** Answers a request, or holds it. */
  handle(request: WireRequest, at: Moment): Answer;
  /** Lets everything happen that is due, and gives the polls that it released. */
  wake(at: Moment): readonly Release[];
  /** Scenario time of the next thing that will happen by itself; undefined: nothing is due. */
  nextWake(): number | undefined;
  /** The client of a held poll has gone. */
  forget(held: number): void;
}
