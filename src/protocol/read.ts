/** Reads the values of a request back by what they are called in its row. */
import { header } from '../exchange.ts';
import { type Field, type Fields, fieldLeaves, isField, type Source } from './field.ts';
import type { RequestView } from './request.ts';

/** A value of a request with the field that it fills. */
export interface FieldValue {
  /** JSON Pointer into the exchange as decoded, such as `/request/query/r`. */
  readonly where: string;
  readonly field: Field;
  /** As decoded; texts of a query whose field is a whole number come as numbers. */
  readonly value: unknown;
}

/** Several ask about one request, one after the other. */
const known = new WeakMap<RequestView, readonly FieldValue[]>();

/** Every value of the request that its row knows, in the row's order; none outside the table. */
export function readFields(view: RequestView): readonly FieldValue[] {
  let values = known.get(view);
  if (!values) {
    values = [...eachField(view)];
    known.set(view, values);
  }
  return values;
}

function* eachField(view: RequestView): Generator<FieldValue> {
  const row = view.endpoint;
  if (!row) return;
  yield* readPlace('/request/path', row.params, (name) => view.param(name));
  yield* readPlace('/request/query', row.query, (name) => view.param(name));
  yield* readPlace('/request/headers', row.headers, (name) =>
    header(view.request.headers, name.toLowerCase()),
  );
  for (const { pointer, field } of fieldLeaves(row.body?.fields ?? {})) {
    const value = view.sent(pointer);
    if (value !== undefined) yield { where: `/request/body${pointer}`, field, value: asShaped(field, value) };
  }
}

function* readPlace(
  place: string,
  fields: Fields | undefined,
  read: (name: string) => string | undefined,
): Generator<FieldValue> {
  for (const [name, field] of Object.entries(fields ?? {})) {
    const value = isField(field) ? read(name) : undefined;
    if (value !== undefined)
      yield { where: `${place}/${name}`, field: field as Field, value: asShaped(field as Field, value) };
  }
}

const asShaped = ({ shape }: Field, value: unknown): unknown =>
  shape.type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

/** What the caller gave for this request, by the names that `fillRequest` takes. */
export function readInput(view: RequestView): Record<string, unknown> {
  return readBy(view, 'input');
}

/** The session values that the request carries, as they are written in it. */
export function readSession(view: RequestView): Record<string, unknown> {
  return readBy(view, 'session');
}

function readBy(view: RequestView, source: Source): Record<string, unknown> {
  const found: [string, unknown][] = [];
  for (const { field, value } of readFields(view)) {
    if (field.source === source && field.key !== undefined) found.push([field.key, value]);
  }
  return Object.fromEntries(found);
}
