/** Takes the lists out of an entry's text before it is parsed: they are half of it, and most are never looked at. */
import { FoundList, LatestLists } from './found-list.ts';

const blank = '[ \\t\\r\\n]*';
const text = '"[^"\\\\\\x00-\\x1f]*"';
const scalar = `(?:${text}|true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?)`;
const several = (open: string, item: string, close: string): string =>
  `${open}${blank}(?:${item}(?:,${blank}${item})*)?${close}${blank}`;
const member = `${text}${blank}:${blank}${scalar}${blank}`;
const list = several('\\[', several('\\{', member, '\\}'), '\\]');

/** The name of a list, with the comma before it. */
const opening = new RegExp(`,${blank}"(headers|cookies|queryString)"${blank}:${blank}`, 'g');
/** A list of flat objects, as strict as JSON; one with an escape in it is left where it is. */
const flat = new RegExp(list, 'y');
/** What stands where a list should, and could be taken for the number of one. */
const number = new RegExp(`-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?${blank}(?=[,}])`, 'y');
/** Longer text is mostly one body, which is parsed faster than it is searched. */
const longest = 16 << 10;

/**
 * The text without its lists of headers, cookies and parameters. It is JSON if and only if `json` is, and the other
 * members are the same: no word can follow a quote that closes a string, so the quotes found are those that open names.
 */
export function withoutLists(json: string): string {
  return json.length > longest ? json : cut(json);
}

/** The text with the number of each list in its place; the lists are added to `found`. */
export function withMarks(json: string, found: FoundList[]): string {
  return json.length > longest ? json : cut(json, found);
}

function cut(json: string, found?: FoundList[]): string {
  let text = '';
  let done = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(json); match !== null; match = opening.exec(json)) {
    const start = opening.lastIndex;
    const list = listAt(json, start, latest[match[1]!]) ?? (found && numberAt(json, start));
    if (list === undefined) continue;
    text += json.slice(done, found ? start : match.index);
    if (found) text += found.push(list) - 1;
    done = start + list.text.length;
    opening.lastIndex = done;
  }
  return done === 0 ? json : text + json.slice(done);
}

/** By name; parameters come again with poor odds. */
const latest: Readonly<Record<string, LatestLists>> = {
  headers: new LatestLists(8),
  cookies: new LatestLists(4),
};

function listAt(json: string, start: number, known: LatestLists | undefined): FoundList | undefined {
  const again = known?.at(json, start);
  if (again) return again;
  const text = matchAt(flat, json, start);
  return text === undefined ? undefined : (known?.add(text) ?? new FoundList(text));
}

function numberAt(json: string, start: number): FoundList | undefined {
  const text = matchAt(number, json, start);
  return text === undefined ? undefined : new FoundList(text);
}

function matchAt(pattern: RegExp, json: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.test(json) ? json.slice(start, pattern.lastIndex) : undefined;
}
