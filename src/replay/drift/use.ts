/** Who uses what a reply says, read off the table: the measure of every severity. */

import type { Endpoint } from '../../protocol/endpoint.ts';
import { type FieldLeaf, fieldLeaves } from '../../protocol/field.ts';
import { once } from '../../protocol/once.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { escapeKey, leaves, type Shape } from '../../protocol/shape.ts';
import type { Consumer } from './finding.ts';

export interface Use {
  /** Its description; absent for what the table does not know. */
  readonly shape?: Shape | undefined;
  /** Session values that it renews. */
  readonly feeds: readonly string[];
  /** What callers take from it, by name. */
  readonly offers: readonly string[];
  readonly events: readonly string[];
  /** The state of a flow depends on it. */
  readonly state: boolean;
  /** A list whose length another field tells. */
  readonly counted?: true;
}

export const unused: Use = { feeds: [], offers: [], events: [], state: false };

export const isUsed = ({ feeds, events, state }: Use): boolean =>
  state || feeds.length > 0 || events.length > 0;

interface Place extends Use {
  readonly pointer: string;
}

/** A field, and the pointers at which it may stand in a request. */
export interface Taker extends Consumer {
  readonly pointers: readonly string[];
}

export class Uses {
  readonly #protocol: Protocol;
  readonly #places = new Map<Endpoint, Map<string, Place>>();
  readonly #replies = new Map<Endpoint, Map<string, Use>>();
  readonly #consumers = new Map<string, readonly Consumer[]>();
  readonly #takers = new Map<string, readonly Taker[]>();

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** Of the value at a pointer into the decoded reply, and of everything below it. */
  reply(row: Endpoint | undefined, pointer: string): Use {
    if (!row) return unused;
    const known = once(this.#replies, row, () => new Map<string, Use>());
    return once(known, pointer, () => this.#read(row, pointer));
  }

  #read(row: Endpoint, pointer: string): Use {
    const places = this.#placesOf(row);
    const own = places.get(pointer);
    const below = [...places.values()].filter((place) => place.pointer.startsWith(`${pointer}/`));
    const parts = own ? [own, ...below] : below;
    return {
      shape: own?.shape,
      feeds: unique(parts.flatMap(({ feeds }) => feeds)),
      offers: unique(parts.flatMap(({ offers }) => offers)),
      events: unique(parts.flatMap(({ events }) => events)),
      state: parts.some(({ state }) => state),
    };
  }

  /** Of the value itself, whatever is below it. */
  own(row: Endpoint | undefined, pointer: string): Use {
    return (row && this.#placesOf(row).get(pointer)) ?? unused;
  }

  cookie(row: Endpoint | undefined, name: string): Use {
    const cookies = row?.reply.cookies ?? {};
    return Object.hasOwn(cookies, name) ? { ...unused, feeds: [cookies[name]!] } : unused;
  }

  /** Every field of a request that sends one of these session values. */
  consumers(keys: readonly string[]): readonly Consumer[] {
    return keys.flatMap((key) => this.#consumersOf(key));
  }

  /** Every field that takes what is offered under one of these names, also by the names it goes by at times. */
  takers(names: readonly string[]): readonly Taker[] {
    return names.flatMap((name) =>
      once(this.#takers, name, () => this.#protocol.endpoints.flatMap((row) => takersIn(row, name))),
    );
  }

  #consumersOf(key: string): readonly Consumer[] {
    let found = this.#consumers.get(key);
    if (!found) {
      found = this.#protocol.endpoints.flatMap((row) => consumersIn(row, key));
      this.#consumers.set(key, found);
    }
    return found;
  }

  #placesOf(row: Endpoint): Map<string, Place> {
    let places = this.#places.get(row);
    if (!places) {
      places = readPlaces(row);
      this.#places.set(row, places);
    }
    return places;
  }
}

/** A part of a value that is fed is fed too. */
function readPlaces(row: Endpoint): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { pointer, shape } of leaves(row.reply.shape)) {
    const before = places.get(pointer);
    const parent = places.get(pointer.slice(0, pointer.lastIndexOf('/')));
    const { feeds, offers, event } = shape;
    places.set(pointer, {
      pointer,
      shape: before?.shape ?? shape,
      feeds: unique([...(parent?.feeds ?? []), ...(typeof feeds === 'string' ? [feeds] : [])]),
      offers: unique([...(before?.offers ?? []), ...((offers as string[] | undefined) ?? [])]),
      events: unique([...(before?.events ?? []), ...(typeof event === 'string' ? [event] : [])]),
      state: before?.state === true || shape.state === true || pointer === row.code?.at,
    });
  }
  for (const { pointer, shape } of [...places.values()]) {
    const list = `${pointer.slice(0, pointer.lastIndexOf('/'))}/${String(shape?.counts)}`;
    const place = places.get(list);
    if (typeof shape?.counts === 'string' && place) places.set(list, { ...place, counted: true });
  }
  return places;
}

function consumersIn(row: Endpoint, key: string): Consumer[] {
  const found = [...sentFields(row)]
    .filter(({ field }) => field.source === 'session' && field.key === key && !field.seldom)
    .map(({ pointer }) => ({ endpoint: row.name, field: `/request${pointer}` }));
  return row.follows === key ? [{ endpoint: row.name, field: '/request/query' }, ...found] : found;
}

const takersIn = (row: Endpoint, name: string): Taker[] =>
  [...sentFields(row)]
    .filter(({ field }) => field.takes?.includes(name) === true)
    .map(({ pointer, field }) => {
      const above = pointer.slice(0, pointer.lastIndexOf('/') + 1);
      const others = (field.also ?? []).map((other) => above + escapeKey(other));
      return { endpoint: row.name, field: `/request${pointer}`, pointers: [pointer, ...others] };
    });

function* sentFields(row: Endpoint): Generator<FieldLeaf> {
  const places = { path: row.params, query: row.query, headers: row.headers, body: row.body?.fields };
  for (const [place, fields] of Object.entries(places))
    for (const leaf of fieldLeaves(fields ?? {})) yield { ...leaf, pointer: `/${place}${leaf.pointer}` };
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];
