/** Everything a flow may ask of the world, so that a test or a simulation can be the world. */
import type { Send } from './exchange.ts';

export interface Effects {
  /** Who answers requests. */
  readonly send: Send;
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` of this world's time. */
  sleep(ms: number): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}
