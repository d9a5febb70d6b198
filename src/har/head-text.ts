/** The text around the entries of a HAR file. */
import { stringifyLossless } from '../json.ts';
import { logShape } from './har-shape.ts';
import { ownVersion } from './own-version.ts';
import { conformed } from './shape.ts';
import { isObject, type JsonObject } from './values.ts';

/** What a recording says about itself; a `HarHead` that was read is one. */
export interface HeadInput {
  /** This project, unless told. */
  readonly creator?: { readonly name: string; readonly version: string };
  readonly browser?: { readonly name: string; readonly version: string };
  readonly pages?: readonly JsonObject[];
  readonly comment?: string;
  /** Further members of `log`; those above win. */
  readonly log?: JsonObject;
  /** Members beside `log`. */
  readonly root?: JsonObject;
}

/** The text before the first entry and the one after the last. */
export interface HeadText {
  readonly opening: string;
  readonly closing: string;
}

export function headText(head: HeadInput): HeadText {
  const { log = {}, root = {}, creator, browser, pages, comment } = head;
  const members: JsonObject = {
    version: '1.2',
    creator: toolOf(log.creator, creator) ?? { name: 'driftwire', version: ownVersion() },
    ...without(log, ['version', 'creator', 'browser', 'entries']),
    ...(browser !== undefined && { browser: toolOf(log.browser, browser) }),
    ...(browser === undefined && log.browser !== undefined && { browser: log.browser }),
    ...(pages !== undefined && (pages.length > 0 || log.pages !== undefined) && { pages }),
    ...(comment !== undefined && { comment }),
  };
  const text = stringifyLossless(conformed(members, logShape, () => {}));
  const beside = stringifyLossless(without(root, ['log'])).slice(1, -1);
  return {
    opening: `{"log":${text.slice(0, -1)},"entries":[`,
    closing: `\n]}${beside === '' ? '' : `,${beside}`}}\n`,
  };
}

/** A creator or browser: what is told now, with what was told before beyond name and version. */
function toolOf(before: unknown, now: object | undefined): unknown {
  if (typeof before === 'string') return { name: before, version: '', ...now };
  return isObject(before) || now !== undefined ? { ...(isObject(before) ? before : {}), ...now } : undefined;
}

function without(holder: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => !names.includes(key)));
}
