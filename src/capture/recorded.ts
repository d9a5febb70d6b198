/** What is recorded of an exchange that passed. */
import type { IncomingMessage } from 'node:http';
import type {
  Body,
  Exchange,
  HeaderList,
  Timing,
  WireFailure,
  WireRequest,
  WireResponse,
} from '../exchange.ts';
import type { Collector } from './collect.ts';
import { headSize } from './lines.ts';
import type { MessageLog } from './message-log.ts';
import type { Settled, SettledMessages } from './settle.ts';
import type { SocketWatch } from './socket-watch.ts';

/** An exchange that is over, as it was seen on the wire. */
export interface Finished {
  readonly id: string;
  readonly startedAt: number;
  readonly request: WireRequest;
  /** As the request line had it. */
  readonly path: string;
  readonly response: IncomingMessage | undefined;
  /** Of the response. */
  readonly headers: HeaderList;
  readonly failure: WireFailure | undefined;
  readonly timing: Timing;
  /** The other end of the connection to the server, and the port of this one. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** Bodies. */
  readonly sent: Collector | undefined;
  readonly received: Collector | undefined;
  /** Of a WebSocket. */
  readonly messages: { readonly watch: SocketWatch; readonly log: MessageLog } | undefined;
}

/** What became of what passed. */
export interface Parts {
  readonly request?: Settled | undefined;
  readonly response?: Settled | undefined;
  readonly messages?: SettledMessages | undefined;
}

type Growing<Whole> = { -readonly [Key in keyof Whole]: Whole[Key] };

/** Sizes in bytes as they were on the wire, without the framing of chunks. */
interface Sizes {
  headersSize: number;
  bodySize: number;
  postData?: object;
  content?: object;
}

/** What an exchange says beyond its own members, as the entry of a HAR says it. */
interface Extra {
  serverIPAddress?: string;
  /** The local port of the connection to the server. */
  connection?: string;
  request: Sizes;
  response?: Sizes;
}

const versionLength = 'HTTP/1.1'.length;

/** Member by member: on the way of every exchange copies of copies would cost more than the sockets' JavaScript. */
export function exchangeOf(finished: Finished, { request, response, messages }: Parts): Exchange {
  const { id, startedAt, timing, failure } = finished;
  const extra = extraOf(finished);
  const exchange: Growing<Exchange> = {
    id,
    startedAt,
    request: request?.body ? { ...finished.request, body: request.body } : finished.request,
    timing,
    extra,
  };
  if (finished.response) exchange.response = responseOf(finished.response, finished.headers, response?.body);
  if (failure) exchange.failure = failure;
  if (messages?.messages) exchange.messages = messages.messages;
  const sent = remarkOn(request);
  if (sent) extra.request.postData = sent;
  const received = remarkOn(response);
  if (received && extra.response) extra.response.content = received;
  return exchange;
}

function responseOf(message: IncomingMessage, headers: HeaderList, body: Body | undefined): WireResponse {
  const status = message.statusCode!;
  const statusText = message.statusMessage ?? '';
  const httpVersion = `HTTP/${message.httpVersion}`;
  return body
    ? { status, statusText, httpVersion, headers, body }
    : { status, statusText, httpVersion, headers };
}

function extraOf({ request, path, response, headers, address, port, sent, received }: Finished): Extra {
  const requestLine = request.method.length + path.length + versionLength + 2;
  const extra: Extra = {
    request: { headersSize: headSize(requestLine, request.headers), bodySize: sent?.size ?? 0 },
  };
  if (response) {
    const statusLine = versionLength + 5 + (response.statusMessage?.length ?? 0);
    extra.response = { headersSize: headSize(statusLine, headers), bodySize: received?.size ?? 0 };
  }
  if (address !== undefined) {
    extra.serverIPAddress = address;
    extra.connection = String(port);
  }
  return extra;
}

function remarkOn(settled: Settled | undefined): object | undefined {
  if (settled?.truncated) return { _truncated: settled.truncated };
  if (settled?.lost === undefined) return undefined;
  return { comment: `the body could not be kept: ${settled.lost}` };
}
