/** What comes with a value that is learned. */
import type { Shape } from '../../protocol/shape.ts';
import type { Kinds } from './kinds.ts';
import type { Sent } from './sent.ts';
import type { Mark } from './tally.ts';

/** What learning needs to know of the endpoint. */
export interface Subject {
  readonly kinds: Kinds;
  /** Whether a host is one of the protocol's. */
  owns(host: string): boolean;
  /** The shape of the result code. */
  readonly code: Shape | undefined;
}

/** What learning needs beside the value. */
export interface Lesson {
  readonly mark: Mark;
  /** When the exchange began, epoch ms. */
  readonly now: number;
  /** What the request sent: what comes back is an echo. */
  readonly sent?: Sent | undefined;
}
