/** What has been produced so far, by value: finds where a text may have come from. */
import type { SetCookie } from '../../protocol/endpoint.ts';
import type { Call } from '../call.ts';
import type { Hosts } from './hosts.ts';
import { eachProduced, type Produced, type ProducedContainer } from './produced.ts';
import { longestValue, strengthOf } from './strength.ts';
import { bareName, barest, fromBase64, joinedParts, plainOf, strongPieces, urlPieces } from './texts.ts';
import type { Transform } from './transforms.ts';

/** One place that had a value. */
export interface Origin {
  readonly where: string;
  /** Bare. */
  readonly name: string;
  /** Row or URL of the exchange. */
  readonly endpoint: string;
  /** How many times it is percent-encoded there. */
  readonly rounds: number;
  readonly isNumber: boolean;
  /** From the whole text at `where` to the value. */
  readonly steps: readonly Transform[];
  readonly feeds?: string | undefined;
  /** The list that is meant, where `where` names the object around it. */
  readonly inside?: string | undefined;
  /** Ids of the first and of the latest exchange that had it there. */
  readonly first: string;
  latest: string;
}

/** A cookie as it was set last. */
export interface JarCookie {
  readonly exchange: string;
  readonly value: string;
  readonly domain: string;
}

/** Places that are kept for one value. */
const mostPlaces = 8;
/** Values that are kept; those that nobody asked for longest go first. */
const mostValues = 400_000;
const mostMembers = 200;
const whole: readonly Transform[] = [];

export class Origins {
  readonly #values = new Map<string, Origin[]>();
  readonly #jar = new Map<string, JarCookie[]>();
  readonly #hosts: Hosts;

  /** `hosts` hears of the URLs that replies give for going on. */
  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  /** Takes in a whole reply. */
  add(call: Call, endpoint: string): void {
    const { id } = call.exchange;
    eachProduced(call, {
      value: (produced) => this.#addValue(produced, id, endpoint),
      container: (container) => this.#addContainer(container, id, endpoint),
      text: (where, text) => this.#addPieces(text, where, id, endpoint, undefined),
      cookie: (cookie) => this.#addCookie(cookie, id, call.request.url.host),
    });
  }

  /** A value that a request has first: replies that repeat it are no origin. */
  addSent(text: string, where: string, name: string, exchange: string, endpoint: string): void {
    const key = plainOf(text).text;
    if (strengthOf(key) === 2 && !this.#values.has(key))
      this.#add(key, { where, name, text, isNumber: false }, whole, exchange, endpoint);
  }

  /** Those that had the value, by its plain text. */
  find(plain: string): readonly Origin[] {
    const found = this.#values.get(plain);
    if (!found) return nobody;
    // What is asked for stays longest.
    this.#values.delete(plain);
    this.#values.set(plain, found);
    return found;
  }

  /** The containers that hold just these values in this order; lists before objects around them. */
  findJoined(parts: string): readonly Origin[] {
    const lists = this.find(`${listMark}${parts}`);
    return lists.length > 0 ? lists : this.find(`${objectMark}${parts}`);
  }

  /** The same, of the kind of this one. */
  findAlike(value: object): readonly Origin[] {
    const parts = partsOf(value);
    return parts === undefined
      ? nobody
      : this.find(`${Array.isArray(value) ? listMark : objectMark}${parts}`);
  }

  /** The cookie that a host set last, where it has this value. */
  cookie(name: string, value: string, host: string): JarCookie | undefined {
    const set = this.#jar.get(name)?.filter(({ domain }) => host === domain || host.endsWith(`.${domain}`));
    const last = set?.at(-1);
    return last?.value === value ? last : undefined;
  }

  #addValue(produced: Produced, exchange: string, endpoint: string): void {
    const { text, where, feeds } = produced;
    if (isWay(produced)) this.#hosts.add(text, { exchange, where }, feeds !== undefined);
    if (text.length <= longestValue) {
      const { text: plain } = plainOf(text);
      if (feeds !== undefined || strengthOf(plain) > 0) this.#add(plain, produced, whole, exchange, endpoint);
      if (text.includes('&')) this.#addDecoded(produced, exchange, endpoint);
      const decoded = fromBase64(text);
      if (decoded !== undefined && strengthOf(decoded) === 2)
        this.#add(decoded, produced, unpacked, exchange, endpoint);
    }
    if (!produced.isNumber && text.length >= 8) this.#addPieces(text, where, exchange, endpoint, feeds);
  }

