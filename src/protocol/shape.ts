/** How a value is described: JSON Schema built with TypeBox's types, annotated with what the value is for. */
import type {
  Static,
  TArray,
  TBoolean,
  TInteger,
  TNull,
  TNumber,
  TObject,
  TOptional,
  TProperties,
  TSchema,
  TString,
  TUnion,
  TUnknown,
} from 'typebox';

/**
 * What a described value is for. Annotations are JSON Schema keywords of our own, so that one description serves
 * decoding, replay, drift and the printed reference.
 */
export interface Use {
  /** The session value that this renews; a later request sends it. */
  readonly feeds?: string;
  /** `feeds` holds only for a value that is not empty (`''`, or an object whose Count is 0). */
  readonly unlessEmpty?: true;
  /** Callers find here what they give to later requests: the names under which their inputs take it. */
  readonly offers?: readonly string[];
  /** The event types made from it. */
  readonly event?: string;
  /** The state of the flow depends on it. */
  readonly state?: true;
  /** A credential or another value that must not be shown. */
  readonly secret?: true;
  /** A time of the wall clock in seconds or ms: an answer given again at another time tells that time. */
  readonly dated?: 's' | 'ms';
  /** Only some of the objects have it, so that its absence says nothing. */
  readonly sometimes?: true;
  /** Written by people: its form says nothing. */
  readonly free?: true;
  /** Length of the list with this name must equal this number. */
  readonly counts?: string;
  /** What it means, in a few words. */
  readonly says?: string;
  /** What single values mean. */
  readonly means?: Readonly<Record<string | number, string>>;
  /** What the bits of a number mean. */
  readonly bits?: Readonly<Record<number, string>>;
}

export type Shape = TSchema & { readonly [keyword: string]: unknown };
export type { Static };

/** A schema with its annotations readable. */
export const asShape = (schema: TSchema): Shape => schema as unknown as Shape;

const make = <T>(schema: object): T => schema as unknown as T;

export const text = (use: Use & { pattern?: RegExp; values?: readonly string[] } = {}): TString => {
  const { pattern, values, ...rest } = use;
  return make({
    type: 'string',
    ...(pattern && { pattern: pattern.source }),
    ...(values && { enum: values }),
    ...rest,
  });
};

/** A whole number; above 2^53 it is decoded as a bigint. */
export const integer = (use: Use & { values?: readonly number[] } = {}): TInteger => {
  const { values, ...rest } = use;
  return make({ type: 'integer', ...(values && { enum: values }), ...rest });
};

export const number = (use: Use = {}): TNumber => make({ type: 'number', ...use });
export const boolean = (use: Use = {}): TBoolean => make({ type: 'boolean', ...use });
export const nothing = (use: Use = {}): TNull => make({ type: 'null', ...use });
/** Any value: looked at by nobody, or described elsewhere. */
export const anything = (use: Use = {}): TUnknown => make({ ...use });

export const list = <T extends TSchema>(items: T, use: Use = {}): TArray<T> =>
  make({ type: 'array', items, ...use });

/** One of several kinds, as where clients disagree about string or number. */
export const either = <T extends TSchema[]>(...anyOf: T): TUnion<T> => make({ anyOf });

/** May be absent. */
export const optional = <T extends TSchema>(shape: T): TOptional<T> => make({ ...shape, '~optional': true });

/** Keys in the order the server writes them; a key that is not named here is unexpected. */
export function object<P extends TProperties>(properties: P, use: Use = {}): TObject<P> {
  const required = Object.keys(properties).filter((key) => !('~optional' in (properties[key] as object)));
  return make({ type: 'object', properties, required, ...use });
}

/** The description as plain JSON Schema, our marks for optional keys removed. */
export function toJsonSchema(shape: TSchema): unknown {
  return JSON.parse(
    JSON.stringify(shape, (key, value: unknown) => (key === '~optional' ? undefined : value)),
  );
}

/** Every described value below `shape` with its pointer; `*` stands for the items of a list. */
export function* leaves(shape: Shape, pointer = ''): Generator<{ pointer: string; shape: Shape }> {
  yield { pointer, shape };
  const properties = shape.properties as Record<string, Shape> | undefined;
  for (const [key, inner] of Object.entries(properties ?? {}))
    yield* leaves(inner, `${pointer}/${escapeKey(key)}`);
  if (shape.items) yield* leaves(shape.items as Shape, `${pointer}/*`);
  for (const inner of (shape.anyOf as Shape[] | undefined) ?? []) yield* leaves(inner, pointer);
}

/** A key as a step of a JSON Pointer (RFC 6901). */
export function escapeKey(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** Steps of the pointers that rows ask for; the same few come again for every exchange. */
const pointerSteps = new Map<string, readonly string[]>();
const maxPointers = 4096;

function stepsOf(pointer: string): readonly string[] {
  let steps = pointerSteps.get(pointer);
  if (!steps) {
    steps = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (pointerSteps.size >= maxPointers) pointerSteps.clear();
    pointerSteps.set(pointer, steps);
  }
  return steps;
}

/** The value at a JSON Pointer, or undefined; own properties only, and of a list only its items. */
export function at(value: unknown, pointer: string): unknown {
  let here = value;
  for (const key of stepsOf(pointer)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    if (key === 'length' && Array.isArray(here)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
