/** What is known of one field over all exchanges: how often, of which types, how it looks. Never a value that is somebody's. */
import { type Mark, Tally } from './tally.ts';
import { hashOf } from './value-traits.ts';

/** So many different values are told apart. */
export const mostDistinct = 8;
/** An object has no more children than this; what a server puts behind more keys is a map of its own. */
const mostChildren = 400;
/** A key that can be a name and no value in disguise. */
const plainName = /^[A-Za-z_$][\w.$:-]{0,60}$/;

/** Most fields have nothing below them. */
const none: ReadonlyMap<string, FieldStat> = new Map();

function withEntry(
  map: ReadonlyMap<string, FieldStat>,
  key: string,
  stat: FieldStat,
): ReadonlyMap<string, FieldStat> {
  const own = map === none ? new Map<string, FieldStat>() : (map as Map<string, FieldStat>);
  return own.set(key, stat);
}

/** How a number went on from one exchange to the next. */
type Course = 'same' | 'rising' | 'any';

export class FieldStat {
  readonly types = new Tally();
  /** Signs such as `empty`, `misfit` (not as the table says) or `above-2^31`. */
  readonly traits = new Tally();
  /** Forms of the texts that are not empty, as `digits`. */
  readonly forms = new Tally();
  /** Values of a field that is a code; none of others. */
  readonly values = new Tally();
  children = none;
  /** Of the items of a list that come in kinds: what is known of each kind. */
  variants = none;
  /** Where an object first came without it. */
  lacked: Mark | undefined;
  /** How often its value was one that the request had sent. */
  echoes = 0;
  course: Course = 'same';
  /** Different values that were counted in files that are merged into this. */
  distinctBefore = 0;
  /** Of the first different values. */
  readonly #hashes: number[] = [];
  #last: number | undefined;

  get count(): number {
    return this.types.total;
  }

  /** Objects that could have held children. */
  get objects(): number {
    return this.types.count('object');
  }

  /** Where it was seen first. */
  get first(): Mark | undefined {
    let found: Mark | undefined;
    for (const type of this.types.keys()) {
      const mark = this.types.first(type);
      if (mark && (!found || mark.order < found.order)) found = mark;
    }
    return found;
  }

  get distinct(): number {
    return Math.min(mostDistinct, Math.max(this.distinctBefore, this.#hashes.length));
  }

  /** Counts different values as far as they are told apart. */
  noteValue(value: string | number | bigint | boolean): void {
    if (this.#hashes.length >= mostDistinct) return;
    const hash = hashOf(value);
    if (!this.#hashes.includes(hash)) this.#hashes.push(hash);
  }

  noteCourse(value: number): void {
    const last = this.#last;
    this.#last = value;
    if (last === undefined || this.course === 'any' || value === last) return;
    this.course = value > last ? 'rising' : 'any';
  }

  /** The child of that name; undefined for a name that may be a value, or where there are too many. */
  child(name: string): FieldStat | undefined {
    let child = this.children.get(name);
    if (!child) {
      if (this.children.size >= mostChildren || (name !== '*' && !plainName.test(name))) return undefined;
      child = new FieldStat();
      if (this.objects > 1) child.lacked = this.types.first('object');
      this.children = withEntry(this.children, name, child);
    }
    return child;
  }

  variant(key: string): FieldStat {
    let variant = this.variants.get(key);
    if (!variant) {
      variant = new FieldStat();
      this.variants = withEntry(this.variants, key, variant);
    }
    return variant;
  }

  merge(other: FieldStat): void {
    this.distinctBefore = mergedDistinct(this, other);
    this.course = this.course === other.course ? this.course : mergedCourse(this, other);
    for (const part of ['types', 'traits', 'forms', 'values'] as const) this[part].merge(other[part]);
    this.lacked ??= other.lacked;
    this.echoes += other.echoes;
    for (const [name, child] of other.children) {
      const own = this.children.get(name);
      if (own) own.merge(child);
      else this.children = withEntry(this.children, name, child);
    }
    for (const [key, variant] of other.variants) {
      const own = this.variants.get(key);
      if (own) own.merge(variant);
      else this.variants = withEntry(this.variants, key, variant);
    }
  }
}

/** Two recordings that hold one value each, of which nothing tells whether it is the same, hold two. */
function mergedDistinct(one: FieldStat, other: FieldStat): number {
  const areSame = one.distinct === 1 && other.distinct === 1 && isFixed(one) && isFixed(other);
  return areSame ? 1 : Math.min(mostDistinct, one.distinct + other.distinct);
}

/** Its one value is known: nothing, zero, or a code. */
const isFixed = (stat: FieldStat): boolean =>
  stat.values.size === 1 ||
  stat.traits.count('zero') === stat.count ||
  stat.traits.count('empty') === stat.count;

const mergedCourse = (one: FieldStat, other: FieldStat): Course =>
  one.course === 'any' || other.course === 'any' ? 'any' : 'rising';
