/** Where a request value comes from: the one fact that client, replay, redaction and drift all read. */

import type { Static, TSchema } from 'typebox';
import { stringifyLossless } from '../json.ts';
import { once } from './once.ts';
import { asShape, type Shape } from './shape.ts';

export type Source = 'input' | 'session' | 'constant' | 'clock' | 'random';

/** What a client has at hand when it fills a request. */
export interface Filling {
  readonly input: Readonly<Record<string, unknown>>;
  readonly session: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** At least 0, below 1. */
  random(): number;
  /** URL of the page that asks, or its origin alone; a field may repeat a value of its query. */
  readonly origin?: string | undefined;
  /** Which client this is, for fields that not all of them send. */
  readonly variant?: string | undefined;
  /** What this request holds so far: a field that stands in several places has one value. */
  readonly drawn?: Map<Field, unknown>;
}

/** How a query value is written: percent-encoded (the default), as is, or as Angular does (`@ : $ ,` stay). */
export type Spelling = 'percent' | 'raw' | 'angular';

/** One value of a request: where it comes from, how it looks, how it is written. */
export interface Field<T = unknown, Name extends string = string> {
  readonly source: Source;
  /** Name of the input, or of the session value. */
  readonly key?: Name;
  readonly shape: Shape;
  /** Real clients leave it out at times. */
  readonly optional?: true;
  /** Only other clients than ours send it. */
  readonly seldom?: true;
  /** Other names it goes by on the wire. */
  readonly also?: readonly string[];
  readonly secret?: true;
  readonly spelling?: Spelling;
  /** The value is JSON text, made from these. */
  readonly inner?: Fields;
  /** Other programs than ours divide the clock by one of these. */
  readonly scales?: readonly number[];
  /** What replies offer under one of these names may stand here. */
  readonly takes?: readonly string[];
  readonly says?: string;
  /** undefined: leave the field out. */
  fill(from: Filling): T | undefined;
}

/** Fields by wire name, in wire order; a nested object of the body nests here too. */
export interface Fields {
  readonly [name: string]: Field | Fields;
}

type Both<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
type InputField<F> = F extends { readonly inner: infer I }
  ? InputField<I>
  : F extends Field<infer T, infer N>
    ? string extends N
      ? never
      : F extends { readonly source: 'input' }
        ? F extends { readonly optional: true }
          ? { readonly [K in N]?: T }
          : { readonly [K in N]: T }
        : never
    : { [K in keyof F]: InputField<F[K]> }[keyof F];

/** The named inputs anywhere in a tree of fields, as one record: what a caller has to give. */
export type InputOf<F> = [InputField<F>] extends [never] ? Record<never, never> : Both<InputField<F>>;

export function isField(field: Field | Fields): field is Field {
  return typeof field.fill === 'function';
}

/** The field of a wire name, with the name that the row gives it; its own name counts before those it also goes by. */
export function fieldNamed(fields: Fields, name: string): [name: string, field: Field] | undefined {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (own && isField(own)) return [name, own];
  for (const [key, field] of Object.entries(fields))
    if (isField(field) && field.also?.includes(name)) return [key, field];
  return undefined;
}

type Options = Pick<Field, 'also' | 'spelling' | 'scales' | 'takes' | 'says'>;

/** A value the caller chooses. */
export function input<const N extends string, T extends TSchema>(
  key: N,
  shape: T,
  options: Options = {},
): Field<Static<T>, N> & { readonly source: 'input' } {
  return {
    source: 'input',
    key,
    shape: asShape(shape),
    ...options,
    fill: ({ input }) => input[key] as Static<T> | undefined,
  };
}

/** A value the protocol fixes. */
export function constant<const T extends string | number>(value: T, options: Options = {}): Field<T> {
  const shape = { type: typeof value === 'string' ? 'string' : 'integer', const: value };
  return { source: 'constant', shape, ...options, fill: () => value };
}

/** A value read off the clock. */
export function clock(
  shape: TSchema,
  read: (from: Filling) => string | number,
  options: Options = {},
): Field<string | number> {
  return { source: 'clock', shape: asShape(shape), ...options, fill: read };
}

/** A value drawn anew for every request. */
export function random(
  shape: TSchema,
  draw: (from: Filling) => string,
  options: Options = {},
): Field<string> {
  return { source: 'random', shape: asShape(shape), ...options, fill: draw };
}

/** JSON text inside a field of text; its parts have their own sources, so the whole differs on every request. */
export function jsonText<const F extends Fields>(
  inner: F,
  options: Options = {},
): Omit<Field<string>, 'inner'> & { readonly inner: F } {
  const fill = (from: Filling): string => stringifyLossless(fillFields(inner, from));
  return { source: 'random', shape: { type: 'string' }, inner, ...options, fill };
}

/** The same field, absent from some clients' requests. */
export function maybe<F extends Field>(field: F): F & { readonly optional: true } {
  return { ...field, optional: true };
}

/** The same field, sent by some clients but not by ours. */
export function seldom<F extends Field>(field: F): F & { readonly optional: true } {
  return { ...field, optional: true, seldom: true, fill: () => undefined };
}

/** The value of a field in one request; undefined: the field is left out. */
export function fillField(field: Field, from: Filling): unknown {
  if (!from.drawn) return field.fill(from);
  if (!from.drawn.has(field)) from.drawn.set(field, field.fill(from));
  return from.drawn.get(field);
}

/** The values of a tree of fields by name, in order, without those that are left out. */
export function fillFields(fields: Fields, from: Filling): Record<string, unknown> {
  const filled = Object.entries(fields).map(([name, field]): [string, unknown] => [
    name,
    isField(field) ? fillField(field, from) : fillFields(field, from),
  ]);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

/** One field of a tree. */
export interface FieldLeaf {
  /** JSON Pointer from the top of the tree. */
  readonly pointer: string;
  /** Its last step. */
  readonly name: string;
  readonly field: Field;
}

/** Trees are those of the rows: the same few are asked for with every request. */
const known = new WeakMap<Fields, readonly FieldLeaf[]>();

/** Every field of a tree in order, also those inside fields of JSON text. */
export function fieldLeaves(fields: Fields): readonly FieldLeaf[] {
  return once(known, fields, () => [...leavesBelow(fields, '')]);
}

function* leavesBelow(fields: Fields, pointer: string): Generator<FieldLeaf> {
  for (const [name, field] of Object.entries(fields)) {
    const where = `${pointer}/${name}`;
    if (isField(field)) {
      yield { pointer: where, name, field };
      if (field.inner) yield* leavesBelow(field.inner, where);
    } else yield* leavesBelow(field, where);
  }
}
