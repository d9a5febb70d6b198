/** Reads the values of a request back by what they are called in its row. */

import { header } from '../exchange.ts';
import type { Endpoint } from './endpoint.ts';
import { type Field, type Fields, fieldLeaves, isField, type Source } from './field.ts';
import { once } from './once.ts';
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
  return once(known, view, () => readSlots(view));
}

function readSlots(view: RequestView): FieldValue[] {
  const values: FieldValue[] = [];
  for (const { where, field, read } of view.endpoint ? slotsOf(view.endpoint) : []) {
    const value = read(view);
    if (value !== undefined) values.push({ where, field, value: asShaped(field, value) });
  }
  return values;
}

/** A field of a row with the place of its value. */
interface Slot {
  readonly where: string;
  readonly field: Field;
  readonly read: (view: RequestView) => unknown;
}

const slotsOfRows = new WeakMap<Endpoint, readonly Slot[]>();

const slotsOf = (row: Endpoint): readonly Slot[] => once(slotsOfRows, row, () => makeSlots(row));

function makeSlots(row: Endpoint): readonly Slot[] {
  const body = fieldLeaves(row.body?.fields ?? {}).map(
    ({ pointer, field }): Slot => ({
      where: `/request/body${pointer}`,
      field,
      read: (view) => view.sent(pointer),
    }),
  );
  return [
    ...slotsIn('path', row.params, (view, name) => view.param(name)),
    ...slotsIn('query', row.query, (view, name) => view.param(name)),
    ...slotsIn('headers', row.headers, (view, name) => header(view.request.headers, name.toLowerCase())),
    ...body,
  ];
}

function slotsIn(
  part: string,
  fields: Fields | undefined,
  read: (view: RequestView, name: string) => string | undefined,
): Slot[] {
  return Object.entries(fields ?? {})
    .filter((entry): entry is [string, Field] => isField(entry[1]))
    .map(([name, field]) => ({ where: `/request/${part}/${name}`, field, read: (view) => read(view, name) }));
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
