/** An exchange read through its row: what was asked, what was answered, what that means. */
import { type Exchange, header } from '../exchange.ts';
import type { Decoded } from '../protocol/codec/codec.ts';
import { codecs } from '../protocol/codec/index.ts';
import { parseSetCookies } from '../protocol/cookies.ts';
import type { Endpoint, Outcome, Reading, SetCookie } from '../protocol/endpoint.ts';
import { RequestView } from '../protocol/request.ts';
import { at } from '../protocol/shape.ts';
import type { Table } from '../protocol/table.ts';

/** Name of the outcome where the body that would tell was not recorded. */
export const unrecorded = 'unrecorded';

/** Nothing is decoded before it is asked for, and then once; nothing here throws on content. */
export class Call implements Reading {
  readonly exchange: Exchange;
  readonly request: RequestView;
  #isRead = false;
  #reply: Decoded | undefined;
  #outcome: Outcome | undefined;
  #setCookies: readonly SetCookie[] | undefined;

  constructor(exchange: Exchange, table: Table) {
    this.exchange = exchange;
    this.request = new RequestView(exchange.request, table);
  }

  /** Absent: not in the table. */
  get endpoint(): Endpoint | undefined {
    return this.request.endpoint;
  }

  /** A query value, decoded once; the row's other names for it count too. */
  param(name: string): string | undefined {
    return this.request.param(name);
  }

  /** A cookie of the request, as it was sent. */
  cookie(name: string): string | undefined {
    return this.request.cookie(name);
  }

  /** The value at a JSON Pointer into the decoded request body. */
  sent(pointer: string): unknown {
    return this.request.sent(pointer);
  }

  /** The decoded reply; undefined where there is no row, no response, or its body was not recorded. */
  get reply(): Decoded | undefined {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#reply = this.#read();
    }
    return this.#reply;
  }

  #read(): Decoded | undefined {
    const { response } = this.exchange;
    if (!this.endpoint || !response?.body || this.request.isPreflight) return undefined;
    const { codec } = this.endpoint.reply;
    // A script, JSON or XML is told by its text; only files need what the server calls them.
    const type = codec === 'bytes' ? header(response.headers, 'content-type') : undefined;
    return codecs[codec].decode(response.body, type);
  }

  /** The decoded reply body, whatever the row expected of it. */
  get output(): unknown {
    const reply = this.reply;
    return reply?.ok ? reply.value : undefined;
  }

  /** The value at a JSON Pointer into the decoded reply body; undefined where that is of the wrong kind. */
  got(pointer: string): unknown {
    const reply = this.reply;
    return reply?.ok ? at(reply.value, pointer) : undefined;
  }

  /** What the reply body is where it is not what the row expects. */
  get wrongKind(): { readonly kind: string; readonly message: string } | undefined {
    const reply = this.reply;
    return !reply || reply.ok || this.endpoint?.reply.also?.includes(reply.kind) ? undefined : reply;
  }

  /** The reply read as a web page, where it is one. */
  page(): { readonly title?: string; readonly text?: string } | undefined {
    const body = this.exchange.response?.body;
    const decoded = body && codecs.html.decode(body);
    return decoded?.ok ? (decoded.value as { title?: string; text?: string }) : undefined;
  }

  /** Names and values of the Set-Cookie headers, in order. */
  setCookies(): readonly SetCookie[] {
    this.#setCookies ??= parseSetCookies(this.exchange.response?.headers ?? []);
    return this.#setCookies;
  }

  /** What it came to: by the protocol's own code, never by the HTTP status alone. */
  get outcome(): Outcome {
    this.#outcome ??= this.#judge();
    return this.#outcome;
  }

  #judge(): Outcome {
    const { exchange, endpoint } = this;
    if (exchange.failure) return failed(exchange.failure.cause);
    const status = exchange.response?.status ?? 0;
    if (!endpoint || this.request.isPreflight) return { name: 'ok', ok: status > 0 && status < 400 };
    // The rows look at the outcome of the code while they refine it.
    const base = this.#byCode(endpoint, status);
    this.#outcome = base;
    return endpoint.outcome?.(this, base) ?? base;
  }

  #byCode(endpoint: Endpoint, status: number): Outcome {
    if (this.wrongKind)
      return { name: 'garbled', ok: false, meaning: `a body of kind ${this.wrongKind.kind}` };
    if (!endpoint.code) return { name: status < 400 ? 'ok' : 'error', ok: status < 400, code: status };
    const reply = this.reply;
    if (!reply?.ok) return { name: reply ? 'ok' : unrecorded, ok: status < 400 };
    const code = codeOf(this.got(endpoint.code.at));
    if (code === undefined)
      return { name: 'garbled', ok: false, meaning: `no ${endpoint.code.at} in the reply` };
    const known = Object.hasOwn(endpoint.code.codes, code) ? endpoint.code.codes[code] : undefined;
    return known
      ? { name: known.name, ok: known.ok, code, meaning: known.says }
      : { name: 'unknown', ok: false, code, meaning: 'a code that nobody has met yet' };
  }
}

/** Codes come as numbers, numbers in strings, or elements of XML; they are compared as numbers. */
function codeOf(value: unknown): string | number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return /^-?\d{1,9}$/.test(value) ? Number(value) : value.slice(0, 100);
}

const failed = (cause: string): Outcome =>
  cause === 'aborted' || cause === 'pending' || cause === 'blocked'
    ? { name: cause, ok: false, code: cause, meaning: 'the client gave up' }
    : { name: 'failed', ok: false, code: cause, meaning: 'nobody answered' };
