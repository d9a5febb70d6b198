/** Hands each request to the handler, whatever way it came, so that nobody waits without an answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Layers } from './layers.ts';
import { type ProxyReply, Reply } from './reply.ts';
import { type ProxyRequest, Request } from './request.ts';
import { reset } from './reset.ts';
import { destinationOf } from './target.ts';

/** Answers a request, now or later. What it throws becomes a 502 where the head was not sent, else the reply breaks off. */
export type Handler = (request: ProxyRequest, reply: ProxyReply) => void | Promise<void>;

export type ErrorListener = (error: unknown, request?: ProxyRequest) => void;

export interface DispatcherOptions {
  readonly layers: Layers;
  readonly handler: Handler;
  readonly onError: ErrorListener;
  readonly now: () => number;
}

interface Open {
  readonly request: Request;
  readonly response: ServerResponse;
}

const plainText = [['Content-Type', 'text/plain; charset=utf-8']] as const;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** What is not finished, by the socket that the reply goes to. No sets: their tables keep each other alive. */
  readonly #open = new WeakMap<Duplex, Open[]>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Part of a reply is on the wire: nothing else may be written there. */
  isAnswering(socket: Duplex): boolean {
    for (const { response } of this.#open.get(socket) ?? []) if (response.headersSent) return true;
    return false;
  }

  /** What comes on a socket cannot be read any more. False: it was no part of any request. */
  breakOff(socket: Duplex, why: Error): boolean {
    const open = this.#open.get(socket) ?? [];
    // The last one is the one that was still being read.
    open.at(-1)?.request.leave(why);
    return open.length > 0;
  }

  /** The request as a handler sees it; undefined where it names no host that it could be for. */
  requestOf(message: IncomingMessage): Request | undefined {
    const layer = this.#options.layers.of(message.socket);
    const destination = layer && destinationOf(message.url!, layer, message.headers.host);
    return destination && new Request(message, layer, destination, this.#options.now());
  }

  serve(message: IncomingMessage, response: ServerResponse): void {
    const request = this.requestOf(message);
    const carrier = this.#options.layers.of(message.socket)?.carrier;
    const reply = new Reply(response, () => carrier && reset(carrier));
    if (!request) {
      reply.send(400, plainText, 'this request names no host that it could be for\n');
      return;
    }
    this.#follow(message, response, request);
    if (isForSocket(message)) reply.send(501, plainText, 'nothing here upgrades connections\n');
    else this.#handle(request, reply);
  }

  #follow(message: IncomingMessage, response: ServerResponse, request: Request): void {
    const { socket } = message;
    const open = this.#open.get(socket) ?? [];
    const one = { request, response };
    if (open.push(one) === 1) this.#open.set(socket, open);
    response.once('close', () => {
      open.splice(open.indexOf(one), 1);
      if (!response.writableFinished) request.leave();
      // A body that nobody read to its end would hold up the next request.
      else if (!message.readableEnded) message.resume();
    });
  }

  #handle(request: Request, reply: Reply): void {
    try {
      this.#options.handler(request, reply)?.catch((error: unknown) => this.#fail(error, request, reply));
    } catch (error) {
      this.#fail(error, request, reply);
    }
  }

  #fail(error: unknown, request: Request, reply: Reply): void {
    if (request.isGone) return;
    this.#options.onError(error, request);
    if (reply.headSent) reply.destroy();
    else reply.send(502, plainText, 'driftwire could not answer this request\n');
  }
}

/** WebSocket and the like; `h2c` is an offer that may be passed over (RFC 9110, 7.8). */
export const isForSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade !== undefined &&
  /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.connection ?? '') &&
  !/^\s*h2c\s*$/i.test(headers.upgrade);
