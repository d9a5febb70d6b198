/** Takes the lists out of an entry's text before it is parsed: they are half of it, and most are never looked at. */

const blank = '[ \\t\\r\\n]*';
const text = '"[^"\\\\\\x00-\\x1f]*"';
const scalar = `(?:${text}|true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?)`;
const several = (open: string, item: string, close: string): string =>
  `${open}${blank}(?:${item}(?:,${blank}${item})*)?${close}${blank}`;
const member = `${text}${blank}:${blank}${scalar}${blank}`;
const list = several('\\[', several('\\{', member, '\\}'), '\\]');

/** Lists of flat objects, as strict as JSON; one with an escape in it is left where it is. */
const lists = new RegExp(`,${blank}"(?:headers|cookies|queryString)"${blank}:${blank}${list}`, 'g');
const number = `-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?${blank}(?=[,}])`;
/** The same, and the numbers that stand where a list should. */
const marked = new RegExp(
  `,${blank}"(headers|cookies|queryString)"${blank}:${blank}(${list}|${number})`,
  'g',
);
/** Longer text is mostly one body, which is parsed faster than it is searched. */
const longest = 16 << 10;

/**
 * The text without its lists of headers, cookies and parameters. It is JSON if and only if `json` is, and the other
 * members are the same: no word can follow a quote that closes a string, so the quotes found are those that open names.
 */
export function withoutLists(json: string): string {
  return json.length > longest ? json : json.replace(lists, '');
}

/** The text with the number of each list in its place; the lists are added to `found`. */
export function withMarks(json: string, found: string[]): string {
  if (json.length > longest) return json;
  return json.replace(marked, (_, name: string, text: string) => `,"${name}":${found.push(text) - 1}`);
}
