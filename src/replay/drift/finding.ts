/** What drift says: findings, and the report that holds them. */
import type { Mark } from './tally.ts';

/** By use: `break` for what somebody needs, `warn` for what nobody does, `note` for what is new or a client's own. */
export type Severity = 'break' | 'warn' | 'note';

/** A request value that needs what a finding is about. */
export interface Consumer {
  readonly endpoint: string;
  /** JSON Pointer into its request, as `/request/query/id`. */
  readonly field: string;
}

/** One difference between two sides. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly endpoint: string;
  /** JSON Pointer into the exchange as decoded; `/flow/STATE` and `/timing/hold` for behaviour. */
  readonly where: string;
  readonly message: string;
  /** What was before and what is now, in words and numbers that are nobody's. */
  readonly baseline: string;
  readonly observed: string;
  readonly evidence: { readonly baseline: readonly string[]; readonly observed: readonly string[] };
  /** Later requests that send the value. */
  readonly consumers: readonly Consumer[];
  /** What the others follow from. */
  readonly firstCause?: true;
  /** Fingerprint of the finding that this one follows from. */
  readonly follows?: string;
  /** The same for the same change, whatever the recordings. */
  readonly fingerprint: string;
}

/** All differences, the first cause first, and what was compared. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly summary: {
    readonly break: number;
    readonly warn: number;
    readonly note: number;
    readonly accepted: number;
  };
  readonly coverage: {
    /** Endpoints and states that both sides have. */
    readonly endpoints: readonly string[];
    readonly states: readonly string[];
    /** What the baseline has and the new run did not come to. */
    readonly notSeen: readonly string[];
  };
}

/** A finding before it has its place among the others. */
export interface Draft
  extends Pick<Finding, 'rule' | 'severity' | 'endpoint' | 'where' | 'message' | 'baseline' | 'observed'> {
  /** Where the baseline and the new run show it. */
  readonly from?: Mark | undefined;
  readonly at?: Mark | undefined;
  readonly consumers?: readonly Consumer[];
  /** 2: without it nobody knows how the call went; 1: a state of the flow depends on the value itself. */
  readonly weight?: number;
  /** Tells findings at one place apart, as a code does. */
  readonly what?: string;
  /** What happened, where it shows in several findings: the others follow from the earliest. */
  readonly event?: string;
  /** It is what the flow made of something else that the same exchange shows. */
  readonly isEffect?: true;
}

/** Twelve hexadecimal digits that stay the same from run to run. */
export function fingerprintOf({ rule, endpoint, where, what = '' }: Draft): string {
  const text = [rule, endpoint, where, what].join('\n');
  return (fnv(text, 0x811c9dc5) + fnv(text, 0x01000193)).slice(0, 12);
}

function fnv(text: string, basis: number): string {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0');
}

export const severities: readonly Severity[] = ['break', 'warn', 'note'];
