/** What the whole recording says about each place of its requests: the same value every time, counting up, always new. */
import type { Use } from './used.ts';

interface PlaceCount {
  count: number;
  /** Of the first value. */
  readonly first: string;
  /** Different values, the first few. */
  readonly values: Set<string>;
  /** More than that. */
  isMany: boolean;
}

/** A run of numbers at places of one name. */
interface Series {
  last: number;
  lastAt: number;
  links: number;
  breaks: number;
}

/** Different values that are told apart at one place. */
const mostValues = 16;
const mostPlaces = 200_000;
/** A counter that is also used elsewhere skips so many values at most. */
const longestSkip = 50;

/** Most places are those of every request. */
const stars = new Map<string, string>();
const mostStars = 4096;
const longestKept = 200;

/** Lists have one place for all their items. */
export function starred(where: string): string {
  let star = stars.get(where);
  if (star === undefined) {
    star = where.replace(/\/\d+(?=\/|$)/g, '/*');
    if (stars.size >= mostStars) stars.clear();
    if (where.length <= longestKept) stars.set(where, star);
  }
  return star;
}

/** Stands for all endpoints together. */
const everywhere = '';

export class Survey {
  /** By endpoint, then by place. */
  readonly #places = new Map<string, Map<string, PlaceCount>>();
  #count = 0;
  readonly #series = new Map<string, Series>();

  /** Takes in one request; `endpoint` is its row, or its method and URL. In the order of their start. */
  add(endpoint: string, startedAt: number, values: readonly Use[]): void {
    const [own, all] = [this.#placesOf(endpoint), this.#placesOf(everywhere)];
    for (const { where, raw, name } of values) {
      const star = starred(where);
      this.#see(own, star, raw);
      this.#see(all, star, raw);
      if (/^\d{1,16}$/.test(raw)) this.#follow(seriesOf(star, name, raw), Number(raw), startedAt);
    }
  }

  #placesOf(endpoint: string): Map<string, PlaceCount> {
    let places = this.#places.get(endpoint);
    if (!places) {
      places = new Map();
      // Beyond the limit nothing is counted: the places are those of this request alone.
      if (this.#count < mostPlaces) this.#places.set(endpoint, places);
    }
    return places;
  }

  #see(places: Map<string, PlaceCount>, star: string, raw: string): void {
    const known = places.get(star);
    if (!known) {
      if (this.#count++ < mostPlaces)
        places.set(star, { count: 1, first: raw, values: new Set([raw]), isMany: false });
      return;
    }
    known.count += 1;
    if (known.isMany || known.values.has(raw)) return;
    if (known.values.size < mostValues) known.values.add(raw);
    else known.isMany = true;
  }

  #follow(key: string, value: number, at: number): void {
    const known = this.#series.get(key);
    if (!known) {
      if (this.#series.size < mostPlaces)
        this.#series.set(key, { last: value, lastAt: at, links: 0, breaks: 0 });
      return;
    }
    const step = stepOf(known.last, value, at - known.lastAt);
    if (step === 'link') known.links += 1;
    else if (step === 'break') known.breaks += 1;
    known.last = value;
    known.lastAt = at;
  }

  /** How often the place was seen with this one value and no other; 0 where it had others. */
  constantCount(endpoint: string, where: string): number {
    const known = this.#places.get(endpoint)?.get(starred(where));
    return known?.values.size === 1 && !known.isMany ? known.count : 0;
  }

  /** The same over all endpoints. */
  constantEverywhere(where: string): number {
    const known = this.#places.get(everywhere)?.get(starred(where));
    return known?.values.size === 1 && !known.isMany ? known.count : 0;
  }

  /** How often the place was seen with a value that never came again; 0 where one did. */
  newCount(endpoint: string, where: string): number {
    const known = this.#places.get(endpoint)?.get(starred(where));
    return known && known.count > 1 && (known.isMany || known.values.size === known.count) ? known.count : 0;
  }

  /** Numbers of this name count up; short ones at least so many times. */
  isCounter({ where, name, raw }: Use, least = 3): boolean {
    const series = this.#series.get(seriesOf(starred(where), name, raw));
    if (!series || series.links === 0) return false;
    return raw.length >= 10 ? series.links * 2 > series.breaks : series.links >= least && series.breaks === 0;
  }
}

const seriesOf = (star: string, name: string, raw: string): string =>
  `${star} ${name} ${raw.length >= 10 ? raw.length : 'short'}`;

/** `link`: counted up; `none`: says nothing; `break`: neither. `elapsed` in ms. */
function stepOf(before: number, now: number, elapsed: number): 'link' | 'none' | 'break' {
  const step = now - before;
  if (step === 0) return 'none';
  if (before < 1e9) return step === 1 ? 'link' : 'break';
  if (step < 0 || step > longestSkip || !Number.isFinite(elapsed)) return 'break';
  const passed = before < 1e11 ? elapsed / 1000 : elapsed;
  // What goes with the clock is read off it.
  return Math.abs(step - passed) <= Math.max(1.5, passed / 5) ? 'none' : 'link';
}
