/** The forwarding side of a capture: what a listener needs to pass requests on, and to tell a watcher of them. */

import type { Duplex } from 'node:stream';
import { answer } from '../proxy/answers.ts';
import type { ListenerOptions } from '../proxy/listener.ts';
import type { ProxyReply } from '../proxy/reply.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import { Collector } from './collect.ts';
import { Connector, type ConnectorOptions } from './connector.ts';
import { MessageLog } from './message-log.ts';
import { OpenList } from './open-list.ts';
import type { Passage, PassageContext } from './passage.ts';
import { exchangeOf, type Finished, type Parts } from './recorded.ts';
import { Relay } from './relay.ts';
import { type Settlement, settle, settleMessages } from './settle.ts';
import { SocketRelay } from './socket-relay.ts';
import { Scratch } from './spill.ts';
import { type Destination, destinationOf } from './target.ts';
import { Upstream } from './upstream.ts';
import type { Stored, Watcher } from './watch.ts';

export interface ForwardOptions extends ConnectorOptions {
  readonly watcher: Watcher;
  /** Hosts that are intercepted and told of; all others are passed on unread. Default: all. */
  readonly isWatched?: ((host: string, port: number) => boolean) | undefined;
  /** Bodies are recorded up to so many bytes, and marked where there were more; default: all of them. */
  readonly maxBody?: number | undefined;
  /** Where bodies that are too large for memory wait to be recorded; default: the system's folder for such files. */
  readonly scratch?: string | undefined;
}

export interface Forwarder {
  /** For `listen`. */
  readonly listener: Pick<ListenerOptions, 'handler' | 'onUpgrade' | 'decide' | 'dial' | 'passExpect'>;
  /** Exchanges that are not over. */
  readonly pending: number;
  /** Closes every open exchange as pending, then every connection to a server; resolves when the watcher knows. */
  close(): Promise<void>;
}

const roundabout = 'this request goes round in a circle';

/** Nothing is listened to here: pass `listener` to `listen`, and close that one first. */
export function forward(options: ForwardOptions): Forwarder {
  return new Forwarding(options);
}

class Forwarding implements Forwarder {
  readonly #watcher: Watcher;
  readonly #isWatched: (host: string, port: number) => boolean;
  readonly #connector: Connector;
  readonly #watched: PassageContext;
  readonly #unwatched: PassageContext;
  readonly #scratch: Scratch;
  readonly #settlement: Settlement;
  readonly #open = new OpenList<Passage>();
  /** What the watcher is still told, or works on. */
  readonly #settling = new Set<Promise<void>>();
  /** Those that go on when this turn of the event loop ends. */
  #due: Passage[] = [];
  #count = 0;

  constructor(options: ForwardOptions) {
    this.#watcher = options.watcher;
    this.#isWatched = options.isWatched ?? (() => true);
    this.#connector = new Connector(options);
    this.#scratch = new Scratch(options.scratch);
    this.#settlement = { scratch: this.#scratch, maxBody: options.maxBody };
    const upstream = new Upstream(this.#connector);
    const atTurn = (passage: Passage): void => this.#atTurn(passage);
    this.#unwatched = { upstream, atTurn, onClosed: (passage) => void this.#open.remove(passage) };
    this.#watched = {
      upstream,
      atTurn,
      collector: () => new Collector(this.#scratch),
      messages: () => new MessageLog(this.#scratch),
      onClosed: (passage, finished) => this.#closed(passage, finished),
    };
  }

  get listener(): Forwarder['listener'] {
    return {
      handler: (request, reply) => this.#take(request, reply),
      onUpgrade: (request, socket, head) => this.#takeSocket(request, socket, head),
      decide: (host, port) => (this.#isWatched(host, port) ? 'intercept' : 'tunnel'),
      dial: (host, port, signal) => this.#connector.dial(host, port, signal),
      passExpect: true,
    };
  }

  get pending(): number {
    return this.#open.size;
  }

  #take(request: ProxyRequest, reply: ProxyReply): void {
    if (this.#connector.owns(request.connection.route)) {
      reply.send(508, [['Content-Type', 'text/plain']], `${roundabout}\n`);
      return;
    }
    const target = destinationOf(request.method, request.url);
    const context = this.#contextFor(target);
    const relay = new Relay(context, this.#nextId(), request, target, reply);
    this.#begin(relay, context);
    relay.start();
  }

  #takeSocket(request: ProxyRequest, socket: Duplex, head: Buffer): void {
    if (this.#connector.owns(request.connection.route)) {
      answer(socket, 508, roundabout);
      return;
    }
    const target = destinationOf(request.method, request.url);
    const context = this.#contextFor(target);
    const relay = new SocketRelay(context, this.#nextId(), request, target, socket);
    this.#begin(relay, context);
    relay.start(head);
  }

  #nextId(): string {
    return `x${this.#count++}`;
  }

  /** Not every way to a host begins with a CONNECT that could be passed on unread. */
  #contextFor({ host, port }: Destination): PassageContext {
    return this.#isWatched(host, port) ? this.#watched : this.#unwatched;
  }

  #begin(passage: Passage, context: PassageContext): void {
    this.#open.add(passage);
    if (context === this.#watched) passage.ticket = this.#watcher.opened(passage);
  }

  #atTurn(passage: Passage): void {
    if (passage.isDue) return;
    passage.isDue = true;
    if (this.#due.push(passage) === 1) setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#watcher.write?.();
    const due = this.#due;
    this.#due = [];
    for (const passage of due) {
      passage.isDue = false;
      passage.turned();
    }
  }

  #closed(passage: Passage, finished: Finished): void {
    this.#open.remove(passage);
    const { sent, received, messages } = finished;
    const request = sent && settle(sent, finished.request.headers, this.#settlement);
    const response = received && settle(received, finished.headers, this.#settlement);
    if (!messages && !(request instanceof Promise) && !(response instanceof Promise)) {
      this.#tell(passage, finished, { request, response });
      return;
    }
    const settled = Promise.all([request, response, messages && settleMessages(messages)]);
    this.#wait(
      settled.then(([request, response, messages]) =>
        this.#tell(passage, finished, { request, response, messages }),
      ),
    );
  }

  #tell({ ticket }: Passage, finished: Finished, parts: Parts): void {
    const told = this.#watcher.closed(exchangeOf(finished, parts), storedOf(parts), ticket);
    if (told) this.#wait(told.finally(() => discard(parts)));
    else discard(parts);
  }

  /** A watcher that fails is heard by whoever closes this; until then others are told all the same. */
  #wait(work: Promise<void>): void {
    this.#settling.add(work);
    work.then(
      () => this.#settling.delete(work),
      () => {},
    );
  }

  async close(): Promise<void> {
    // What is over ends as such.
    this.#turn();
    for (const passage of this.#open) passage.abandon();
    this.#connector.close();
    while (this.#settling.size > 0) {
      const all = [...this.#settling];
      for (const work of all) this.#settling.delete(work);
      await Promise.all(all);
    }
    this.#scratch.close();
  }
}

function discard({ request, response, messages }: Parts): void {
  request?.discard?.();
  response?.discard?.();
  messages?.discard?.();
}

const nothing: Stored = {};

function storedOf({ request, response, messages }: Parts): Stored {
  if (!request?.stored && !response?.stored && !messages?.stored) return nothing;
  return {
    ...(request?.stored && { requestBody: request.stored }),
    ...(response?.stored && { responseBody: response.stored }),
    ...(messages?.stored && { messages: messages.stored }),
  };
}
