/** Passes one request on to its server and the answer back, and keeps a copy of both. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HeaderList, WireFailure } from '../exchange.ts';
import { pairsOf } from '../proxy/headers.ts';
import type { ProxyReply } from '../proxy/reply.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import type { Collector } from './collect.ts';
import { failureOf, statusOf, UpstreamError } from './failure.ts';
import { drained, hold } from './hold.ts';
import { withoutTrailerLine } from './lines.ts';
import { Passage, type PassageContext } from './passage.ts';
import type { Caller, RawRequest } from './raw-request.ts';
import type { Destination } from './target.ts';

/** Methods that may be sent once more where nobody knows whether the first time counted (RFC 9110, 9.2.2). */
const idempotent = /^(?:GET|HEAD|OPTIONS|PUT|DELETE|TRACE)$/;
const plainText: HeaderList = [['Content-Type', 'text/plain; charset=utf-8']];

export class Relay extends Passage implements Caller {
  readonly #proxied: ProxyRequest;
  readonly #reply: ProxyReply;
  /** Of the request. */
  readonly #hasBody: boolean;
  #up: RawRequest | undefined;
  /** Bytes that the response still has to come; NaN where it does not say. */
  #rest = Number.NaN;
  /** The last of them: it waits with the end. */
  #last: Buffer | undefined;
  #trailers: HeaderList | undefined;
  #failure: WireFailure | undefined;

  constructor(
    context: PassageContext,
    id: string,
    proxied: ProxyRequest,
    target: Destination,
    reply: ProxyReply,
  ) {
    super(context, id, proxied, target);
    this.#proxied = proxied;
    this.#reply = reply;
    const length = proxied.header('content-length');
    this.#hasBody =
      (length !== undefined && length !== '0') || proxied.header('transfer-encoding') !== undefined;
  }

