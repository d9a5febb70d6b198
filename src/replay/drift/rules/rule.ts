/** What a rule is: a row that says what changed, how much it matters, and shows it by an example. */
import type { Endpoint } from '../../../protocol/endpoint.ts';
import type { Draft, Severity } from '../finding.ts';
import type { EndpointPair, FieldPair, MachinePair, NewKind, Pair, ReplyPair } from '../pair.ts';
import type { Tally } from '../tally.ts';
import { isUsed } from '../use.ts';

/** A finding as a rule gives it: the rule's name and the usual place are added. */
export type Found = Omit<Draft, 'rule' | 'endpoint'> & { readonly endpoint?: string };

/** Seconds between the answer before and this request, and until its answer. */
export interface Timed {
  readonly after?: number;
  readonly held?: number;
}

/** A short conversation of the example protocol: `METHOD /path [body]`, then `STATUS [body]`. */
export type Script = readonly (readonly [
  request: string,
  reply: string,
  headers?: Readonly<Record<string, string>>,
  timed?: Timed,
])[];

export interface Example {
  readonly before: Script;
  /** How many recordings of that kind there are; default 1. */
  readonly recordings?: number;
  readonly after: Script;
  /** The one finding of this rule. */
  readonly finds: { readonly severity: Severity; readonly where: string };
}

export interface Rule {
  readonly id: string;
  /** What it finds. */
  readonly says: string;
  /** When it is a break, a warning, a note. */
  readonly severity: string;
  /** What to do about it. */
  readonly advice: string;
  readonly example: Example;
  run?(pair: Pair): Iterable<Found>;
  endpoint?(pair: EndpointPair): Iterable<Found>;
  reply?(pair: ReplyPair): Iterable<Found>;
  field?(pair: FieldPair): Found | undefined;
  kind?(kind: NewKind): Found | undefined;
  machine?(pair: MachinePair): Iterable<Found>;
}

/** What somebody uses is a break, the rest of a reply a warning; clients may send what they like. */
export function severityOf({ side, use, of }: FieldPair): Severity {
  if (side === 'request') return 'note';
  return isUsed(use) || of.pair.consumers(use).length > 0 ? 'break' : 'warn';
}

/** Who is cut off when the value goes. */
export function losers({ of, use, own, where }: FieldPair): Pick<Draft, 'consumers' | 'weight'> {
  const weight = holdsCode(of.row, where) ? 2 : Number(own.state);
  return { consumers: of.pair.consumers(use), weight };
}

const holdsCode = (row: Endpoint | undefined, where: string): boolean =>
  row?.code !== undefined && `/response/body${row.code.at}`.startsWith(`${where}/`);

/** What becomes of it, in words: who sends it on, which events are made of it. */
export function effect({ of, side, use, where }: FieldPair): string {
  if (side === 'request') return '';
  if (holdsCode(of.row, where)) return '; the result code is in it';
  const senders = [...new Set(of.pair.consumers(use).map(({ endpoint }) => endpoint))];
  if (senders.length > 0) return `; needed by ${few(senders)}`;
  if (use.events.length > 0) return `; ${few(use.events)} is made from it`;
  return use.state ? '; the state of the flow depends on it' : '; nothing is known to use it';
}

/** What only the new side has. */
export const fresh = (base: Tally, next: Tally): string[] => next.keys().filter((key) => !base.has(key));

/** The first three of a list, the rest counted. */
export function few(list: readonly string[]): string {
  const rest = list.length - 3;
  return rest > 0 ? `${list.slice(0, 3).join(', ')} and ${rest} more` : list.join(', ');
}

/** `link message: Url`, as far as there is a kind. */
export const called = ({ name, kind }: FieldPair): string =>
  kind === undefined ? name : `${name} (of a ${kind})`;

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
