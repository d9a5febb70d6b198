/** Decides what one value of a request is, and tells why. */
import { Body } from '../../exchange.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { readClock } from './clocks.ts';
import { type Origin, type Origins, partsOf } from './origins.ts';
import { strengthOf } from './strength.ts';
import type { Survey } from './survey.ts';
import { bareName, fromBase64, joinedParts, type Piece, plainOf, strongPieces } from './texts.ts';
import type { Kind, Place, Transform } from './transforms.ts';
import type { Use } from './used.ts';

/** The request that a value stands in. */
export interface About {
  readonly exchange: string;
  readonly endpoint: string;
  readonly host: string;
  /** When it was sent, epoch ms. */
  readonly at: number;
}

export interface Explanation {
  readonly kind: Kind;
  readonly from?: Place;
  readonly transforms?: readonly Transform[];
  readonly why: string;
  /** The place that it came from is called as this one is. */
  readonly isNamed?: boolean;
}

/** Headers that the client's software decides. */
const software =
  /^(?:accept(?:-\w+)?|user-agent|sec-.*|upgrade-insecure-requests|cache-control|pragma|dnt|priority|origin|x-requested-with|content-type|range|expect|keep-alive|proxy-connection|access-control-request-.*|contenttype)$/;

export class Explainer {
  readonly #survey: Survey;
  readonly #origins: Origins;

  constructor(survey: Survey, origins: Origins) {
    this.#survey = survey;
    this.#origins = origins;
  }

  explain(use: Use, about: About): Explanation {
    const { field, part, raw } = use;
    if (raw === '') return { kind: 'constant', why: 'empty' };
    const cookie = part === 'cookies' ? this.#cookie(use, about) : undefined;
    if (cookie) return cookie;
    switch (field?.source) {
      case 'constant':
        return { kind: 'constant', why: 'the protocol fixes it' };
      case 'clock':
        return (
          this.#clock(use, about) ?? this.#bound(use) ?? unknown('by the table a clock, but of another time')
        );
      case 'random':
        return this.#bound(use) ?? { kind: 'random', why: 'drawn by the client; nothing before it has it' };
      case 'session':
        return (
          this.#bound(use) ??
          input(
            'a value of the session that nothing before it has: the client kept it from before the recording',
          )
        );
      case 'input':
        return this.#chosen(use, about);
      default:
        return this.#outside(use, about);
    }
  }

