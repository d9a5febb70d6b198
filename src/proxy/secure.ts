/** Hands connections to the TLS server, each with the certificate that its client will look at. */
import { randomBytes } from 'node:crypto';
import type { Server, ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Authority } from './authority.ts';
import { namesServer } from './hello.ts';
import { type Layer, type Layers, plainAddress } from './layers.ts';
import { type ClientFailure, failureOf } from './tls-failure.ts';

// Every default certificate of the server uses the same keys, so that clients can resume across a change of it.
type TicketKeys = Buffer;

export interface SecureOptions {
  readonly authority: Authority;
  readonly layers: Layers;
  /** Milliseconds for a handshake. */
  readonly handshakeTimeout: number;
  readonly onFailure: (failure: ClientFailure) => void;
}

export class SecureDoor {
  readonly #options: SecureOptions;
  readonly #ticketKeys: TicketKeys = randomBytes(48);
  readonly #failed = new WeakSet<Duplex>();
  #server: Server | undefined;

  constructor(options: SecureOptions) {
    this.#options = options;
  }

  /** What the server has to be made with. */
  get serverOptions(): ServerOptions {
    const { authority, handshakeTimeout } = this.#options;
    return {
      // HTTP/2 is not spoken here; clients that offer nothing are taken as well.
      ALPNProtocols: ['http/1.1'],
      ticketKeys: this.#ticketKeys,
      handshakeTimeout,
      SNICallback: (name, done) => {
        authority.contextFor(name).then(
          (context) => done(null, context),
          (error: Error) => done(error),
        );
      },
    };
  }

  attach(server: Server): void {
    this.#server = server;
    // Both before the listeners of the server itself, which start to read, and which report the error as another kind.
    server.prependListener('secureConnection', (socket: TLSSocket) => {
      const sni = nameOf(socket);
      this.#options.layers.encrypt(socket, { protocol: socket.getProtocol() ?? '', sni });
    });
    server.prependListener('tlsClientError', (error: Error, socket: TLSSocket) => {
      this.#failed.add(socket);
      const host = nameOf(socket) || this.#options.layers.below(socket)?.target?.host || '';
      this.#options.onFailure(failureOf(host, error));
    });
  }

  /** The handshake did not come to its end: nothing can be said to the client. */
  hasFailed(socket: Duplex): boolean {
    return this.#failed.has(socket);
  }

  /** `first` is what the client sent so far, still unread in the socket. */
  accept(socket: Duplex, first: Buffer, layer: Layer): void {
    // Half a connection is of no use to TLS; a client that ends in its handshake would keep it until that times out.
    socket.allowHalfOpen = false;
    if (namesServer(first)) this.#server!.emit('connection', socket);
    else this.#acceptUnnamed(socket, layer).catch((error: Error) => this.#refuse(socket, layer, error));
  }

  /** A client that names no server gets the certificate for the host, or the address, that it connected to. */
  async #acceptUnnamed(socket: Duplex, layer: Layer): Promise<void> {
    const host = layer.target?.host ?? plainAddress(layer.carrier.localAddress);
    const { key, chain } = await this.#options.authority.leafFor(host);
    if (socket.destroyed) return;
    this.#server!.setSecureContext({ key, cert: chain, ticketKeys: this.#ticketKeys });
    this.#server!.emit('connection', socket);
  }

  #refuse(socket: Duplex, layer: Layer, error: Error): void {
    this.#options.onFailure(failureOf(layer.target?.host ?? '', error));
    socket.destroy();
  }
}

const nameOf = ({ servername }: { readonly servername?: string | false | null }): string => servername || '';
