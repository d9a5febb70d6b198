/** The field of a row that a place of a request fills. */
import type { Endpoint } from '../../protocol/endpoint.ts';
import { type Field, fieldLeaves, isField } from '../../protocol/field.ts';
import { once } from '../../protocol/once.ts';

const known = new WeakMap<Endpoint, Map<string, Field | undefined>>();

/** Undefined: the table does not name it. */
export function fieldAt(row: Endpoint | undefined, where: string): Field | undefined {
  if (!row) return undefined;
  const places = once(known, row, () => placesOf(row));
  for (let at = where; at.lastIndexOf('/') > '/request'.length; at = at.slice(0, at.lastIndexOf('/'))) {
    const field = places.get(at);
    if (field) return field;
  }
  return undefined;
}

/** Where the field itself stands: a structure of a body has places below. */
export function fieldPlace(row: Endpoint | undefined, where: string): string {
  if (!row) return where;
  const places = once(known, row, () => placesOf(row));
  for (let at = where; at.lastIndexOf('/') > '/request'.length; at = at.slice(0, at.lastIndexOf('/'))) {
    const field = places.get(at);
    if (field) return field.inner ? where : at;
  }
  return where;
}

function placesOf(row: Endpoint): Map<string, Field | undefined> {
  const places = new Map<string, Field | undefined>();
  const add = (part: string, fields: Endpoint['query'] | undefined): void => {
    for (const [name, field] of Object.entries(fields ?? {})) {
      if (!isField(field)) continue;
      for (const one of [name, ...(field.also ?? [])]) places.set(`/request/${part}/${one}`, field);
    }
  };
  add('path', row.params);
  add('query', row.query);
  for (const [name, field] of Object.entries(row.headers ?? {}))
    places.set(`/request/headers/${name.toLowerCase()}`, field as Field);
  for (const { pointer, field } of fieldLeaves(row.body?.fields ?? {}))
    places.set(`/request/body${pointer}`, field);
  return places;
}