  start(): void {
    this.#proxied.onLeave((why) => {
      const how = why ? `sent what cannot be read: ${why.message}` : 'went before the end of the response';
      this.#fail(new UpstreamError('aborted', `the client ${how}`));
      this.#up?.destroy();
    });
    this.#send(false);
  }

  #send(isAgain: boolean): void {
    const { tls } = this.#proxied.connection;
    let up: RawRequest;
    try {
      const how = { caller: this, sni: tls?.sni, isFresh: isAgain };
      up = this.context.upstream.request(this.target, this.request, how);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#up = up;
    if (isAgain && this.sent) up.end(this.sent.bytes());
    else this.#pump(up);
  }

  connected(up: RawRequest, socket: Socket): void {
    this.marks.assign(socket, up.reusedSocket);
    // A head on its own leaves with the connection that it was given.
    if (this.#leavesAtOnce(up)) this.marks.sent = this.marks.assigned!;
  }

  sentAll(up: RawRequest): void {
    if (!this.#leavesAtOnce(up)) this.marks.finish();
  }

  #leavesAtOnce(up: RawRequest): boolean {
    return up.reusedSocket && !this.#hasBody;
  }

  informed(status: number, rawHeaders: readonly string[]): void {
    if (status !== 101) this.#reply.informational(status, pairsOf(rawHeaders));
  }

  upgraded(_: IncomingMessage, socket: Duplex): void {
    socket.destroy();
    this.#fail(new UpstreamError('protocol', 'the server changed the protocol without being asked'));
  }

  failed(up: RawRequest, error: Error): void {
    // What comes behind a whole answer, or befalls its connection, does not change it.
    if (this.isClosed || up !== this.#up || this.response?.complete) return;
    if (this.#mayTryAgain(up, error)) this.#send(true);
    else this.#fail(error);
  }

  /** The server closed a connection that waited, just as the request went out on it. */
  #mayTryAgain(up: RawRequest, { code }: NodeJS.ErrnoException): boolean {
    const isStale = up.reusedSocket && this.marks.headed === undefined;
    const isWhole = !this.#hasBody || (this.sent?.isHeld === true && this.#proxied.body.readableEnded);
    return (
      isStale && isWhole && idempotent.test(this.request.method) && /^(?:ECONNRESET|EPIPE)$/.test(code ?? '')
    );
  }

  /** The body of the request, at the pace at which the server takes it. */
  #pump(up: RawRequest): void {
    const { body } = this.#proxied;
    if (!this.#hasBody) {
      up.end();
      return;
    }
    const sent = this.context.collector?.();
    this.sent = sent;
    body.on('data', (chunk: Buffer) => {
      const keeps = sent?.add(chunk) ?? true;
      const takes = up.destroyed || up.write(chunk);
      if (!keeps || !takes) hold(body, [keeps || sent!.drained(), takes || drained(up)]);
    });
    body.on('end', () => {
      const trailers = this.#proxied.trailers();
      if (trailers.length > 0) up.addTrailers(trailers as [string, string][]);
      up.end();
    });
    // It waits for somebody to ask.
    body.on('error', () => {}).resume();
    setImmediate(() => up.flushHeaders());
  }

  answered(up: RawRequest, response: IncomingMessage): void {
    this.head(response);
    const status = response.statusCode!;
    if (status < 200) {
      this.#fail(new UpstreamError('protocol', `the server answered with the status ${status}`));
      up.destroy();
      return;
    }
    const received = this.context.collector?.();
    this.received = received;
    try {
      this.#head(status, response.statusMessage, this.headers);
    } catch (error) {
      this.#fail(error);
      up.destroy();
      return;
    }
    const length =
      response.headers['transfer-encoding'] === undefined ? response.headers['content-length'] : undefined;
    if (length !== undefined) this.#rest = Number(length);
    response.on('data', (chunk: Buffer) => this.#pass(response, received, chunk));
    response.on('end', () => this.#end(up, response));
    response.on('error', (error) => this.#fail(error));
    this.context.atTurn(this);
  }

  #head(status: number, statusText: string | undefined, headers: HeaderList): void {
    try {
      this.#reply.head(status, statusText, headers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_HTTP_TRAILER_INVALID') throw error;
      this.#reply.head(status, statusText, withoutTrailerLine(headers));
    }
  }

  #pass(response: IncomingMessage, received: Collector | undefined, chunk: Buffer): void {
    const keeps = received?.add(chunk) ?? true;
    this.#rest -= chunk.length;
    if (this.#rest === 0) {
      this.#last = chunk;
      return;
    }
    const takes = this.#reply.write(chunk);
    if (!keeps || !takes) hold(response, [keeps || received!.drained(), takes || this.#reply.drained()]);
  }

  #end(up: RawRequest, response: IncomingMessage): void {
    this.close(undefined);
    this.#trailers = pairsOf(response.rawTrailers);
    this.context.atTurn(this);
    // It answered without having read all: nothing else can go over this connection.
    if (!up.writableFinished) up.destroy();
  }

  /** The client shall not see the end of anything before it is recorded. */
  turned(): void {
    const reply = this.#reply;
    if (this.#trailers) reply.end(this.#trailers, this.#last);
    else if (this.#failure) this.#refuse(this.#failure);
    else if (!this.isClosed) reply.flush();
  }

  #fail(error: unknown): void {
    if (this.isClosed) return;
    const failure = failureOf(error);
    this.close(failure);
    if (this.#reply.headSent) this.#reply.destroy();
    else if (failure.cause !== 'aborted') {
      this.#failure = failure;
      this.context.atTurn(this);
    }
  }

  #refuse(failure: WireFailure): void {
    const words = `driftwire got no answer from ${this.target.host}: ${failure.message}\n`;
    this.#reply.send(statusOf(failure), plainText, words);
  }

  abandon(): void {
    this.close({ cause: 'pending', message: 'the capture ended before the exchange did' });
    this.#up?.destroy();
    this.#reply.destroy();
  }
}
