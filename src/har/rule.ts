/** What a rule about recordings is. */
import type { JsonObject } from './values.ts';

/** `error`: the recording is invalid; `quirk`: a habit of an exporter that readers must know and that harms nobody. */
export type Level = 'error' | 'quirk';

export interface Finding {
  /** JSON Pointer inside what was checked. */
  readonly where: string;
  readonly message: string;
}

/** What a rule may know beside the entry. */
export interface RuleContext {
  /** Ids of `log.pages`; undefined where they are not known yet. */
  readonly pageIds: ReadonlySet<string> | undefined;
  /** Start of the entry before this one, epoch milliseconds; NaN where there is none. */
  readonly previousStart: number;
  /** The same as it was written. */
  readonly previousDate: string | undefined;
}

export interface Rule<Checked, Context> {
  readonly id: `semantic/${string}` | `quirk/${string}`;
  readonly level: Level;
  /** What it means, in a sentence. */
  readonly says: string;
  /** Changes to a sound value that the rule finds: values by JSON Pointer, undefined for what goes. */
  readonly example: Readonly<Record<string, unknown>>;
  check(checked: Checked, context: Context): readonly Finding[];
  /** Mends, in place, what the check finds. */
  repair?(checked: Checked, context: Context): void;
}

export type EntryRule = Rule<JsonObject, RuleContext>;

/** A rule about `log` without its entries. */
export type LogRule = Rule<JsonObject, LogContext>;

export interface LogContext {
  /** Names of what stands behind the entries. */
  readonly late: readonly string[];
}

export const nothing: readonly Finding[] = [];

export function found(where: string, message: string): readonly Finding[] {
  return [{ where, message }];
}

/** Levels of rules whose problems are about the file as a whole, where they are not errors. */
const harmlessFileRules: ReadonlySet<string> = new Set(['file/bom', 'file/too-many-problems']);

export function levelOf(rule: string): Level {
  return rule.startsWith('quirk/') || harmlessFileRules.has(rule) ? 'quirk' : 'error';
}
