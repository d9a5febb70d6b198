/** http-mitm-proxy without its noise, as two servers that are handed connections. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as SecureServer, ServerOptions } from 'node:https';
import { Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type IContext, Proxy as MitmProxy } from 'http-mitm-proxy';

export interface EngineOptions {
  /** The root in the library's own layout; without one it would make its own. */
  readonly authorityFolder: string;
  readonly host: string;
  readonly port: number;
  readonly tls: ServerOptions;
  /** A connection came in; nothing of it was read. */
  readonly onSocket: (socket: Socket) => void;
  readonly onConnect: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Hands on requests with `Expect` as they are; else Node tells their clients to go on. */
  readonly passExpect?: boolean;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Engine {
  readonly port: number;
  readonly plain: Server;
  readonly secure: SecureServer;
  /** Has a socket read as HTTP without TLS. */
  serve(socket: Duplex): void;
  /** The same of a socket that does TLS already. */
  serveSecure(socket: Duplex): void;
  /** Stops listening; open connections stay. */
  close(): void;
}

const ignore = (): void => {};

/** The library prints what it meets, and ends a reply with its error's text; this one tells who started it. */
class QuietProxy extends MitmProxy {
  onFailure: (error: Error) => void = () => {};
  readonly #onRequest: EngineOptions['onRequest'];

  constructor(onRequest: EngineOptions['onRequest']) {
    super();
    this.#onRequest = onRequest;
  }

  /**
   * In place of hooks, filters and a context of forty members for each request; the library would also shorten absolute
   * targets, and refuse a request without a host before it asks anybody.
   */
  override _onHttpServerRequest(_: boolean, request: IncomingMessage, response: ServerResponse): void {
    // What goes wrong once the client is gone is nobody's concern.
    response.on('error', ignore);
    this.#onRequest(request, response);
  }

  override _onError(kind: string, _context: IContext | null, error: Error): void {
    if (kind === 'HTTP_SERVER_ERROR' || kind === 'HTTPS_SERVER_ERROR') this.onFailure(error);
  }

  override _onSocketError(): void {}
}

/** Starts listening. Rejects with the error of the system. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const proxy = new QuietProxy(options.onRequest);
  // Does not call back either: the library would open a tunnel of its own.
  proxy.onConnect((request, socket, head: Buffer) => options.onConnect(request, socket, head));
  const secure = await startSecure(proxy, options.tls);
  const plain = await startPlain(proxy, options).catch((error: unknown) => {
    secure.close();
    throw error;
  });
  for (const server of [plain, secure]) server.removeAllListeners('upgrade');
  if (options.passExpect) for (const server of [plain, secure]) passExpect(server);
  const listeners = plain.listeners('connection');
  plain.removeAllListeners('connection').on('connection', options.onSocket);
  const serve = (socket: Duplex): void =>
    readAgain(socket, () => {
      for (const listener of listeners) listener.call(plain, socket);
    });
  const serveSecure = (socket: Duplex): void =>
    readAgain(socket, () => secure.emit('secureConnection', socket));
  return { port: proxy.httpPort, plain, secure, serve, serveSecure, close: () => proxy.close() };
}

function passExpect(server: Server): void {
  for (const event of ['checkContinue', 'checkExpectation'])
    server.on(event, (request, response) => server.emit('request', request, response));
}

/**
 * Starts a parser on a paused socket that holds what was read before. Not at once: a socket that is in the middle of
 * handing out its first bytes would start to read on its own, and nothing could slow the client down afterwards.
 */
function readAgain(socket: Duplex, start: () => void): void {
  setImmediate(() => {
    if (socket.destroyed) return;
    start();
    socket.resume();
  });
}

function startSecure(proxy: QuietProxy, tls: ServerOptions): Promise<SecureServer> {
  return new Promise((resolve, reject) => {
    proxy.onFailure = reject;
    proxy.httpHost = '127.0.0.1';
    proxy._createHttpsServer(tls, (_port, server) => {
      // It is handed its connections: a port of its own would be a second way in. Only the port is closed, since
      // closing the server would end its watch over slow requests as well.
      NetServer.prototype.close.call(server);
      proxy.httpsServer = server;
      resolve(server);
    });
  });
}

function startPlain(proxy: QuietProxy, { host, port, authorityFolder }: EngineOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    proxy.onFailure = reject;
    proxy.listen({ host, port, sslCaDir: authorityFolder, keepAlive: true }, (error?: Error | null) => {
      proxy.onFailure = () => {};
      if (error) reject(error);
      else resolve(proxy.httpServer!);
    });
  });
}
