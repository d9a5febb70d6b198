/** Passes a WebSocket on to its server, byte by byte, and keeps a copy of its messages. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HeaderList, WireFailure } from '../exchange.ts';
import { answer } from '../proxy/answers.ts';
import { onLeaving } from '../proxy/leaving.ts';
import { follow } from '../proxy/raw.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import { failureOf, statusOf, UpstreamError } from './failure.ts';
import { drained, hold } from './hold.ts';
import { agreementOf } from './inflate.ts';
import type { MessageLog } from './message-log.ts';
import { Passage, type PassageContext } from './passage.ts';
import type { Caller, RawRequest } from './raw-request.ts';
import { SocketWatch } from './socket-watch.ts';
import type { Destination } from './target.ts';

export class SocketRelay extends Passage implements Caller {
  readonly #proxied: ProxyRequest;
  readonly #client: Duplex;
  /** What the client sent right behind its request. */
  #head: Buffer = Buffer.alloc(0);
  #up: RawRequest | undefined;
  #log: MessageLog | undefined;
  #watch: SocketWatch | undefined;
  #server: Duplex | undefined;
  #stopWatching = (): void => {};
  #then = (): void => {};

  constructor(
    context: PassageContext,
    id: string,
    proxied: ProxyRequest,
    target: Destination,
    client: Duplex,
  ) {
    super(context, id, proxied, target);
    this.#proxied = proxied;
    this.#client = client;
  }

  /** `head` is what the client sent right behind its request. */
  start(head: Buffer): void {
    this.#proxied.onLeave(() => this.#leave());
    // Until the server answers nothing is read, and an end would go unnoticed.
    this.#stopWatching = onLeaving(this.#client, () => this.#leave());
    const { tls } = this.#proxied.connection;
    try {
      const how = { caller: this, sni: tls?.sni, isFresh: false };
      this.#up = this.context.upstream.request(this.target, this.request, how);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#head = head;
    this.#up.end();
  }

  connected(up: RawRequest, socket: Socket): void {
    this.marks.assign(socket, up.reusedSocket);
  }

  sentAll(): void {
    this.marks.finish();
  }

  /** Nothing that a client of WebSockets waits for. */
  informed(): void {}

  failed(_: RawRequest, error: Error): void {
    this.#fail(error);
  }

  #leave(): void {
    // Once both ends are joined, they end as the other one does.
    if (this.#server) return;
    this.#fail(new UpstreamError('aborted', 'the client went before the server answered'));
    this.#up?.destroy();
  }

  /** The server answers in HTTP. What is left of the connection ends with its answer. */
  answered(_: RawRequest, response: IncomingMessage): void {
    this.head(response);
    const received = this.context.collector?.();
    this.received = received;
    const ofConnection = /^(?:connection|keep-alive|transfer-encoding|trailer)$/i;
    const lines = this.headers.filter(([name]) => !ofConnection.test(name));
    this.#writeHead(response, [...lines, ['Connection', 'close']]);
    response.on('data', (chunk: Buffer) => {
      const keeps = received?.add(chunk) ?? true;
      const takes = this.#client.write(chunk);
      if (!keeps || !takes) hold(response, [keeps || received!.drained(), takes || drained(this.#client)]);
    });
    response.on('error', (error) => this.#fail(error));
    response.on('end', () => {
      this.#over(undefined);
      this.#client.once('finish', () => this.#client.destroy());
      this.#later(() => this.#client.end());
    });
  }

  #writeHead({ statusCode, statusMessage }: IncomingMessage, lines: HeaderList): void {
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.#client.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${head}\r\n`, 'latin1');
  }

  upgraded(response: IncomingMessage, server: Duplex, first: Buffer): void {
    this.head(response);
    this.#server = server;
    this.#stopWatching();
    const client = this.#client;
    this.#writeHead(response, this.headers);
    const isWebSocket = response.headers.upgrade?.toLowerCase() === 'websocket';
    if (isWebSocket && this.context.messages) {
      this.#log = this.context.messages();
      this.#watch = new SocketWatch(this.#log, agreementOf(this.headers));
    }
    let failure: WireFailure | undefined;
    for (const socket of [client, server]) {
      socket.once('error', (error) => {
        failure ??= failureOf(error);
      });
    }
    follow(client, server);
    follow(server, client);
    if (this.#head.length > 0) client.unshift(this.#head);
    if (first.length > 0) server.unshift(first);
    this.#pump('client', client, server);
    this.#pump('server', server, client);
    server.once('close', () => this.#over(failure));
  }

  #pump(from: 'client' | 'server', source: Duplex, to: Duplex): void {
    source.on('data', (chunk: Buffer) => {
      const watch = this.#watch;
      const keeps = watch?.push(from, chunk) ?? true;
      const takes = !to.writable || to.write(chunk);
      if (!keeps || !takes) hold(source, [keeps || watch!.drained(), takes || drained(to)]);
    });
    source.once('end', () => to.end());
  }

  #fail(error: unknown): void {
    if (this.isClosed) return;
    const failure = failureOf(error);
    const isAnswered = this.response !== undefined;
    this.#over(failure);
    if (isAnswered || failure.cause === 'aborted') {
      this.#client.destroy();
      return;
    }
    const words = `driftwire got no answer from ${this.target.host}: ${failure.message}`;
    this.#later(() => answer(this.#client, statusOf(failure), words));
  }

  /** The client shall not see the end of anything before it is recorded. */
  #later(then: () => void): void {
    this.#then = then;
    this.context.atTurn(this);
  }

  abandon(): void {
    this.#over({ cause: 'pending', message: 'the capture ended before the exchange did' });
    this.#up?.destroy();
    this.#server?.destroy();
    this.#client.destroy();
  }

  turned(): void {
    this.#then();
  }

  #over(failure: WireFailure | undefined): void {
    this.close(failure, this.#log && { watch: this.#watch!, log: this.#log });
  }
}
