/** Opens connections to servers: mapped elsewhere, led through another proxy, measured, given up in time. */
import { connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls, { type SecureContext } from 'node:tls';
import { endOf, routeOf } from '../proxy/layers.ts';
import { UpstreamError } from './failure.ts';
import { markDial } from './marks.ts';
import { through, type Via } from './via.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ConnectorOptions {
  /** Where to connect instead; names in requests and certificates stay those of the host. */
  readonly map?: ((host: string, port: number) => Endpoint | undefined) | undefined;
  /** A proxy that all connections go through. */
  readonly via?: Via | undefined;
  /** Certificates of authorities that are trusted beside the usual ones, PEM. */
  readonly trust?: string | undefined;
  /** Milliseconds until a connection has to be ready; default 30,000. */
  readonly connectTimeout?: number | undefined;
}

/** What Node's agents say of the connection that they need. */
export type Wanted = Endpoint & Readonly<Record<string, unknown>>;
type Created = (error: Error | null, socket?: Duplex) => void;
type Create = (options: Wanted & { socket?: Socket }) => Socket;

export class Connector {
  readonly via: Via | undefined;
  /** For TLS to servers; undefined where the usual authorities are enough. */
  readonly context: SecureContext | undefined;
  readonly #options: ConnectorOptions;
  readonly #patience: number;
  readonly #open = new Set<Socket>();
  /** What they join. The system gives the same port to connections that lead to different places. */
  readonly #routes = new Set<string>();
  #isClosed = false;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.via = options.via;
    this.#patience = options.connectTimeout ?? 30_000;
    // One for all: to read a hundred certificates for every connection would take longer than the connection.
    this.context = options.trust === undefined ? undefined : trusting(options.trust);
  }

  /** The host's own address, or the one that it is mapped to. */
  addressOf(host: string, port: number): Endpoint {
    return this.#options.map?.(host, port) ?? { host, port };
  }

  /** A connection that was opened here came back as that of a client: the request goes round in a circle. */
  owns(route: string): boolean {
    return this.#routes.has(route);
  }

  /** A connection for HTTP without TLS: to the server, or to the proxy that will pass the request on. */
  plain(wanted: Wanted, create: Create): Socket {
    const { via } = this;
    const began = performance.now();
    if (via?.secure) return this.#watch(this.#dialSecureProxy(via), began, 'secureConnect');
    const to = via ?? this.addressOf(wanted.host, wanted.port);
    return this.#watch(create({ ...wanted, host: to.host, port: to.port }), began, 'connect');
  }

  #dialSecureProxy(via: Via): Socket {
    const { host, port } = via;
    return tls.connect({ host, port, servername: isIP(host) === 0 ? host : '', ...this.#trust() });
  }

  #trust(): { secureContext?: SecureContext } {
    return this.context ? { secureContext: this.context } : {};
  }

  /** A connection with TLS to the server. Undefined: it is handed over later. */
  secure(wanted: Wanted, created: Created, create: Create): Socket | undefined {
    const began = performance.now();
    const to = this.addressOf(wanted.host, wanted.port);
    if (!this.via)
      return this.#watch(create({ ...wanted, host: to.host, port: to.port }), began, 'secureConnect');
    this.#through(to).then(
      (socket) => {
        const secure = this.#watch(create({ ...wanted, socket }), began, 'secureConnect');
        secure.emit('connect');
        created(null, secure);
      },
      (error: Error) => created(error),
    );
    return undefined;
  }

  #through({ host, port }: Endpoint, signal?: AbortSignal): Promise<Socket> {
    return through(this.via!, host, port, {
      patience: this.#patience,
      ...this.#trust(),
      ...(signal && { signal }),
    });
  }

  /** A bare connection, for bytes that are passed on as they are. */
  async dial(host: string, port: number, signal: AbortSignal): Promise<Duplex> {
    const to = this.addressOf(host, port);
    if (this.via) return this.#keep(await this.#through(to, signal));
    const socket = this.#watch(connect({ ...to, signal, allowHalfOpen: true }), performance.now(), 'connect');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    return socket;
  }

  #watch(socket: Socket, began: number, ready: 'connect' | 'secureConnect'): Socket {
    markDial(socket, began);
    const timer = setTimeout(() => {
      socket.destroy(new UpstreamError('timeout', `no connection after ${this.#patience} ms`));
    }, this.#patience);
    socket.once(ready, () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    return this.#keep(socket);
  }

  #keep(socket: Socket): Socket {
    this.#open.add(socket);
    let route = '';
    const note = (): void => {
      const { localAddress, localPort, remoteAddress, remotePort } = socket;
      route = routeOf(endOf(localAddress, localPort), endOf(remoteAddress, remotePort));
      this.#routes.add(route);
    };
    if (socket.connecting) socket.once('connect', note);
    else note();
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#routes.delete(route);
    });
    if (this.#isClosed) socket.destroy();
    return socket;
  }

  /** Ends every connection at once. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#open) socket.destroy();
  }
}

/** The usual authorities, and others. Throws what OpenSSL says of a text that holds no certificate. */
function trusting(pem: string): SecureContext {
  const usual = (tls as { getCACertificates?: (kind: 'default') => string[] }).getCACertificates?.('default');
  return tls.createSecureContext({ ca: [...(usual ?? tls.rootCertificates), pem] });
}
