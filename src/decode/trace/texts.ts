/** Texts as they are compared: encodings undone, strong ones told from common ones, pieces cut out. */
import { decodeEntities } from '../../protocol/codec/entities.ts';
import { parseQuery } from '../../protocol/codec/form.ts';
import { percentDecode } from '../../protocol/codec/percent.ts';
import { splitUrl } from '../../protocol/url.ts';

const mostRounds = 5;

export interface Plain {
  /** With all percent-encoding undone. */
  readonly text: string;
  /** How many times it was encoded. */
  readonly rounds: number;
}

export function plainOf(text: string): Plain {
  let current = text;
  let rounds = 0;
  for (; rounds < mostRounds && current.includes('%'); rounds++) {
    const next = percentDecode(current);
    if (next === current) break;
    current = next;
  }
  return { text: current, rounds };
}

/** All encodings undone by which a text may hide: what `--value` compares. */
export const barest = (text: string): string => decodeEntities(plainOf(text).text);

/**
 * How little a text can be met by chance. 0: everywhere (`0`, `true`, words such as `zh_CN`); 1: only together with
 * its name; 2: by itself.
 */
export function strengthOf(text: string): 0 | 1 | 2 {
  const { length } = text;
  if (length < 4 || length > longestValue) return 0;
  if (/^-?[\d.]+$/.test(text)) return /^-?\d+$/.test(text) ? strengthOfDigits(text) : 0;
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
  const digits = text.match(/\d/g)?.length ?? 0;
  const others = length - letters - digits;
  if (/^[\x21-\x7e]*$/.test(text) && digits > 0 && letters > 0)
    return strengthOfMixture(text, letters, digits);
  // Text of people: by its length alone.
  if (others > 0 && /[^\x00-\x7f]/.test(text)) return length >= 24 ? 2 : 0;
  return strengthOfLetters(text, letters);
}

/** Words, also written together (`getUserName`), say nothing; letters of both cases in no order were drawn. */
function strengthOfLetters(text: string, letters: number): 0 | 2 {
  if (letters < 9 || /[\s.,;/]/.test(text)) return 0;
  const capitals = text.match(/[A-Z]/g)?.length ?? 0;
  const humps = text.match(/[a-z][A-Z]/g)?.length ?? 0;
  const isMixed = humps >= 2 && capitals * 3 > letters && capitals < letters;
  return isMixed || (text.endsWith('=') && humps > 0) ? 2 : 0;
}

export const longestValue = 4096;

function strengthOfDigits(text: string): 0 | 1 | 2 {
  const digits = text.replace(/^-/, '');
  // Round numbers and short ones are counts, sizes, codes.
  if (digits.length < 5 || /^(\d)\1*$/.test(digits) || /0000$/.test(digits))
    return digits.length >= 10 ? 1 : 0;
  return digits.length >= 9 ? 2 : 1;
}

/** Names with a version or a size in them are no keys: `jquery-1.8.2.min.js`, `utf-8`, `icon32.png`. */
function strengthOfMixture(text: string, letters: number, digits: number): 0 | 1 | 2 {
  const solid = text.match(/[A-Za-z0-9]+/g) ?? [];
  const longest = solid.reduce((most, one) => (/\d/.test(one) ? Math.max(most, one.length) : most), 0);
  if (/\.(?:js|css|png|jpe?g|gif|svg|html?|ico|woff2?|bin|txt)$/i.test(text) && longest < 16) return 0;
  if (longest >= 8 && digits >= 2) return 2;
  if (letters + digits >= 16 && digits >= 3 && !/[\s;,]/.test(text)) return 2;
  return longest >= 5 && digits >= 2 ? 1 : 0;
}

export interface Piece {
  readonly text: string;
  /** Of the field of the URL, where it is one. */
  readonly name?: string;
}

const urlLike = /^(?:[a-z][a-z0-9+.-]{1,20}:)?\/\/?[^\s"'<>]+$|^[^\s"'<>?]{0,200}\?[\w.%-]{1,40}=/i;
/** Longer texts are cut here before pieces are looked for in them. */
const longestSearched = 65_536;

/** The fields of a text that is a URL, or the query of one; undefined where it is none. */
export function urlPieces(text: string): Piece[] | undefined {
  if (text.length > longestValue || !urlLike.test(text)) return undefined;
  const { query, path } = splitUrl(text.startsWith('/') ? `http://x${text}` : text);
  const fields = parseQuery(query).map(({ name, raw }) => ({ name, text: raw }));
  const steps = path.split('/').map((step) => ({ text: step }));
  return [...fields, ...steps].filter((piece) => piece.text !== '');
}

/** The pieces of a text between delimiters that can be told from others. */
export function* strongPieces(text: string): Generator<Piece> {
  const searched = text.length > longestSearched ? text.slice(0, longestSearched) : text;
  let count = 0;
  for (const [token] of searched.matchAll(/[^\s"'<>&=|,;?#(){}[\]\\]{8,512}/g)) {
    if (token.length === searched.length) return;
    if (strengthOf(token) < 2) continue;
    yield { text: token };
    if (++count >= mostPieces) return;
  }
}

const mostPieces = 400;
/** What stands between the parts of a joined value. */
const delimiters = /[|,;&_:\s]+/;

/** A text as the parts that a joined value is made of; undefined where it has only one. */
export function joinedParts(text: string): string | undefined {
  if (text.length > longestValue) return undefined;
  const parts = text.split(delimiters).filter((part) => part !== '');
  return parts.length < 2 ? undefined : parts.join(' ');
}

/** Names are alike whatever their case and punctuation. */
export const bareName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What base64 text holds, where it is printable. */
export function fromBase64(text: string): string | undefined {
  if (text.length < 12 || text.length > longestValue || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text))
    return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /^[\x20-\x7e]{6,}$/.test(decoded) ? decoded : undefined;
}
