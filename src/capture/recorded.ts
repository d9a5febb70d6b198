/** What an exchange says beyond its own members, as the entry of a HAR says it. */
import type { IncomingMessage } from 'node:http';
import type { Exchange, HeaderList, WireRequest, WireResponse } from '../exchange.ts';
import { pairsOf } from '../proxy/headers.ts';
import { headSize } from './lines.ts';
import type { Marks } from './marks.ts';
import type { Settled, SettledMessages } from './settle.ts';

/** Sizes in bytes as they were on the wire, without the framing of chunks. */
interface WireSizes {
  readonly headersSize: number;
  readonly bodySize: number;
}

export interface Extra {
  readonly serverIPAddress?: string;
  /** The local port of the connection to the server. */
  readonly connection?: string;
  readonly request: WireSizes;
  readonly response?: WireSizes;
}

/** `headers` are those of the message, where they are at hand. */
export function responseOf(
  message: IncomingMessage,
  headers: HeaderList = pairsOf(message.rawHeaders),
): WireResponse {
  return {
    status: message.statusCode!,
    statusText: message.statusMessage ?? '',
    httpVersion: `HTTP/${message.httpVersion}`,
    headers,
  };
}

/** What is known of an exchange beside what was said in it. */
interface Circumstances {
  readonly marks: Marks;
  readonly path: string;
  /** Bytes of the bodies. */
  readonly sent: number;
  readonly received: number;
}

const versionLength = 'HTTP/1.1'.length;

export function extraOf(
  request: WireRequest,
  response: WireResponse | undefined,
  { marks, path, sent, received }: Circumstances,
): Extra {
  const requestLine = request.method.length + path.length + versionLength + 2;
  const statusLine = versionLength + 5 + (response?.statusText?.length ?? 0);
  return {
    ...(marks.address !== undefined && { serverIPAddress: marks.address, connection: String(marks.port) }),
    request: { headersSize: headSize(requestLine, request.headers), bodySize: sent },
    ...(response && {
      response: { headersSize: headSize(statusLine, response.headers), bodySize: received },
    }),
  };
}

/** What became of what passed. */
export interface Parts {
  readonly request?: Settled | undefined;
  readonly response?: Settled | undefined;
  readonly messages?: SettledMessages | undefined;
}

/** The exchange with these parts; its `extra` is one of the above. */
export function withParts(exchange: Exchange, { request, response, messages }: Parts): Exchange {
  const extra = exchange.extra as Extra;
  return {
    ...exchange,
    request: request?.body ? { ...exchange.request, body: request.body } : exchange.request,
    ...(exchange.response && response?.body && { response: { ...exchange.response, body: response.body } }),
    ...(messages?.messages && { messages: messages.messages }),
    extra: {
      ...extra,
      request: { ...extra.request, ...remarks('postData', request) },
      ...(extra.response && { response: { ...extra.response, ...remarks('content', response) } }),
    },
  };
}

function remarks(part: string, settled: Settled | undefined): object {
  if (settled?.truncated) return { [part]: { _truncated: settled.truncated } };
  if (settled?.lost === undefined) return {};
  return { [part]: { comment: `the body could not be kept: ${settled.lost}` } };
}
