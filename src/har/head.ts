/** What a recording says about itself, outside its entries. */
import { isObject, type JsonObject, jsonText, listAt, member, objectAt, stringAt } from './values.ts';

/** The members of `log` but its entries, in their order, and those beside `log`. */
export interface HarHead {
  readonly version?: string;
  readonly creator?: { readonly name: string; readonly version: string };
  readonly browser?: { readonly name: string; readonly version: string };
  readonly pages: readonly JsonObject[];
  /** All of `log` but `entries`, as recorded. */
  readonly log: JsonObject;
  /** All of the root but `log`. */
  readonly root: JsonObject;
  /** False where the entries lie at the root of the document. */
  readonly hasLog: boolean;
  /** Names of what stands behind the entries. */
  readonly late: readonly string[];
}

export const noHead: HarHead = { pages: [], log: {}, root: {}, hasLog: true, late: [] };

/** Sorts a document without its entries into its parts. */
export function headOf(document: unknown): HarHead {
  const inner = objectAt(document, 'log');
  const log = inner ?? (isObject(document) ? document : {});
  const keys = Object.keys(log);
  const entries = keys.indexOf('entries');
  const version = stringAt(log, 'version');
  const creator = tool(member(log, 'creator'));
  const browser = tool(member(log, 'browser'));
  return {
    ...(version !== undefined && { version }),
    ...(creator !== undefined && { creator }),
    ...(browser !== undefined && { browser }),
    pages: (listAt(log, 'pages') ?? []).filter(isObject),
    log: without(log, 'entries'),
    root: inner === undefined ? {} : without(document as JsonObject, 'log'),
    hasLog: inner !== undefined,
    late: entries < 0 ? [] : keys.slice(entries + 1),
  };
}

function tool(value: unknown): { name: string; version: string } | undefined {
  if (typeof value === 'string') return { name: value, version: '' };
  const name = stringAt(value, 'name');
  return name === undefined ? undefined : { name, version: jsonText(member(value, 'version')) ?? '' };
}

function without(holder: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== name));
}
