/** What can be said of a value without keeping it: how it looks, how large it is, how it is encoded. */
import { percentDecode } from '../../protocol/codec/percent.ts';
import { splitUrl } from '../../protocol/url.ts';

const isNumber = /^-?\d+$/;
const forms: readonly (readonly [name: string, test: (text: string) => boolean])[] = [
  ['hex', (text) => text.length >= 16 && /^[0-9a-f]+$/.test(text) && /[a-f]/.test(text)],
  ['hex-upper', (text) => text.length >= 16 && /^[0-9A-F]+$/.test(text) && /[A-F]/.test(text)],
  ['json', (text) => /^\s*[{[]/.test(text) && /[}\]]\s*$/.test(text)],
  ['xml', (text) => /^\s*</.test(text)],
  ['xml-escaped', (text) => /^(?:[^<&\s]*:)?(?:<br\/?>)?\s*&lt;/.test(text)],
  ['url', (text) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)],
  ['path', (text) => /^\/[^/\s]/.test(text)],
  ['data-url', (text) => /^data:[\w/+.-]+[;,]/.test(text)],
  ['date', (text) => /^\d{4}-\d\d-\d\d(?:$|[T ])/.test(text)],
];

/** Longer texts are judged by their beginning. */
const longest = 512;

/** The forms a text has, as one key; '' for a text of no form in particular. */
export function formOf(text: string): string {
  const head = text.length > longest ? text.slice(0, longest) + text.slice(-1) : text;
  // Most values of parameters are numbers, and a number has no other form.
  if (isNumber.test(head)) return 'digits';
  let found = '';
  for (const [name, test] of forms) if (test(head)) found += found === '' ? name : ` ${name}`;
  return found;
}

/** How many times a text was percent-encoded; undefined where no character tells. */
export function depthOf(text: string): number | undefined {
  if (text.length > longest) return undefined;
  let depth = 0;
  let rest = text;
  while (depth < 4 && /%[0-9A-Fa-f]{2}/.test(rest)) {
    depth += 1;
    rest = percentDecode(rest);
  }
  if (depth > 0) return depth;
  return /[/+=]/.test(text) ? 0 : undefined;
}

/** The character set that XML inside a text declares, lower case. */
export function charsetOf(text: string): string | undefined {
  const head = text.slice(0, longest);
  return /(?:<|&lt;)\?xml\b[^>]{0,200}?encoding=(?:["']|&quot;)([\w.-]{1,40})/.exec(head)?.[1]?.toLowerCase();
}

/** Host and names of the query of an absolute URL; undefined for other texts. */
export function urlOf(text: string): { host: string; names: string[] } | undefined {
  if (!/^https?:\/\//i.test(text) || text.length > 4096) return undefined;
  const { host, query } = splitUrl(text);
  const names = query.split('&').map((pair) => pair.split('=', 1)[0]!);
  return { host, names: names.filter((name) => /^[\w.-]{1,40}$/.test(name)) };
}

const aboutAYear = 400 * 86_400_000;

/** Neither zero nor large nor near `now` (epoch ms), as most numbers: it has none of the sizes below. */
export const isMiddling = (value: number | bigint, now: number): boolean =>
  typeof value === 'number' &&
  value !== 0 &&
  Math.abs(value) < 2 ** 31 &&
  Math.abs(value * 1000 - now) >= aboutAYear &&
  Math.abs(value - now) >= aboutAYear;

/** Sizes of a number that matter to whoever stores it, and the units of a time near `now` (epoch ms). */
export function* sizesOf(value: number | bigint, now: number): Generator<string> {
  const number = Number(value);
  if (number === 0) yield 'zero';
  const size = Math.abs(number);
  if (size >= 2 ** 31) yield 'above-2^31';
  if (size >= 2 ** 32) yield 'above-2^32';
  if (size >= 2 ** 53) yield 'above-2^53';
  if (Math.abs(number * 1000 - now) < aboutAYear) yield 'unix-s';
  else if (Math.abs(number - now) < aboutAYear) yield 'unix-ms';
}

/** A number that tells most values apart and gives none away. */
export function hashOf(value: string | number | bigint | boolean): number {
  const text = String(value);
  let hash = 0x811c9dc5 ^ text.length;
  const end = Math.min(text.length, longest);
  for (let i = 0; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