  #addDecoded(produced: Produced, exchange: string, endpoint: string): void {
    const decoded = barest(produced.text);
    if (decoded !== plainOf(produced.text).text && strengthOf(decoded) === 2)
      this.#add(decoded, produced, unescaped, exchange, endpoint);
  }

  #addPieces(
    text: string,
    where: string,
    exchange: string,
    endpoint: string,
    feeds: string | undefined,
  ): void {
    const fields = urlPieces(text);
    const isUrl = fields !== undefined;
    for (const piece of fields ?? strongPieces(text)) {
      const { text: plain } = plainOf(piece.text);
      const strength = strengthOf(plain);
      // A weak value of a URL still has its name.
      if (strength < (piece.name === undefined ? 2 : 1)) continue;
      const produced = { where, name: piece.name ?? '', text: piece.text, isNumber: false, feeds };
      this.#add(plain, produced, isUrl ? urlPart : pieceOnly, exchange, endpoint);
    }
  }

  #addContainer({ where, value, feeds, fedAt }: ProducedContainer, exchange: string, endpoint: string): void {
    const parts = partsOf(value);
    if (parts === undefined) return;
    // Where the table names the whole, the list inside it is called by that name.
    const named = Array.isArray(value) ? (fedAt ?? where) : where;
    const produced = { where: named, name: '', text: '', isNumber: false, feeds, inside: where };
    this.#add(
      `${Array.isArray(value) ? listMark : objectMark}${parts}`,
      produced,
      joined,
      exchange,
      endpoint,
    );
  }

  #add(
    key: string,
    produced: Produced & Pick<Origin, 'inside'>,
    steps: readonly Transform[],
    exchange: string,
    endpoint: string,
  ): void {
    const { where, text, isNumber, feeds, inside } = produced;
    const name = bareName(produced.name);
    const places = this.#values.get(key);
    const same = places?.find(
      (place) =>
        isAlike(place.where, where) &&
        place.name === name &&
        place.endpoint === endpoint &&
        place.steps === steps &&
        place.feeds === feeds,
    );
    if (same) {
      same.latest = exchange;
      return;
    }
    // A reply that only repeats what was sent is no origin; nor does one more place say more.
    if (places && feeds === undefined && (places.length >= mostPlaces || isSent(places[0]!))) return;
    const { rounds } = plainOf(text);
    const origin = {
      where,
      name,
      endpoint,
      rounds,
      isNumber,
      steps,
      feeds,
      inside,
      first: exchange,
      latest: exchange,
    };
    if (places) places.push(origin);
    else this.#values.set(key, [origin]);
    if (this.#values.size > mostValues) this.#forget();
  }

  #forget(): void {
    let left = mostValues / 10;
    for (const key of this.#values.keys()) {
      if (left-- <= 0) return;
      this.#values.delete(key);
    }
  }

  #addCookie({ name, value, attributes }: SetCookie, exchange: string, host: string): void {
    const domain = (attributes.domain ?? host).replace(/^\./, '').toLowerCase();
    const others = (this.#jar.get(name) ?? []).filter((cookie) => cookie.domain !== domain);
    this.#jar.set(name, [...others, { exchange, value, domain }]);
  }
}

/** Before the values of containers, which no text begins with. */
const listMark = '\u0001';
const objectMark = '\u0002';
/** Both a cookie, or both of a body, of headers, of a query. */
const isAlike = (one: string, other: string): boolean => one.slice(0, 12) === other.slice(0, 12);
/** Where the client goes next: a redirect, or a URL that the table keeps. */
const isWay = ({ text, where, feeds }: Produced): boolean =>
  (feeds !== undefined || where === '/response/headers/location') && /^https?:\/\//i.test(text);
const isSent = ({ where }: Origin): boolean => where.startsWith('/request');
const nobody: readonly Origin[] = [];
const urlPart: readonly Transform[] = ['url-part'];
const pieceOnly: readonly Transform[] = ['part'];
const joined: readonly Transform[] = ['join'];
const unpacked: readonly Transform[] = ['base64-decode'];
const unescaped: readonly Transform[] = ['html-decode'];

/** The scalars of a small list or object in their order; undefined where it is none that somebody would join. */
export function partsOf(value: object): string | undefined {
  const scalars: string[] = [];
  const collect = (item: unknown, depth: number): boolean => {
    if (typeof item !== 'object' || item === null) {
      scalars.push(String(item));
      return scalars.length <= mostMembers && String(item).length <= 200;
    }
    const members = Object.values(item);
    return (
      depth < 3 && members.length <= mostMembers && members.every((member) => collect(member, depth + 1))
    );
  };
  const hasList = Array.isArray(value) || Object.values(value).some(Array.isArray);
  if (!hasList || !collect(value, 0)) return undefined;
  const joined = joinedParts(scalars.join(' '));
  return joined?.split(' ').some((part) => strengthOf(part) > 0) ? joined : undefined;
}
