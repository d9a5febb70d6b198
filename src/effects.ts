/** Everything a flow may ask of the world, so that a test or a simulation can be the world. */
import type { Send } from './exchange.ts';

/** The world of a flow: who answers, time, chance. `openTransport` gives the real one, `inProcess` a virtual one. */
export interface Effects {
  /** Who answers requests. */
  readonly send: Send;
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` of this world's time, or at once when the signal is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}
