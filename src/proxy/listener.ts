/** The intercepting listener: one port, every way in which clients reach a proxy or a server. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { UsageError } from '../errors.ts';
import { answer, largestHead, statusOf } from './answers.ts';
import type { Authority } from './authority.ts';
import { Dispatcher, type ErrorListener, type Handler } from './dispatch.ts';
import { type Engine, startEngine } from './engine.ts';
import { onFirstBytes } from './first.ts';
import { speechOf } from './hello.ts';
import { Layers } from './layers.ts';
import { SecureDoor } from './secure.ts';
import type { ClientFailure } from './tls-failure.ts';
import { type Decision, type Dial, Tunnels } from './tunnels.ts';
import { stopsParser, type UpgradeHandler, upgrader } from './upgrades.ts';

export interface ListenerOptions {
  readonly authority: Authority;
  readonly handler: Handler;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** What becomes of a CONNECT; without it all are intercepted. Where it throws, the tunnel is refused. */
  readonly decide?: (host: string, port: number) => Decision;
  /** Needed for `tunnel`. With it, intercepted tunnels that carry neither TLS nor HTTP are passed on as they are. */
  readonly dial?: Dial;
  /** The handler answers `Expect: 100-continue`, with `informational`; else the client is told to go on at once. */
  readonly passExpect?: boolean;
  /** Without it, requests for another protocol get 501. */
  readonly onUpgrade?: UpgradeHandler;
  /** A client broke off its TLS handshake, or sent what is no request. */
  readonly onClientError?: (failure: ClientFailure) => void;
  /** What a handler threw; not called where the client went first. */
  readonly onError?: ErrorListener;
  /** Milliseconds for the first bytes of a connection, and for the head of a request; default 60,000. */
  readonly headersTimeout?: number;
  /** Milliseconds for the first bytes through a tunnel; default 0: for ever, since browsers open tunnels ahead of need. */
  readonly tunnelTimeout?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Open connections. */
  readonly connections: number;
  /** Ends everything at once: listening, open tunnels, requests that wait for their answer. */
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that they never meet one that is about to close. */
const keepAliveTimeout = 75_000;
const probeAfter = 60_000;

class OpenListener implements Listener {
  readonly host: string;
  readonly #options: ListenerOptions;
  readonly #headersTimeout: number;
  readonly #layers = new Layers();
  readonly #dispatcher: Dispatcher;
  readonly #door: SecureDoor;
  readonly #tunnels: Tunnels;
  #engine: Engine | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.host = options.host ?? '127.0.0.1';
    this.#headersTimeout = options.headersTimeout ?? 60_000;
    const layers = this.#layers;
    const { authority, handler, onError = () => {}, now = Date.now } = options;
    this.#dispatcher = new Dispatcher({ layers, handler, onError, now });
    this.#door = new SecureDoor({
      authority,
      layers,
      handshakeTimeout: this.#headersTimeout,
      onFailure: options.onClientError ?? (() => {}),
    });
    this.#tunnels = new Tunnels({
      layers,
      decide: options.decide ?? (() => 'intercept'),
      dial: options.dial,
      patience: options.tunnelTimeout ?? 0,
      onError,
      onPlain: (socket) => this.#engine!.serve(socket),
      onTls: (socket, first, layer) => this.#door.accept(socket, first, layer),
    });
  }

  async start(): Promise<this> {
    const { authority, port = 0 } = this.#options;
    const engine = await startEngine({
      authorityFolder: authority.folder,
      host: this.host,
      port,
      tls: this.#door.serverOptions,
      ...(this.#options.passExpect !== undefined && { passExpect: this.#options.passExpect }),
      onSocket: (socket) => this.#admit(socket),
      onConnect: (request, socket, head) => this.#tunnels.open(request.url!, socket, head),
      onRequest: (request, response) => this.#dispatcher.serve(request, response),
    });
    this.#engine = engine;
    this.#door.attach(engine.secure);
    this.#prepare(engine.plain, engine.serve);
    this.#prepare(engine.secure, engine.serveSecure);
    return this;
  }

  #prepare(server: Server, again: (socket: Duplex) => void): void {
    // A long poll or an upload may take as long as it likes; only its head may not.
    Object.assign(server, {
      timeout: 0,
      requestTimeout: 0,
      headersTimeout: this.#headersTimeout,
      keepAliveTimeout,
      maxHeaderSize: largestHead,
      // Of more than its usual thousand lines Node would forget the last, and say nothing.
      maxHeadersCount: 0,
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#complain(error, socket));
    const { onUpgrade, onError = () => {} } = this.#options;
    if (!onUpgrade) return;
    server.on('upgrade', upgrader({ dispatcher: this.#dispatcher, onUpgrade, onError, again }));
    Object.assign(server, { shouldUpgradeCallback: stopsParser });
  }

  #admit(socket: Socket): void {
    const layer = this.#layers.admit(socket);
    socket.on('error', () => {});
    // Finds out about clients that vanished while they waited for a long answer.
    socket.setKeepAlive(true, probeAfter).setNoDelay(true);
    onFirstBytes(socket, this.#headersTimeout, (first) => {
      if (speechOf(first) === 'tls') this.#door.accept(socket, first, layer);
      else this.#engine!.serve(socket);
    });
  }

  #complain(error: NodeJS.ErrnoException, socket: Duplex): void {
    const { code } = error;
    const cannotHear = code === 'ECONNRESET' || code === 'EPIPE' || this.#door.hasFailed(socket);
    if (cannotHear || this.#dispatcher.isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const [status, text] = statusOf(code);
    // Of what breaks off a request, whoever answers that one is told.
    if (!this.#dispatcher.breakOff(socket, error) && status !== 408) this.#tell(socket, text);
    answer(socket, status, text);
  }

  #tell(socket: Duplex, message: string): void {
    const host = this.#layers.of(socket)?.target?.host ?? '';
    this.#options.onClientError?.({ host, reason: 'no-request', message });
  }

  get port(): number {
    return this.#engine!.port;
  }

  get connections(): number {
    return this.#layers.size;
  }

  close(): Promise<void> {
    const { plain } = this.#engine!;
    if (!plain.listening) return Promise.resolve();
    return new Promise((resolve) => {
      plain.once('close', resolve);
      this.#engine!.close();
      this.#layers.destroyAll();
    });
  }
}

/**
 * Starts listening. Throws UsageError `usage/address-in-use` where another program listens, `usage/cannot-listen` where
 * the system does not allow it or has no such address.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const listener = new OpenListener(options);
  return listener.start().catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, listener.host, options.port ?? 0);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const { code } = error;
  if (code === 'EADDRINUSE') return new UsageError('usage/address-in-use', `${where} is in use`, { where });
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return error;
  return new UsageError('usage/cannot-listen', `cannot listen on ${where}: ${code}`, { where, code });
}
