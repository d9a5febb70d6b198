/** The values of a request, each with its place, as it was written, and the field of the row that it fills. */

import { type Exchange, header } from '../../exchange.ts';
import type { Decoded } from '../../protocol/codec/codec.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { kindOf } from '../../protocol/codec/sniff.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { type Field, fieldLeaves, fieldNamed } from '../../protocol/field.ts';
import { once } from '../../protocol/once.ts';
import type { RequestView } from '../../protocol/request.ts';
import { escapeKey } from '../../protocol/shape.ts';
import { eachLeaf } from './leaves.ts';

export type Part = 'host' | 'path' | 'query' | 'headers' | 'cookies' | 'body';

export interface Use {
  readonly part: Part;
  /** JSON Pointer into the exchange as decoded. */
  readonly where: string;
  readonly name: string;
  /** As it stands on the wire; of a body, as decoded. */
  readonly raw: string;
  readonly isNumber: boolean;
  /** Absent: not in the table. */
  readonly field?: Field | undefined;
}

/** A list or object of the body. */
export interface UsedContainer {
  readonly where: string;
  readonly value: object;
}

export interface Used {
  readonly values: readonly Use[];
  readonly containers: readonly UsedContainer[];
}

/** Of the connection, or told elsewhere: the host by the URL. */
const skipped = new Set([
  'cookie',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'te',
  'upgrade',
]);

/** Every value of the request: host, path, query, headers, cookies, body. */
export function usedIn(view: RequestView, cookies: Readonly<Record<string, unknown>>): Used {
  const values: Use[] = [
    ...hostValue(view),
    ...pathValues(view),
    ...queryValues(view),
    ...headerValues(view),
  ];
  for (const [where, name, raw] of indexed('/request/cookies', view.cookies())) {
    const field = Object.hasOwn(cookies, name) ? (cookies[name] as Field) : undefined;
    values.push({ part: 'cookies', where, name, raw, isNumber: false, field });
  }
  const containers: UsedContainer[] = [];
  addBody(view, values, containers);
  return { values, containers };
}

/** Names that come again have their index as a further step. */
function indexed(
  place: string,
  pairs: readonly (readonly [name: string, raw: string])[],
): [where: string, name: string, raw: string][] {
  const counts = new Map<string, number>();
  for (const [name] of pairs) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return pairs.map(([name, raw]) => {
    const where = `${place}/${escapeKey(name)}`;
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    return [counts.get(name)! > 1 ? `${where}/${index}` : where, name, raw];
  });
}

function hostValue({ url }: RequestView): Use[] {
  return url.host === ''
    ? []
    : [{ part: 'host', where: '/host', name: 'host', raw: url.host, isNumber: false }];
}

function* pathValues({ endpoint, url }: RequestView): Generator<Use> {
  const steps = url.path.split('/').slice(1);
  if (!endpoint) {
    for (const [index, raw] of steps.entries()) {
      if (raw !== '') yield { part: 'path', where: `/request/path/${index}`, name: '', raw, isNumber: false };
    }
    return;
  }
  for (const [index, step] of endpoint.path.split('/').slice(1).entries()) {
    const name = /^\{(.+)\}$/.exec(step)?.[1];
    const field = name === undefined ? undefined : endpoint.params?.[name];
    if (name === undefined || steps[index] === undefined) continue;
    const where = `/request/path/${escapeKey(name)}`;
    yield { part: 'path', where, name, raw: steps[index], isNumber: false, field: field as Field };
  }
}

function* queryValues({ endpoint, query }: RequestView): Generator<Use> {
  const named = query.filter(({ name, raw }) => name !== '' || raw !== '');
  for (const [where, name, raw] of indexed(
    '/request/query',
    named.map((field) => [field.name, field.raw]),
  ))
    yield {
      part: 'query',
      where,
      name,
      raw,
      isNumber: false,
      field: endpoint && fieldNamed(endpoint.query, name)?.[1],
    };
}

function* headerValues({ endpoint, request }: RequestView): Generator<Use> {
  const fields = new Map(
    Object.entries(endpoint?.headers ?? {}).map(([name, field]) => [name.toLowerCase(), field as Field]),
  );
  const pairs = request.headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !name.startsWith(':') && !skipped.has(name));
  for (const [where, name, raw] of indexed('/request/headers', pairs))
    yield { part: 'headers', where, name, raw, isNumber: false, field: fields.get(name) };
}

function addBody(view: RequestView, values: Use[], containers: UsedContainer[]): void {
  const decoded = view.body ?? bodyOf(view.request);
  if (!decoded?.ok) return;
  const fields = bodyFields(view.endpoint);
  const fieldAt = (pointer: string): Field | undefined => {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const field = fields.get(at);
      if (field) return field;
    }
    return undefined;
  };
  eachLeaf(
    decoded.value,
    ({ pointer, name, value }) => {
      const isNumber = typeof value === 'number' || typeof value === 'bigint';
      const raw = value === null ? '' : String(value);
      values.push({
        part: 'body',
        where: `/request/body${pointer}`,
        name,
        raw,
        isNumber,
        field: fieldAt(pointer),
      });
    },
    (pointer, value) => containers.push({ where: `/request/body${pointer}`, value }),
  );
}

/** A body outside the table, read as what it says it is. */
function bodyOf({ body, headers }: Exchange['request']): Decoded | undefined {
  if (!body || body.isEmpty) return undefined;
  const type = header(headers, 'content-type') ?? '';
  if (/multipart\//i.test(type)) return codecs.multipart.decode(body, type);
  const kind = kindOf(body, type);
  if (kind === 'json' || kind === 'xml') return codecs[kind].decode(body, type);
  return kind === 'text' || /urlencoded/i.test(type) ? codecs.form.decode(body, type) : undefined;
}

const known = new WeakMap<Endpoint, ReadonlyMap<string, Field>>();
const none: ReadonlyMap<string, Field> = new Map();

function bodyFields(row: Endpoint | undefined): ReadonlyMap<string, Field> {
  const { body } = row ?? {};
  if (!row || !body) return none;
  return once(
    known,
    row,
    () => new Map(fieldLeaves(body.fields).map(({ pointer, field }) => [pointer, field])),
  );
}