  #cookie({ name, raw }: Use, { host }: About): Explanation | undefined {
    const set = this.#origins.cookie(name, raw, host);
    if (!set) return undefined;
    const from = { exchange: set.exchange, where: `/response/cookies/${name}` };
    return { kind: 'bound', from, transforms: [], why: `the cookie as ${set.exchange} set it last` };
  }

  #chosen(use: Use, about: About): Explanation {
    const bound = this.#unlessTime(use, about);
    if (bound) return bound;
    const clock = /^\d{13}$/.test(use.raw) ? this.#clock(use, about) : undefined;
    if (clock) return clock;
    const count = this.#survey.constantCount(about.endpoint, use.where);
    const again = count > 1 ? `; the same in all ${count} requests` : '';
    return input(`the caller chose it; nothing before it has it${again}`);
  }

  /** Where it came from, unless it only repeats itself, or is a time that another place had by chance. */
  #unlessTime(use: Use, { endpoint, at }: About): Explanation | undefined {
    const bound = this.#bound(use);
    if (bound?.from?.where === use.where && this.#survey.constantCount(endpoint, use.where) > 1)
      return undefined;
    if (bound && !bound.isNamed && readClock(plainOf(use.raw).text, at)) return this.#clock(use, { at });
    return bound;
  }

  /** A value that the table does not name. */
  #outside(use: Use, about: About): Explanation {
    const { part, name, where, raw } = use;
    if (part === 'headers' && software.test(name)) return this.#header(use, about);
    const bound = this.#unlessTime(use, about);
    if (bound) return bound;
    const everywhere = this.#survey.constantEverywhere(where);
    const count = Math.max(
      this.#survey.constantCount(about.endpoint, where),
      part === 'path' ? 0 : everywhere,
    );
    if (count > 1) {
      const kept = part === 'cookies' ? '; no reply sets it: the client had it, or made it itself' : '';
      return { kind: 'constant', why: `the same in all ${count} requests that have it${kept}` };
    }
    const clock = this.#clock(use, about);
    if (clock) return clock;
    if (strengthOf(plainOf(raw).text) === 0) {
      if (part === 'cookies') return this.#ownCookie(use);
      if (name === 'referer')
        return { kind: 'constant', why: 'the page that asks; nothing in it was given or drawn' };
    }
    const fresh = this.#survey.newCount(about.endpoint, where);
    if (fresh > 1 && strengthOf(plainOf(raw).text) === 2 && part !== 'path')
      return { kind: 'random', why: `another in each of ${fresh} requests, and nothing before them has it` };
    if (part === 'path' && strengthOf(plainOf(raw).text) === 0)
      return { kind: 'constant', why: 'names what is asked for' };
    return unknown('nothing before it has it');
  }

  /** A short cookie that no reply set. */
  #ownCookie(use: Use): Explanation {
    const why = 'a short value of a cookie that no reply sets';
    return this.#survey.isCounter(use, 1)
      ? { kind: 'counter', why: `${why}; it goes up` }
      : { kind: 'constant', why };
  }

  #header({ name, where, raw }: Use, { endpoint }: About): Explanation {
    if (name === 'content-type' && /boundary=/i.test(raw))
      return { kind: 'random', why: 'its boundary is drawn by the client' };
    const count = Math.max(
      this.#survey.constantCount(endpoint, where),
      this.#survey.constantEverywhere(where),
    );
    const why =
      count > 1 ? `the same in all ${count} requests that have it` : "the client's software decides it";
    return { kind: 'constant', why };
  }

  #clock(use: Use, { at }: Pick<About, 'at'>): Explanation | undefined {
    const { field, raw } = use;
    const text = plainOf(raw).text;
    const isClock = field?.source === 'clock';
    const reading = readClock(text, at, { isClock, ...(field?.scales && { scales: field.scales }) });
    if (this.#survey.isCounter(use) && (field === undefined || isClock)) {
      const start = reading ? ', begun at the clock' : '';
      return { kind: 'counter', why: `numbers of this name go up by small steps, not with the time${start}` };
    }
    if (!reading) return undefined;
    const { transforms, age } = reading;
    return { kind: 'clock', transforms, why: `the clock ${aged(age)}${worded(transforms)}` };
  }

  /** The best of the places that had the value before. */
  #bound(use: Use): Explanation | undefined {
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

  #whole(use: Use, text: string, rounds: number, last: readonly Transform[]): Explanation | undefined {
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

  #joined(use: Use, text: string, rounds: number): Explanation | undefined {
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
  #spaced(use: Use, text: string): Explanation | undefined {
    if (use.part !== 'query' || !text.includes('+')) return undefined;
    return this.#whole(use, text.replaceAll('+', ' '), 0, ['form-encode']);
  }

  #packed(use: Use, text: string): Explanation | undefined {
    const bare = text.replace(/^(?:Basic|Bearer)\s+/i, '');
    const inside = fromBase64(bare);
    return inside === undefined || strengthOf(inside) < 2
      ? undefined
      : this.#whole(use, inside, 0, ['base64-encode']);
  }

  /** A text around a value, as `Bearer …`. */
  #piece(use: Use, text: string): Explanation | undefined {
    if (text.length < 12) return undefined;
    for (const piece of longestFirst(strongPieces(text))) {
      const found = this.#whole({ ...use, name: piece.name ?? '' }, piece.text, 0, ['embed']);
      if (found) return found;
    }
    return undefined;
  }
}

const input = (why: string): Explanation => ({ kind: 'input', why });
const unknown = (why: string): Explanation => ({ kind: 'unknown', why });

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

const worded = (transforms: readonly Transform[]): string =>
  transforms.length === 0 ? '' : `, ${transforms.join(', then ')}`;

function aged(age: number): string {
  if (Math.abs(age) < 2500) return 'when it was sent';
  return age < 120_000
    ? `${Math.round(age / 1000)} s before it was sent`
    : `${Math.round(age / 60_000)} min before`;
}
