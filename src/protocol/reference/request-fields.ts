/** The fields of a request as one flat list. */
import type { Endpoint } from '../endpoint.ts';
import { type Field, type Fields, fieldLeaves } from '../field.ts';

type Place = 'path' | 'query' | 'header' | 'body';

export interface RequestField {
  readonly in: Place;
  /** Name, or the pointer into the body. */
  readonly name: string;
  readonly field: Field;
}

/** Every field that a request of the row may carry, in wire order. */
export function requestFields({ params, query, headers, body }: Endpoint): RequestField[] {
  const flat = (place: Place, fields: Fields = {}): RequestField[] =>
    fieldLeaves(fields).map(({ pointer, field }) => ({
      in: place,
      name: place === 'body' ? pointer : pointer.slice(1),
      field,
    }));
  return [
    ...flat('path', params),
    ...flat('query', query),
    ...flat('header', headers),
    ...flat('body', body?.fields),
  ];
}
