/** A request read through its row: query, cookies and body are decoded when asked for. */
import { Body, header, type WireRequest } from '../exchange.ts';
import type { Decoded } from './codec/codec.ts';
import { parseQuery, percentDecode, type QueryField } from './codec/form.ts';
import { codecs } from './codec/index.ts';
import type { Endpoint } from './endpoint.ts';
import { type Field, isField } from './field.ts';
import { at } from './shape.ts';
import type { Table } from './table.ts';
import { splitUrl, type UrlParts } from './url.ts';

export class RequestView {
  readonly request: WireRequest;
  readonly url: UrlParts;
  /** Absent: not in the table. */
  readonly endpoint?: Endpoint;
  readonly #params: Readonly<Record<string, string>>;
  #query: readonly QueryField[] | undefined;
  #body: Decoded | undefined;

  constructor(request: WireRequest, table: Table) {
    this.request = request;
    this.url = splitUrl(request.url);
    const found = table.identify(request.method, this.url);
    if (found) this.endpoint = found.endpoint;
    this.#params = found?.params ?? {};
  }

  /** A CORS preflight of a row that has none of its own. */
  get isPreflight(): boolean {
    return this.request.method === 'OPTIONS' && this.endpoint?.methods.includes('OPTIONS') === false;
  }

  get query(): readonly QueryField[] {
    this.#query ??= parseQuery(this.url.query);
    return this.#query;
  }

  /** A value of the path or query by its name in the row, or by another name the row knows. */
  param(name: string): string | undefined {
    if (Object.hasOwn(this.#params, name)) return percentDecode(this.#params[name]!);
    const found = this.#queryValue(name);
    if (found !== undefined) return found;
    const fields = this.endpoint?.query ?? {};
    const row = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const also = row && isField(row) ? (row as Field).also : undefined;
    return also && this.query.find((field) => also.includes(field.name))?.value;
  }

  /** Looks for one plainly written name, so that a query is parsed as a whole only where somebody asks for it. */
  #queryValue(name: string): string | undefined {
    const { query } = this.url;
    if (this.#query === undefined && !query.startsWith('%') && !query.includes('&%')) {
      let start = query.startsWith(`${name}=`) ? 0 : query.indexOf(`&${name}=`) + 1;
      if (start === 0 && !query.startsWith(`${name}=`)) return undefined;
      start += name.length + 1;
      const end = query.indexOf('&', start);
      return percentDecode(query.slice(start, end < 0 ? undefined : end));
    }
    return this.query.find((field) => field.name === name)?.value;
  }

  /** The value of a request cookie, as sent. */
  cookie(name: string): string | undefined {
    const line = header(this.request.headers, 'cookie');
    if (line === undefined) return undefined;
    const start = line.startsWith(`${name}=`) ? 0 : line.indexOf(`; ${name}=`) + 2;
    if (start === 1) return undefined;
    const end = line.indexOf(';', start);
    return line.slice(start + name.length + 1, end < 0 ? undefined : end);
  }

  /** Every request cookie in order. */
  cookies(): [name: string, value: string][] {
    const pairs = this.request.headers
      .filter(([name]) => name.toLowerCase() === 'cookie')
      .flatMap(([, line]) => line.split(/;\s*/));
    return pairs
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals < 0 ? ['', pair] : [pair.slice(0, equals), pair.slice(equals + 1)];
      });
  }

  /** The decoded body; undefined where the row has none or nothing was recorded. */
  get body(): Decoded | undefined {
    const { body } = this.request;
    if (!this.endpoint?.body || body === undefined) return undefined;
    this.#body ??= codecs[this.endpoint.body.codec].decode(
      body,
      header(this.request.headers, 'content-type'),
    );
    return this.#body;
  }

  /** The value at a pointer into the decoded body. */
  sent(pointer: string): unknown {
    const decoded = this.body;
    if (!decoded?.ok) return undefined;
    const found = at(decoded.value, pointer);
    return found === undefined ? this.#sentInside(decoded.value, pointer) : found;
  }

  /** The same, inside a field that is JSON text. */
  #sentInside(value: unknown, pointer: string): unknown {
    const end = pointer.indexOf('/', 1);
    const field = this.endpoint?.body?.fields[pointer.slice(1, end)];
    const text = end < 0 ? undefined : at(value, pointer.slice(0, end));
    if (!field || !isField(field) || !field.inner || typeof text !== 'string') return undefined;
    const inner = codecs.json.decode(Body.ofText(text));
    return inner.ok ? at(inner.value, pointer.slice(end)) : undefined;
  }
}
