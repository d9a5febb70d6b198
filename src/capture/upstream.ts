/** Sends requests to servers over connections that are kept. */
import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { HeaderList, WireRequest } from '../exchange.ts';
import { largestHead } from '../proxy/answers.ts';
import type { Connector } from './connector.ts';
import { Pool, type Way } from './pool.ts';
import { type Caller, RawRequest } from './raw-request.ts';
import type { Destination } from './target.ts';
import { authorityOf, viaLines } from './via.ts';

const mostWays = 1000;

export class Upstream {
  readonly #connector: Connector;
  readonly #pool: Pool;
  readonly #ways = new Map<string, Way>();

  constructor(connector: Connector) {
    this.#connector = connector;
    this.#pool = new Pool(connector);
  }

  /**
   * `sni` is the name that the client gave in its own handshake; `isFresh` asks for a new connection. Throws what Node
   * throws where the request cannot go over the wire.
   */
  request(
    target: Destination,
    request: WireRequest,
    { caller, sni, isFresh }: { caller: Caller; sni: string | undefined; isFresh: boolean },
  ): RawRequest {
    const way = this.#wayTo(target, sni);
    // The server closed one of those that wait, and may have closed the others.
    if (isFresh) for (const socket of way.idle.splice(0)) socket.destroy();
    const { host, port, isSecure } = target;
    const isForProxy = this.#connector.via !== undefined && !isSecure;
    const options = {
      method: request.method,
      host,
      port,
      path: isForProxy ? this.#urlFor(target) : target.path,
      headers: isForProxy ? this.#linesFor(request.headers) : request.headers,
      setHost: false,
      maxHeaderSize: largestHead,
      agent: this.#pool,
      way,
    };
    return new RawRequest(options, caller);
  }

  /** A proxy gets the whole URL, and hears who asks. */
  #urlFor({ host, port, path }: Destination): string {
    const to = this.#connector.addressOf(host, port);
    const authority = authorityOf(to.host, to.port).replace(/:80$/, '');
    return `http://${authority}${path === '*' ? '' : path}`;
  }

  #linesFor(headers: HeaderList): HeaderList {
    return [...headers, ...viaLines(this.#connector.via!)];
  }

  #wayTo({ isSecure, host, port }: Destination, sni: string | undefined): Way {
    const name = isSecure ? sni || host : '';
    const key = `${host} ${port} ${name}`;
    const known = this.#ways.get(key);
    if (known) return known;
    const way = { host, port, tls: isSecure ? this.#tlsFor(name) : undefined, idle: [], open: 0 };
    if (this.#ways.size >= mostWays)
      for (const [other, { open }] of this.#ways) if (open === 0) this.#ways.delete(other);
    this.#ways.set(key, way);
    return way;
  }

  #tlsFor(name: string): ConnectionOptions {
    return {
      servername: isIP(name) === 0 ? name : '',
      ALPNProtocols: ['http/1.1'],
      ...(this.#connector.context && { secureContext: this.#connector.context }),
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    };
  }
}
