/** Connections to servers, kept from one request to the next. */
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { Connector } from './connector.ts';

/** What a connection has to be like for a request: where to, and the TLS on it. */
export interface Way {
  readonly host: string;
  readonly port: number;
  /** Absent: none. */
  readonly tls?: ConnectionOptions | undefined;
  /** Connections that nobody uses, the last used last. */
  readonly idle: Socket[];
  /** All of them. */
  open: number;
  /** Of the last handshake, so that the next one is shorter. */
  session?: Buffer | undefined;
}

/** Milliseconds until the system looks whether the other end is still there. */
const probeAfter = 1000;
const mostIdle = 256;
/** How long a connection waits for its next request, ms: shorter than most servers wait. */
const idleTimeout = 15_000;
const ignore = (): void => {};

/** What Node's client and its agents know of each other beyond what they tell. */
interface Used {
  _httpMessage?: (ClientRequest & { readonly res?: IncomingMessage }) | null;
}

/**
 * In place of the pool of Node's agent, which copies all options three times for each request, looks connections up by
 * a name that it puts together as often, and asks the system for keep-alive again and again.
 */
export class Pool extends Agent {
  readonly #connector: Connector;
  readonly #idleTimeout: number;

  constructor(connector: Connector, idleMs: number = idleTimeout) {
    super({ keepAlive: true });
    this.#connector = connector;
    this.#idleTimeout = idleMs;
  }

  /** Node calls it with every request. */
  addRequest(request: ClientRequest, { way }: { readonly way: Way }): void {
    let socket = way.idle.pop();
    while (socket && !isUsable(socket)) socket = way.idle.pop();
    if (!socket) {
      this.#open(request, way);
      return;
    }
    socket.setTimeout(0);
    request.reusedSocket = true;
    request.onSocket(socket);
  }

  #open(request: ClientRequest, way: Way): void {
    const onOpen = (error: Error | null, socket?: Duplex): void => {
      if (socket) this.#keep(socket as Socket, way);
      const { onSocket } = request as unknown as { onSocket: (socket?: Duplex, error?: Error) => void };
      onSocket.call(request, socket, error ?? undefined);
    };
    const { host, port, tls } = way;
    const socket = tls
      ? this.#connector.secure({ ...tls, host, port }, onOpen, (to) => dialTls(to, way))
      : this.#connector.plain({ host, port }, (to) => connect(to));
    if (socket) onOpen(null, socket);
  }

  #keep(socket: Socket, way: Way): void {
    way.open += 1;
    socket.setNoDelay(true).setKeepAlive(true, probeAfter);
    // Between two requests nobody else hears it.
    socket.on('error', ignore);
    socket.on('free', () => this.#release(socket, way));
    socket.on('timeout', () => {
      if (way.idle.includes(socket)) socket.destroy();
    });
    socket.once('close', () => {
      way.open -= 1;
      const at = way.idle.indexOf(socket);
      if (at >= 0) way.idle.splice(at, 1);
    });
  }

  /** A request is done with the connection; one that was given up before has never had it. */
  #release(socket: Socket & Used, { idle }: Way): void {
    const request = socket._httpMessage;
    socket._httpMessage = null;
    const isKept = request?.shouldKeepAlive && !endsSoon(request.res) && idle.length < mostIdle;
    if (!isKept || !isUsable(socket)) {
      socket.destroy();
      return;
    }
    socket.setTimeout(this.#idleTimeout);
    idle.push(socket);
  }
}

const isUsable = (socket: Socket): boolean => socket.writable && !socket.destroyed;

/** The server said that it keeps the connection for a second, or not that long. */
function endsSoon(response: IncomingMessage | undefined): boolean {
  const hint = response?.headers['keep-alive'];
  return hint !== undefined && /(?:^|[\s,])timeout=[01](?!\d)/i.test(hint as string);
}

function dialTls(to: ConnectionOptions, way: Way): TLSSocket {
  const { session } = way;
  const socket = connectTls(session ? { ...to, session } : to);
  socket.on('session', (next) => {
    way.session = next;
  });
  socket.once('close', (hadError) => {
    if (hadError) way.session = undefined;
  });
  return socket;
}
