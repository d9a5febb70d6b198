/** The one place that everything passes on its way to the disk: where redaction will be. */
import type { Exchange } from '../exchange.ts';
import type { Stored } from './watch.ts';

/** An exchange with what of it is too large for memory. */
export interface Captured {
  readonly exchange: Exchange;
  readonly stored: Stored;
}

/** Gives what may be written of an exchange, over or still open. */
export type BeforeDisk = (captured: Captured) => Captured;

/** Everything, as it passed. */
export const asItPassed: BeforeDisk = (captured) => captured;
