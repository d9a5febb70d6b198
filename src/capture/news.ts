/** What a recorder has to tell beside the exchanges. */
import type { RecordingError } from '../errors.ts';

export type News =
  /** The file cannot be written; exchanges wait in memory until it can. */
  | { readonly kind: 'full'; readonly error: RecordingError }
  /** The file can be written again, and has those that waited. */
  | { readonly kind: 'recovered'; readonly exchanges: number }
  /** Too many wait: from now on exchanges are lost. */
  | { readonly kind: 'gave-up'; readonly exchanges: number }
  /** A body could not be kept; its exchange is there without it. */
  | { readonly kind: 'body-lost'; readonly error: RecordingError }
  /** The file is complete and another one goes on. */
  | { readonly kind: 'rotated'; readonly path: string; readonly next: string }
  /** The file was deleted; all of it was written to another one, which goes on. */
  | { readonly kind: 'moved'; readonly path: string; readonly next: string };

export type NewsListener = (news: News) => void;
