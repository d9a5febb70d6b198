/** Finds where a value was before, under every encoding that a program may put it in. */
import { Body } from '../../exchange.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { type Origin, type Origins, partsOf } from './origins.ts';
import { strengthOf } from './strength.ts';
import { bareName, fromBase64, joinedParts, type Piece, plainOf, strongPieces } from './texts.ts';
import type { Place, Transform } from './transforms.ts';
import type { Use } from './used.ts';

/** A value with the place that had it before. */
export interface Bound {
  readonly kind: 'bound';
  readonly from: Place;
  readonly transforms: readonly Transform[];
  readonly why: string;
  /** The place that it came from is called as this one is. */
  readonly isNamed?: boolean;
}

export class SourceFinder {
  readonly #origins: Origins;

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  /** The best of the places that had the value before. */
  find(use: Use): Bound | undefined {
    const { raw } = use;
    const plain = plainOf(raw);
    return (
      this.#whole(use, plain.text, plain.rounds, []) ??
      this.#joined(use, plain.text, plain.rounds) ??
      this.#spaced(use, plain.text) ??
      this.#packed(use, plain.text) ??
      this.#piece(use, plain.text)
    );
  }

  #whole(use: Use, text: string, rounds: number, last: readonly Transform[]): Bound | undefined {
    const origin = best(this.#origins.find(text), use, strengthOf(text));
    if (!origin) return undefined;
    const transforms = [
      ...origin.steps,
      ...typed(origin, use),
      ...encodings(rounds - origin.rounds),
      ...last,
    ];
    const exchange = origin.feeds !== undefined ? origin.latest : origin.first;
    const named =
      origin.feeds !== undefined && origin.feeds === use.field?.key ? `, the latest ${origin.feeds}` : '';
    const again = origin.first === origin.latest || named !== '' ? '' : ', first of several replies';
    return {
      kind: 'bound',
      from: { exchange, where: origin.where },
      transforms,
      isNamed: origin.where.startsWith('/response/') && origin.name === bareName(use.name),
      why: `equal${named}${again}${worded(transforms)}${encodedTwice(rounds, origin.rounds)}`,
    };
  }

  #joined(use: Use, text: string, rounds: number): Bound | undefined {
    const json = jsonParts(text);
    const parts = json ?? joinedParts(text);
    const origins = parts === undefined ? [] : this.#origins.findJoined(parts);
    const key = use.field?.key;
    const origin = origins.findLast(({ feeds }) => feeds !== undefined && feeds === key) ?? latestOf(origins);
    if (!origin) return undefined;
    const transforms: Transform[] = [json === undefined ? 'join' : 'json-encode', ...encodings(rounds)];
    const from = { exchange: origin.latest, where: origin.where };
    const count = parts!.split(' ').length;
    return {
      kind: 'bound',
      from,
      transforms,
      why: `its ${count} values in the same order${worded(transforms)}`,
    };
  }

  /** Forms write blanks as +. */
  #spaced(use: Use, text: string): Bound | undefined {
    if (use.part !== 'query' || !text.includes('+')) return undefined;
    return this.#whole(use, text.replaceAll('+', ' '), 0, ['form-encode']);
  }

  #packed(use: Use, text: string): Bound | undefined {
    const bare = text.replace(/^(?:Basic|Bearer)\s+/i, '');
    const inside = fromBase64(bare);
    return inside === undefined || strengthOf(inside) < 2
      ? undefined
      : this.#whole(use, inside, 0, ['base64-encode']);
  }

  /** A text around a value, as `Bearer …`. */
  #piece(use: Use, text: string): Bound | undefined {
    if (text.length < 12) return undefined;
    for (const piece of longestFirst(strongPieces(text))) {
      const found = this.#whole({ ...use, name: piece.name ?? '' }, piece.text, 0, ['embed']);
      if (found) return found;
    }
    return undefined;
  }
}

/** The scalars of a text that is JSON. */
function jsonParts(text: string): string | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  const decoded = codecs.json.decode(Body.ofText(text));
  return decoded.ok && typeof decoded.value === 'object' && decoded.value
    ? partsOf(decoded.value)
    : undefined;
}

const longestFirst = (pieces: Iterable<Piece>): Piece[] =>
  [...pieces].sort((one, other) => other.text.length - one.text.length);

const latestOf = (origins: readonly Origin[]): Origin | undefined =>
  origins.findLast(({ feeds }) => feeds !== undefined) ?? origins.at(-1);

/** The place that most likely was the source; undefined where the value is too common to say. */
function best(origins: readonly Origin[], use: Use, strength: number): Origin | undefined {
  const name = bareName(use.name);
  const key = use.field?.source === 'session' ? use.field.key : undefined;
  let chosen: Origin | undefined;
  let most = 0;
  for (const origin of origins) {
    const isFed = key !== undefined && origin.feeds === key;
    const isNamed = name !== '' && origin.name === name;
    if (strength < 2 && !isFed && !isNamed) continue;
    if (strength === 0 && !isFed) continue;
    const isWhole = origin.steps.length === 0;
    const isAkin =
      !isNamed && name.length > 2 && (origin.name.endsWith(name) || name.endsWith(origin.name || '?'));
    const isReply = origin.where.startsWith('/response');
    const isBody = origin.where.startsWith('/response/body');
    const score =
      (isFed ? 100 : 0) +
      (origin.feeds === undefined ? 0 : 25) +
      (isReply ? 40 : 0) +
      (isNamed ? 20 : 0) +
      (isWhole ? 10 : 0) +
      (isAkin ? 5 : 0) +
      (isBody ? 2 : 1);
    // Of two that renew the same value the later one counts.
    if (score > most || (score === most && isFed)) [chosen, most] = [origin, score];
  }
  return chosen;
}

/** Numbers and texts differ in JSON only. */
function typed({ isNumber }: Origin, use: Use): Transform[] {
  if (use.part !== 'body' || isNumber === use.isNumber) return [];
  return [use.isNumber ? 'number' : 'text'];
}

function encodings(rounds: number): Transform[] {
  const step: Transform = rounds > 0 ? 'percent-encode' : 'percent-decode';
  return Array.from({ length: Math.abs(rounds) }, () => step);
}

const encodedTwice = (rounds: number, before: number): string =>
  rounds > 1 && rounds > before
    ? `; on the wire it is percent-encoded ${rounds === 2 ? 'twice' : `${rounds} times`}`
    : '';

/** The steps as the end of a sentence. */
export const worded = (transforms: readonly Transform[]): string =>
  transforms.length === 0 ? '' : `, ${transforms.join(', then ')}`;
