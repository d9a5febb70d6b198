/** Sends requests to servers over connections that are kept. */
import http, { type ClientRequestArgs, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls';
import { largestHead } from '../proxy/answers.ts';
import type { Connector, Endpoint, Wanted } from './connector.ts';
import { RawRequest } from './raw-request.ts';
import { authorityOf, viaLines } from './via.ts';

/** One request, on its way. */
export interface Outgoing extends Endpoint {
  readonly isSecure: boolean;
  /** The name that the client gave in its own handshake. */
  readonly sni?: string | undefined;
  readonly method: string;
  /** As in the request line to the server itself. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

const mostNames = 1000;
const kept = { keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo' } as const;

type Created = (error: Error | null, socket: Duplex) => void;

class PlainAgent extends http.Agent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(kept);
    this.#connector = connector;
  }

  override createConnection(options: ClientRequestArgs): Socket {
    return this.#connector.plain(options as unknown as Wanted, (to) => super.createConnection(to) as Socket);
  }
}

class SecureAgent extends https.Agent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(kept);
    this.#connector = connector;
  }

  override createConnection(options: RequestOptions, created: Created): Socket | undefined {
    return this.#connector.secure(
      options as unknown as Wanted,
      created as never,
      (to) => super.createConnection(to as RequestOptions) as Socket,
    );
  }

  /** All else that could differ is the same for all. */
  override getName(options?: RequestOptions): string {
    return `${options?.host}:${options?.port}:${(options as ConnectionOptions).servername}`;
  }
}

export class Upstream {
  readonly #connector: Connector;
  readonly #plain: PlainAgent;
  readonly #secure: SecureAgent;
  readonly #securities = new Map<string, object>();

  constructor(connector: Connector) {
    this.#connector = connector;
    this.#plain = new PlainAgent(connector);
    this.#secure = new SecureAgent(connector);
  }

  /** Throws what Node throws where the request cannot go over the wire. `isFresh` asks for a new connection. */
  request(outgoing: Outgoing, isFresh = false): RawRequest {
    const { isSecure, host, port, method } = outgoing;
    const options: RequestOptions = {
      method,
      host,
      port,
      ...this.#lines(outgoing),
      setHost: false,
      maxHeaderSize: largestHead,
      agent: isSecure ? this.#secure : this.#plain,
    };
    if (isFresh) this.#forget(outgoing);
    return new RawRequest(isSecure ? { ...options, ...this.#security(outgoing) } : options);
  }

  /** To a server: path and headers. To a proxy: the whole URL, and who asks. */
  #lines({ isSecure, host, port, path, headers }: Outgoing): Pick<RequestOptions, 'path' | 'headers'> {
    const { via } = this.#connector;
    if (!via || isSecure) return { path, headers: headers as never };
    const to = this.#connector.addressOf(host, port);
    const authority = authorityOf(to.host, to.port).replace(/:80$/, '');
    const url = `http://${authority}${path === '*' ? '' : path}`;
    return { path: url, headers: [...headers, ...viaLines(via)] as never };
  }

  /** Kept by name: it is asked for with every request. */
  #security({ host, sni }: Outgoing): object {
    const name = sni || host;
    const known = this.#securities.get(name);
    if (known) return known;
    const made = this.#securityFor(name);
    if (this.#securities.size >= mostNames) this.#securities.clear();
    this.#securities.set(name, made);
    return made;
  }

  #securityFor(name: string): object {
    return {
      protocol: 'https:',
      defaultPort: 443,
      servername: isIP(name) === 0 ? name : '',
      ALPNProtocols: ['http/1.1'],
      ...(this.#connector.context && { secureContext: this.#connector.context }),
      checkServerIdentity: (_: string, certificate: PeerCertificate) =>
        checkServerIdentity(name, certificate),
    };
  }

  /** Ends the connections to a host that wait: the server closed one of them, and may have closed the others. */
  #forget({ isSecure, host, port }: Outgoing): void {
    const { freeSockets } = isSecure ? this.#secure : this.#plain;
    for (const [name, sockets] of Object.entries(freeSockets))
      if (name.startsWith(`${host}:${port}:`)) for (const socket of sockets ?? []) socket.destroy();
  }
}
