/** Takes the lists out of an entry's text before it is parsed: they are half of it, and most are never looked at. */

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
export function withMarks(json: string, found: string[]): string {
  return json.length > longest ? json : cut(json, found);
}

function cut(json: string, found?: string[]): string {
  let text = '';
  let done = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(json); match !== null; match = opening.exec(json)) {
    const start = opening.lastIndex;
    const list = match[1] === 'queryString' ? listAt(json, start) : knownAt(json, start);
    const value = list ?? (found && matchAt(number, json, start));
    if (value === undefined) continue;
    text += json.slice(done, found ? start : match.index);
    if (found) text += found.push(value) - 1;
    done = start + value.length;
    opening.lastIndex = done;
  }
  return done === 0 ? json : text + json.slice(done);
}

const listAt = (json: string, start: number): string | undefined => matchAt(flat, json, start);

function matchAt(pattern: RegExp, json: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.test(json) ? json.slice(start, pattern.lastIndex) : undefined;
}

/** The latest lists; most messages of a session have the headers and cookies of others, and to compare is faster. */
const known: string[] = [];
const mostKnown = 8;
const longestKnown = 4096;

/** The list at that place, the same string for the same text. */
function knownAt(json: string, start: number): string | undefined {
  for (let place = 0; place < known.length; place++) {
    const text = known[place]!;
    if (json.slice(start, start + text.length) !== text) continue;
    if (place > 0) known.splice(place, 1);
    if (place > 0) known.unshift(text);
    return text;
  }
  const text = listAt(json, start);
  if (text === undefined || text.length > longestKnown) return text;
  // A copy: the text is a window into much of the file, which it would keep in memory.
  const copy = Buffer.from(text).toString();
  if (known.unshift(copy) > mostKnown) known.pop();
  return copy;
}
