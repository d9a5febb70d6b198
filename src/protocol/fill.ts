/** Turns a row of the table into the request of a client. */
import { Body, type HeaderList, type WireRequest } from '../exchange.ts';
import { stringifyLossless } from '../json.ts';
import { codecs } from './codec/index.ts';
import type { AnyInput, Endpoint, InputFor } from './endpoint.ts';
import {
  type Field,
  type Fields,
  type Filling,
  fillField,
  fillFields,
  isField,
  type Spelling,
} from './field.ts';
import type { Outgoing, Protocol } from './protocol.ts';
import { splitUrl } from './url.ts';

/** What a request is made from besides its row. */
export interface Fill<Input> extends Omit<Filling, 'input' | 'drawn'> {
  readonly protocol: Pick<Protocol, 'headers'>;
  /** Who is asked, with a port where it is not the scheme's own. */
  readonly host: string;
  readonly input: Input;
  /** Headers of the caller's choice by name; they replace those of the protocol. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The request as the row's client sends it: fields in the row's order and spelling, undefined ones left out.
 * Cookies, Host and Content-Length are the business of whoever sends it. Throws `recording/codec` for an input
 * that its body cannot carry.
 */
export function fillRequest<E extends Endpoint>(endpoint: E, fill: Fill<InputFor<E>>): WireRequest {
  const from: Filling = {
    ...fill,
    input: fill.input as AnyInput,
    random: () => fill.random(),
    drawn: new Map(),
  };
  const method = endpoint.methods[0];
  const url = `https://${fill.host}${pathOf(endpoint, from)}${queryOf(endpoint, from)}`;
  const codec = method === 'GET' ? undefined : endpoint.body?.codec;
  const body = codec && { codec, boundary: codec === 'multipart' ? boundary(from) : '' };
  return {
    method,
    url,
    headers: headersOf(endpoint, fill, from, { method, url: splitUrl(url), body }),
    ...(body && { body: encodeBody(endpoint, from, body) }),
  };
}

type OutgoingBody = NonNullable<Outgoing['body']>;

function encodeBody(endpoint: Endpoint, from: Filling, { codec, boundary: like }: OutgoingBody): Body {
  const values = fillFields(endpoint.body?.fields ?? {}, from);
  if (codec === 'json') return codecs.json.encode(values);
  const texts = Object.entries(values).map(([name, value]) => [name, isFile(value) ? value : textOf(value)]);
  return codecs[codec].encode(Object.fromEntries(texts), codec === 'multipart' ? like : undefined);
}

const isFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Body;

/** As browsers draw it: sixteen letters and digits. */
function boundary(from: Filling): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const draw = (): string => alphabet[Math.floor(from.random() * alphabet.length)] ?? 'A';
  return `----WebKitFormBoundary${Array.from({ length: 16 }, draw).join('')}`;
}

function pathOf({ path, params = {} }: Endpoint, from: Filling): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => spellField(params[name], from) ?? '');
}

function queryOf(endpoint: Endpoint, from: Filling): string {
  const followed = endpoint.follows === undefined ? undefined : from.session[endpoint.follows];
  const kept = typeof followed === 'string' ? escapeBlank(splitUrl(followed).query) : '';
  const names = new Set(kept.split('&').map((pair) => pair.split('=', 1)[0]));
  const pairs = Object.entries(endpoint.query)
    .filter(([name]) => !names.has(name))
    .map(([name, field]): [string, string | undefined] => [name, spellField(field, from)])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${value}`);
  const query = [...(kept === '' ? [] : [kept]), ...pairs].join('&');
  return query === '' ? '' : `?${endpoint.queryStart ?? ''}${query}`;
}

function spellField(field: Field | Fields | undefined, from: Filling): string | undefined {
  if (!field || !isField(field)) return undefined;
  const value = fillField(field, from);
  return value === undefined ? undefined : spell(textOf(value), field.spelling);
}

const textOf = (value: unknown): string =>
  typeof value === 'object' ? stringifyLossless(value) : String(value);

const angularKeeps: Readonly<Record<string, string>> = { '%40': '@', '%3A': ':', '%24': '$', '%2C': ',' };

function spell(text: string, spelling: Spelling = 'percent'): string {
  // A pasted value must not end its field, or the query.
  if (spelling === 'raw') return escapeBlank(text).replace(/[#&]/g, encodeURIComponent);
  const encoded = encodeURIComponent(wellFormed(text));
  return spelling === 'percent'
    ? encoded
    : encoded.replace(/%(?:40|3A|24|2C)/g, (code) => angularKeeps[code]!);
}

/** Text that can stand in a request line: no blanks, control characters or letters beyond ASCII. */
function escapeBlank(text: string): string {
  return wellFormed(text).replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

/** Half a character has no bytes; encoders throw on it. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function headersOf(
  endpoint: Endpoint,
  { protocol, headers = {} }: Pick<Fill<unknown>, 'protocol' | 'headers'>,
  from: Filling,
  { method, url, body }: Pick<Outgoing, 'method' | 'url' | 'body'>,
): HeaderList {
  const own = Object.entries(fillFields(endpoint.headers ?? {}, from)).map(([name, value]) => [
    name,
    textOf(value),
  ]);
  return protocol.headers({
    kind: endpoint.call ?? 'xhr',
    method,
    url,
    page: from.origin === undefined ? undefined : splitUrl(from.origin),
    body,
    given: Object.fromEntries([...own, ...Object.entries(headers)]),
  });
}
