/** Texts as they are compared: encodings undone, strong ones told from common ones, pieces cut out. */
import { decodeEntities } from '../../protocol/codec/entities.ts';
import { parseQuery } from '../../protocol/codec/form.ts';
import { percentDecode } from '../../protocol/codec/percent.ts';
import { splitUrl } from '../../protocol/url.ts';
import { longestValue, strengthOf } from './strength.ts';

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
  if (text.length > longestValue || !(text.includes('/') || text.includes('?'))) return undefined;
  if (!urlLike.test(text)) return undefined;
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
