/** A trace by endpoint and place instead of by exchange: what text and pictures show. */
import { once } from '../../protocol/once.ts';
import { starred } from './survey.ts';
import type { Traced } from './tracer.ts';
import { type Kind, kinds, type Transform } from './transforms.ts';

/** All values of one place that came the same way. */
export interface Way {
  /** Below `/request`; `/host`. */
  readonly place: string;
  readonly kind: Kind;
  /** Row and place of where it came from. */
  readonly from?: { readonly endpoint: string; readonly where: string };
  readonly transforms: readonly Transform[];
  /** Evidence of the first of them. */
  readonly why: string;
  /** Id of the first exchange. */
  readonly exchange: string;
  count: number;
}

export interface EndpointWays {
  readonly endpoint: string;
  readonly exchanges: Set<string>;
  readonly ways: Map<string, Way>;
}

export class TraceOverview {
  readonly endpoints = new Map<string, EndpointWays>();
  readonly summary: Record<Kind, number>;
  #requests = 0;
  readonly #endpointOf = new Map<string, string>();

  constructor() {
    this.summary = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<Kind, number>;
  }

  /** How many requests had values. */
  get requests(): number {
    return this.#requests;
  }

  /** The values of one request, those that are wanted; without any it is known all the same. */
  add(exchange: string, endpoint: string | undefined, values: readonly Traced[]): void {
    if (endpoint !== undefined) this.#endpointOf.set(exchange, endpoint);
    if (endpoint === undefined || values.length === 0) return;
    this.#requests += 1;
    const known = once(this.endpoints, endpoint, () => ({
      endpoint,
      exchanges: new Set<string>(),
      ways: new Map<string, Way>(),
    }));
    known.exchanges.add(exchange);
    for (const value of values) this.#count(known, value);
  }

  #count({ ways }: EndpointWays, value: Traced): void {
    this.summary[value.kind] += 1;
    const { kind, transforms = [], why } = value;
    const place = starred(value.to.where).replace(/^\/request/, '');
    const from = value.from && {
      endpoint: this.#endpointOf.get(value.from.exchange) ?? value.from.exchange,
      where: starred(value.from.where),
    };
    const key = [place, kind, from?.endpoint, from?.where, transforms].join(' ');
    const known = ways.get(key);
    if (known) known.count += 1;
    else
      ways.set(key, {
        place,
        kind,
        ...(from && { from }),
        transforms,
        why,
        exchange: value.to.exchange,
        count: 1,
      });
  }
}
