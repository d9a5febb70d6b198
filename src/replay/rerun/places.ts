/** Finds values in decoded exchanges by their places, and puts others there. */

import type { Call } from '../../decode/call.ts';
import { Body, header, type WireRequest } from '../../exchange.ts';
import type { Decoded } from '../../protocol/codec/codec.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { kindOf } from '../../protocol/codec/sniff.ts';
import { editXml } from '../../protocol/codec/xml-edit.ts';
import type { RequestView } from '../../protocol/request.ts';
import { at } from '../../protocol/shape.ts';

/** The text or structure at a place of a reply; undefined where there is none. */
export function replyAt(call: Call, where: string): unknown {
  const [, , part = '', ...steps] = where.split('/');
  const pointer = steps.map((step) => `/${step}`).join('');
  const { response } = call.exchange;
  if (!response) return undefined;
  if (part === 'headers') return header(response.headers, keyOf(steps[0] ?? ''));
  if (part === 'cookies')
    return call.setCookies().findLast(({ name }) => name === keyOf(steps[0] ?? ''))?.value;
  return inside(decodedReply(call), pointer);
}

function decodedReply(call: Call): unknown {
  const { body, headers } = call.exchange.response!;
  if (call.reply?.ok) return call.reply.value;
  if (!body) return undefined;
  const type = header(headers, 'content-type');
  const kind = kindOf(body, type);
  const decoded =
    kind === 'json' || kind === 'xml' || kind === 'js' ? codecs[kind].decode(body, type) : undefined;
  return decoded?.ok ? decoded.value : body.text();
}

/** The value at a pointer, also inside texts that are JSON or XML. */
function inside(value: unknown, pointer: string): unknown {
  const found = at(value, pointer);
  if (found !== undefined || pointer === '') return pointer === '' ? value : found;
  for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const text = at(value, pointer.slice(0, end));
    if (typeof text !== 'string') continue;
    const inner = text.startsWith('<')
      ? codecs.xml.decode(Body.ofText(text))
      : codecs.json.decode(Body.ofText(text));
    return inner.ok ? inside(inner.value, pointer.slice(end)) : undefined;
  }
  return undefined;
}

const keyOf = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
const stepsOf = (pointer: string): string[] => pointer.split('/').slice(1).map(keyOf);

/** What is put into a request, by place: texts, or structures of a body. */
export type Changes = ReadonlyMap<string, unknown>;

/** The body of the request with other values at some of its places; the rest is written as it was. */
export function changedBody(view: RequestView, changes: Changes): Body | undefined {
  const { body, headers } = view.request;
  const own = [...changes].filter(([where]) => where.startsWith('/request/body/'));
  if (!body || own.length === 0) return body;
  const type = header(headers, 'content-type') ?? '';
  const codec = view.endpoint?.body?.codec ?? codecOf(body, type);
  const decoded: Decoded | undefined = codec && codecs[codec].decode(body, type);
  if (!codec || !decoded?.ok) return body;
  const value = structuredCopy(decoded.value);
  for (const [where, given] of own) setAt(value, stepsOf(where.slice('/request/body'.length)), given);
  return codecs[codec].encode(value, codec === 'multipart' ? type : body.text());
}

function codecOf(body: Body, type: string): 'json' | 'form' | 'multipart' | 'xml' | undefined {
  if (/multipart\//i.test(type)) return 'multipart';
  const kind = kindOf(body, type);
  if (kind === 'json' || kind === 'xml') return kind;
  return kind === 'text' ? 'form' : undefined;
}

/** Files are not copied. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (typeof value !== 'object' || value === null || value instanceof Body) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structuredCopy(inner)]));
}

function setAt(value: unknown, steps: readonly string[], given: unknown): void {
  const [key, ...rest] = steps;
  if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return;
  const holder = value as Record<string, unknown>;
  const held = holder[key];
  if (rest.length === 0) holder[key] = likeTyped(held, given);
  else if (typeof held === 'string') holder[key] = setInText(held, rest, given);
  else setAt(held, rest, given);
}

/** A text that is JSON or XML itself. */
function setInText(text: string, steps: readonly string[], given: unknown): string {
  if (text.startsWith('<')) {
    const pointer = steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return editXml(text, new Map([[pointer, given]])).text;
  }
  const decoded = codecs.json.decode(Body.ofText(text));
  if (!decoded.ok) return text;
  setAt(decoded.value, steps, given);
  return codecs.json.encode(decoded.value, text).text();
}

/** Numbers stay numbers. */
function likeTyped(held: unknown, given: unknown): unknown {
  if (typeof given !== 'string' || (typeof held !== 'number' && typeof held !== 'bigint')) return given;
  if (!/^-?\d+$/.test(given)) return given;
  const number = Number(given);
  return Number.isSafeInteger(number) ? number : BigInt(given);
}

/** The URL with other values in its path and query, on another host; everything else stays as it is written. */
export function changedUrl(view: RequestView, changes: Changes, host: string): string {
  const { request, url, endpoint } = view;
  const start = request.url.indexOf('://') + 3;
  const scheme = start < 3 ? 'https://' : request.url.slice(0, start);
  const path = url.path
    .split('/')
    .map((step, index) => {
      const name = /^\{(.+)\}$/.exec(endpoint?.path.split('/')[index] ?? '')?.[1];
      const given = changes.get(endpoint ? `/request/path/${name}` : `/request/path/${index - 1}`);
      return typeof given === 'string' ? given : step;
    })
    .join('/');
  const names = view.query.filter(({ name, raw }) => name !== '' || raw !== '').map(({ name }) => name);
  const seen = new Map<string, number>();
  let next = 0;
  const query = url.query.split('&').map((segment) => {
    const equals = segment.indexOf('=');
    if (segment === '' || segment === '=') return segment;
    const name = names[next++] ?? '';
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const where = `/request/query/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const isMany = names.filter((one) => one === name).length > 1;
    const given = changes.get(isMany ? `${where}/${nth}` : where);
    return typeof given === 'string' && equals >= 0 ? `${segment.slice(0, equals)}=${given}` : segment;
  });
  const port = /:\d+$/.exec(url.authority)?.[0] ?? '';
  const hasQuery = request.url.includes('?');
  return `${scheme}${host}${port}${path}${hasQuery ? `?${query.join('&')}` : ''}`;
}

/** Of the connection: whoever sends it makes its own. */
const dropped = new Set([
  'host',
  'content-length',
  'connection',
  'proxy-connection',
  'transfer-encoding',
  'cookie',
]);

/** The header lines with other values, without cookies and what belongs to the connection. */
export function changedHeaders({ headers }: WireRequest, changes: Changes): [string, string][] {
  return headers
    .filter(([name]) => !name.startsWith(':') && !dropped.has(name.toLowerCase()))
    .map(([name, value]) => {
      const given = changes.get(`/request/headers/${name.toLowerCase()}`);
      return [name, typeof given === 'string' ? given : value];
    });
}
