/** The values that a reply brings: headers, cookies and every leaf of its body. */

import { type Exchange, header } from '../../exchange.ts';
import type { Decoded } from '../../protocol/codec/codec.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { kindOf } from '../../protocol/codec/sniff.ts';
import type { Endpoint, SetCookie } from '../../protocol/endpoint.ts';
import { once } from '../../protocol/once.ts';
import { escapeKey, leaves } from '../../protocol/shape.ts';
import type { Call } from '../call.ts';
import { eachLeaf } from './leaves.ts';

export interface Produced {
  /** JSON Pointer into the exchange as decoded. */
  readonly where: string;
  readonly name: string;
  readonly text: string;
  readonly isNumber: boolean;
  /** The session value that it renews, by the table. */
  readonly feeds?: string | undefined;
}

export interface ProducedContainer {
  readonly where: string;
  readonly value: object;
  readonly feeds?: string | undefined;
  /** Where the value stands that `feeds` is about: here or above. */
  readonly fedAt?: string | undefined;
}

export interface Sink {
  value(produced: Produced): void;
  container(container: ProducedContainer): void;
  /** A text of which only pieces can matter: a page, a script. */
  text(where: string, text: string): void;
  cookie(cookie: SetCookie): void;
}

/** Of the connection and the transport. */
const skipped = new Set(
  (
    'set-cookie date server content-length content-type content-encoding transfer-encoding connection keep-alive vary ' +
    'cache-control pragma expires age accept-ranges via alt-svc x-powered-by content-security-policy'
  ).split(' '),
);
/** Pages and scripts are read so far, in characters. */
const longestText = 524_288;

/** Hands everything that the reply brings to `sink`. */
export function eachProduced(call: Call, sink: Sink): void {
  const { response } = call.exchange;
  if (!response) return;
  for (const [name, text] of response.headers) {
    const key = name.toLowerCase();
    if (skipped.has(key) || key.startsWith(':')) continue;
    sink.value({ where: `/response/headers/${escapeKey(key)}`, name: key, text, isNumber: false });
  }
  const keys = call.endpoint?.reply.cookies;
  for (const cookie of call.setCookies()) {
    const feeds = keys && Object.hasOwn(keys, cookie.name) ? keys[cookie.name] : undefined;
    const where = `/response/cookies/${escapeKey(cookie.name)}`;
    sink.cookie(cookie);
    sink.value({ where, name: cookie.name, text: cookie.value, isNumber: false, feeds });
  }
  addBody(call, sink);
}

function addBody(call: Call, sink: Sink): void {
  const { endpoint, exchange } = call;
  const isPlain = endpoint?.reply.codec === 'bytes' || endpoint?.reply.codec === 'html';
  const decoded = endpoint && !isPlain ? (call.reply ?? bodyOf(exchange)) : bodyOf(exchange);
  if (typeof decoded === 'string') {
    sink.text('/response/body', decoded);
    return;
  }
  if (!decoded?.ok) return;
  const fed = fedPlaces(endpoint);
  const feedAt = (pointer: string): { feeds: string; fedAt: string } | undefined => {
    if (!fed.tops.has(topOf(pointer))) return undefined;
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const feeds = fed.keys.get(at);
      if (feeds !== undefined) return { feeds, fedAt: `/response/body${at}` };
    }
    return undefined;
  };
  eachLeaf(
    decoded.value,
    ({ pointer, name, value }) => {
      if (value === null || typeof value === 'boolean' || value === '') return;
      const isNumber = typeof value !== 'string';
      const feeds = feedAt(pointer)?.feeds;
      sink.value({ where: `/response/body${pointer}`, name, text: String(value), isNumber, feeds });
    },
    (pointer, value) => sink.container({ where: `/response/body${pointer}`, value, ...feedAt(pointer) }),
  );
}

/** A body outside the table, read as what it is; a page or another text as that text. */
function bodyOf({ response }: Exchange): Decoded | string | undefined {
  const body = response?.body;
  if (!body || body.isEmpty) return undefined;
  const type = header(response!.headers, 'content-type') ?? '';
  const kind = kindOf(body, type);
  if (kind === 'json' || kind === 'xml' || kind === 'js') {
    const decoded = codecs[kind].decode(body, type);
    if (decoded.ok) return decoded;
  }
  if (kind === 'binary' || kind === 'empty' || /^(?:image|audio|video|font)\//i.test(type)) return undefined;
  return body.text().slice(0, longestText);
}

/** Where replies of a row renew a session value. */
interface Fed {
  /** Its key, by pointer. */
  readonly keys: ReadonlyMap<string, string>;
  /** First steps of the pointers. */
  readonly tops: ReadonlySet<string>;
}

const known = new WeakMap<Endpoint, Fed>();
const none: Fed = { keys: new Map(), tops: new Set() };

const topOf = (pointer: string): string => {
  const end = pointer.indexOf('/', 1);
  return end < 0 ? pointer : pointer.slice(0, end);
};

function fedPlaces(row: Endpoint | undefined): Fed {
  if (!row) return none;
  return once(known, row, () => {
    const places = [...leaves(row.reply.shape)].filter(({ shape }) => typeof shape.feeds === 'string');
    return {
      keys: new Map(places.map(({ pointer, shape }) => [pointer, shape.feeds as string])),
      tops: new Set(places.map(({ pointer }) => topOf(pointer))),
    };
  });
}
