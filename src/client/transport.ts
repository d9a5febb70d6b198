/** The real world of a client: requests over sockets, the wall clock, sleep, chance. */
import type { Readable } from 'node:stream';
import { createSecureContext, rootCertificates } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Effects } from '../effects.ts';
import {
  Body,
  type Exchange,
  type FailureCause,
  type HeaderList,
  header,
  type SendOptions,
  type WireRequest,
  type WireResponse,
} from '../exchange.ts';

/** How to reach the other side; directly, trusting the usual authorities, where nothing is said. */
export interface TransportOptions {
  /** URL of a proxy through which everything goes; with `user:password@` where it wants to know who asks. */
  readonly via?: string | undefined;
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly trust?: readonly string[] | undefined;
}

/** Sockets, and the clock and chance of this machine. */
export interface Transport {
  readonly effects: Effects;
  /** Ends what is under way and closes every connection. */
  close(): Promise<void>;
}

const connectMs = 10_000;
/** A body that unpacks to more is refused, unless somebody takes it as it comes. */
const largestBody = 64 * 1024 * 1024;
/** So much of a body that somebody takes is recorded too. */
const largestRecorded = 4 * 1024 * 1024;
const codings = 'gzip, br';
const longestTimer = 2_147_483_647;

/** Throws an Error for an address of a proxy that is none. */
export function openTransport({ via, trust = [] }: TransportOptions = {}): Transport {
  // Made once: reading the roots takes longer than a request.
  const secureContext = createSecureContext(trust.length > 0 ? { ca: [...rootCertificates, ...trust] } : {});
  const tls = { timeout: connectMs, secureContext };
  // How long an answer may take is decided by whoever asks.
  const patience = { headersTimeout: 0, bodyTimeout: 0 };
  const dispatcher =
    via === undefined
      ? new Agent({ ...patience, connect: tls })
      : new ProxyAgent({ ...patience, uri: via, requestTls: tls, proxyTls: tls });
  let count = 0;
  return {
    effects: {
      send: (request, options) => send(dispatcher, request, `e${count++}`, options),
      now: () => Date.now(),
      sleep,
      random: () => Math.random(),
    },
    close: () => dispatcher.destroy(),
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.min(ms, longestTimer));
    signal?.addEventListener('abort', finish);
  });
}

/** The request with what a connection adds to it, in the order of the wire. */
function withConnection(request: WireRequest): WireRequest {
  const { headers, body, url, method } = request;
  const accepts = header(headers, 'accept-encoding') !== undefined;
  const size = body?.size ?? 0;
  return {
    ...request,
    httpVersion: 'HTTP/1.1',
    headers: [
      ['host', new URL(url).host],
      ['connection', 'keep-alive'],
      ...headers,
      ...(accepts ? [] : ([['Accept-Encoding', codings]] as HeaderList)),
      ...(size > 0 || method === 'POST' ? ([['content-length', String(size)]] as HeaderList) : []),
    ],
  };
}

async function send(
  dispatcher: Dispatcher,
  asked: WireRequest,
  id: string,
  { signal, onBody }: SendOptions = {},
): Promise<Exchange> {
  const startedAt = Date.now();
  const started = performance.now();
  const request = withConnection(asked);
  let waited = 0;
  const done = (): { total: number; wait: number; receive: number } => {
    const total = performance.now() - started;
    return { total, wait: waited || total, receive: waited === 0 ? 0 : total - waited };
  };
  try {
    const { origin } = new URL(request.url);
    const reply = await dispatcher.request({
      origin,
      path: pathOf(request.url),
      method: request.method,
      headers: request.headers.flat(),
      body: request.body && !request.body.isEmpty ? request.body.bytes() : null,
      responseHeaders: 'raw',
      signal: signal ?? null,
    });
    waited = performance.now() - started;
    const headers = pairs(reply.headers as unknown as readonly string[]);
    const response: WireResponse = {
      status: reply.statusCode,
      statusText: reply.statusText,
      httpVersion: 'HTTP/1.1',
      headers,
      ...(await bodyOf(reply.body, headers, onBody)),
    };
    return { id, startedAt, request, response, timing: done() };
  } catch (error) {
    const cause = signal?.aborted ? 'aborted' : causeOf(error);
    return { id, startedAt, request, failure: { cause, message: messageOf(error) }, timing: done() };
  }
}

/** With its query, as written. */
const pathOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*(\/[^#]*)/i.exec(url)?.[1] ?? '/';

const pairs = (raw: readonly string[]): HeaderList =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index]!, raw[2 * index + 1]!] as const);

/** The body without its content coding; nothing of one that is too large to keep. */
async function bodyOf(
  raw: Readable,
  headers: HeaderList,
  onBody: SendOptions['onBody'],
): Promise<{ body?: Body }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of decoded(raw, header(headers, 'content-encoding') ?? '')) {
    size += chunk.length;
    if (!onBody && size > largestBody)
      throw Object.assign(new Error('the body is too large'), { code: 'HPE_BODY' });
    if (!onBody || size <= largestRecorded) chunks.push(chunk);
    await onBody?.(chunk);
  }
  return onBody && size > largestRecorded ? {} : { body: Body.ofBytes(Buffer.concat(chunks)) };
}

function decoded(raw: Readable, coding: string): AsyncIterable<Uint8Array> {
  const make = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    br: createBrotliDecompress,
    deflate: createInflate,
  };
  const name = coding.trim().toLowerCase();
  if (!Object.hasOwn(make, name)) return raw;
  const decoder = make[name as keyof typeof make]();
  raw.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => raw.destroy());
  return raw.pipe(decoder);
}

const causes: readonly (readonly [codes: RegExp, cause: FailureCause])[] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EACCES)/, 'refused'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)/, 'reset'],
  [/TIMEOUT|^ETIMEDOUT/, 'timeout'],
  [/^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|UND_ERR_PRX_TLS)/, 'tls'],
  [/^(?:HPE_|Z_|ERR__ERROR_FORMAT|UND_ERR_RES|ERR_BROTLI|ERR_PADDING)/, 'protocol'],
];

/** What undici and Node call it, from the outermost error inwards. */
function causeOf(error: unknown): FailureCause {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const { code = '' } = inner as NodeJS.ErrnoException;
    const known = causes.find(([codes]) => codes.test(code));
    if (known) return known[1];
    if (inner.name === 'HTTPParserError') return 'protocol';
    // A proxy that cannot reach the other side says so by its status.
    if (/^Proxy response/.test(inner.message)) return 'refused';
  }
  return 'unknown';
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : undefined) ??
  String(error);
