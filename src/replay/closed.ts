/** Makes the answers that no recording has: those of a session that is over, and those without news. */
import { Body, type HeaderList, type WireResponse } from '../exchange.ts';
import { blank } from '../protocol/blank.ts';
import { codecs } from '../protocol/codec/index.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { RequestView } from '../protocol/request.ts';
import { at, leaves, type Shape } from '../protocol/shape.ts';
import { leadOf } from './response.ts';
import type { Roles } from './roles.ts';
import { spliced } from './splice.ts';

/** The code by which this row says that its session is over: the one that ended it, where the row knows it, else the usual one. */
export function closingCode(
  row: Endpoint,
  roles: Roles,
  closedBy: string | number | undefined,
): string | undefined {
  const { closing } = roles.of(row);
  const codes = Object.entries(row.code?.codes ?? {}).filter(([, { name }]) => closing.has(name));
  const usual = roles.protocol.machines.flatMap(({ ends = {} }) => Object.values(ends).map(String));
  const found =
    codes.find(([code]) => code === String(closedBy)) ?? codes.find(([code]) => usual.includes(code));
  return (found ?? codes[0])?.[0];
}

/** The code of a good answer of this row. */
export function goodCode({ code }: Endpoint): string {
  return Object.entries(code?.codes ?? {}).find(([, known]) => known.ok)?.[0] ?? '0';
}

/** A reply with this code and nothing in it: every key is there, its values are empty. */
export function emptyReply(
  row: Endpoint,
  code: string,
  values: Readonly<Record<string, unknown>> = {},
): WireResponse {
  return { status: 200, headers: [['Content-Type', row.reply.type]], body: emptyBody(row, code, values) };
}

function emptyBody(row: Endpoint, code: string, values: Readonly<Record<string, unknown>>): Body {
  const { codec, shape, examples = [] } = row.reply;
  const place = row.code?.at ?? '';
  const isNumber = shapeAt(shape, place)?.type === 'integer';
  const edits = new Map<string, unknown>([[place, isNumber ? Number(code) : code]]);
  const example = examples.find((text) => {
    const decoded = codecs[codec].decode(Body.ofText(text));
    return decoded.ok && at(decoded.value, place) !== undefined;
  });
  if (example !== undefined) return Body.ofText(spliced(codec, example, edits));
  for (const { pointer, shape: leaf } of leaves(shape)) {
    const value = typeof leaf.feeds === 'string' && leaf.type === 'object' ? values[leaf.feeds] : undefined;
    if (value !== undefined) edits.set(pointer, value);
  }
  const made = codecs[codec].encode(blank(shape), codec === 'json' ? 'server' : undefined).text();
  return Body.ofText(spliced(codec, made, edits));
}

function shapeAt(shape: Shape, pointer: string): Shape | undefined {
  return [...leaves(shape)].find((leaf) => leaf.pointer === pointer)?.shape;
}

/** The answer of a row without a result code, as to a farewell: an empty body. */
export function bareReply(row: Endpoint, live: RequestView, cookies: HeaderList): WireResponse {
  const status = row.reply.status?.(live) ?? row.reply.statuses?.[0] ?? 200;
  const lead = status >= 300 && status < 400 ? leadOf(row, live) : [];
  return { status, headers: [['Content-Type', row.reply.type], ...lead, ...cookies], body: Body.empty };
}
