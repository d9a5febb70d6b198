/** What a search for an answer ends with. */
import type { Answer } from '../protocol/backend.ts';
import type { Difference } from './match.ts';
import type { Take } from './tape.ts';

/** Why there is no answer. */
export interface Missing {
  /** The recorded exchange that comes nearest, and the first field in which it differs. */
  readonly nearest?: Take;
  readonly differs?: Difference;
  /** It would be the answer, were it usable. */
  readonly unusable?: Take;
}

export type Found = Answer | { readonly missing: Missing };
