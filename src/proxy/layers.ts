/** What is known of the connections that are open, layer by layer. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Target } from './target.ts';

/** One layer of a connection: the socket itself, the TLS on it, a tunnel through either. */
export interface Layer {
  readonly id: string;
  /** Address and port. */
  readonly client: string;
  /** Of the client and of this side: no two open connections share both. */
  readonly route: string;
  readonly target?: Target | undefined;
  readonly tls?: { readonly protocol: string; readonly sni: string } | undefined;
  /** The socket that carries all layers. */
  readonly carrier: Socket;
}

type Ends = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>;

/** The four values that no two open connections share; every layer of one answers the same. */
const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Ends): string =>
  `${remoteAddress}|${remotePort}|${localAddress}|${localPort}`;

/** An address without the prefix that a socket for both families gives to IPv4. */
export const plainAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');

/** One end of a connection: address and port. */
export function endOf(address: string | undefined, port: number | undefined): string {
  const plain = plainAddress(address);
  return `${plain.includes(':') ? `[${plain}]` : plain}:${port}`;
}

/** Both ends, that of the client first. */
export const routeOf = (client: string, server: string): string => `${client} ${server}`;

export class Layers {
  readonly #carriers = new Set<Socket>();
  /** The newest layer of each connection. */
  readonly #byEnds = new Map<string, Layer>();
  readonly #bySocket = new WeakMap<Duplex, Layer>();
  #count = 0;

  /** Open connections. */
  get size(): number {
    return this.#carriers.size;
  }

  /** A connection came in; it is forgotten when it closes. */
  admit(socket: Socket): Layer {
    const client = endOf(socket.remoteAddress, socket.remotePort);
    const route = routeOf(client, endOf(socket.localAddress, socket.localPort));
    const ends = endsOf(socket);
    this.#carriers.add(socket);
    socket.once('close', () => {
      this.#carriers.delete(socket);
      this.#byEnds.delete(ends);
    });
    this.#count += 1;
    return this.#put(socket, { id: `c${this.#count}`, client, route, carrier: socket });
  }

  #put(socket: Duplex & Partial<Ends>, layer: Layer): Layer {
    this.#bySocket.set(socket, layer);
    if (!layer.carrier.destroyed) this.#byEnds.set(endsOf(socket as Ends), layer);
    return layer;
  }

  /** A tunnel was opened on a socket. */
  tunnel(socket: Duplex, target: Target): Layer | undefined {
    const below = this.of(socket);
    // What was known of the layer below, its TLS above all, is not true of the tunnel.
    if (!below) return undefined;
    const { id, client, route, carrier } = below;
    return this.#put(socket, { id, client, route, carrier, target });
  }

  /** A TLS socket is ready. It does not say what it stands on, but it has the same ends. */
  encrypt(socket: Socket, tls: { protocol: string; sni: string }): Layer | undefined {
    const below = this.#byEnds.get(endsOf(socket));
    return below && this.#put(socket, { ...below, tls });
  }

  of(socket: Duplex): Layer | undefined {
    return this.#bySocket.get(socket);
  }

  /** The newest layer of the connection that a TLS socket without a layer of its own stands on. */
  below(socket: Socket): Layer | undefined {
    return this.#byEnds.get(endsOf(socket));
  }

  destroyAll(): void {
    for (const socket of this.#carriers) socket.destroy();
  }
}
