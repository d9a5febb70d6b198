/** The forwarding side of a capture: what a listener needs to pass requests on, and to tell a watcher of them. */
import { Body, type Exchange } from '../exchange.ts';
import type { ListenerOptions } from '../proxy/listener.ts';
import type { ProxyReply } from '../proxy/reply.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import type { Collector } from './collect.ts';
import { Connector, type ConnectorOptions } from './connector.ts';
import { type Finished, Relay } from './relay.ts';
import { Upstream } from './upstream.ts';
import type { Watcher } from './watch.ts';

export interface ForwardOptions extends ConnectorOptions {
  readonly watcher: Watcher;
  /** Hosts that are intercepted and told of; all others are passed on unread. Default: all. */
  readonly isWatched?: ((host: string, port: number) => boolean) | undefined;
}

export interface Forwarder {
  /** For `listen`. */
  readonly listener: Pick<ListenerOptions, 'handler' | 'decide' | 'dial' | 'passExpect'>;
  /** Exchanges that are not over. */
  readonly pending: number;
  /** Closes every open exchange as pending, then every connection to a server. */
  close(): void;
}

/** Nothing is listened to here: pass `listener` to `listen`, and close that one first. */
export function forward(options: ForwardOptions): Forwarder {
  return new Forwarding(options);
}

class Forwarding implements Forwarder {
  readonly #watcher: Watcher;
  readonly #isWatched: (host: string, port: number) => boolean;
  readonly #connector: Connector;
  readonly #upstream: Upstream;
  readonly #open = new Map<string, Relay>();
  #count = 0;

  constructor(options: ForwardOptions) {
    this.#watcher = options.watcher;
    this.#isWatched = options.isWatched ?? (() => true);
    this.#connector = new Connector(options);
    this.#upstream = new Upstream(this.#connector);
  }

  get listener(): Forwarder['listener'] {
    return {
      handler: (request, reply) => this.#take(request, reply),
      decide: (host, port) => (this.#isWatched(host, port) ? 'intercept' : 'tunnel'),
      dial: (host, port, signal) => this.#connector.dial(host, port, signal),
      passExpect: true,
    };
  }

  get pending(): number {
    return this.#open.size;
  }

  #take(request: ProxyRequest, reply: ProxyReply): void {
    if (this.#connector.owns(request.connection.client)) {
      reply.send(508, [['Content-Type', 'text/plain']], 'this request goes round in a circle\n');
      return;
    }
    const id = `x${this.#count++}`;
    const relay = new Relay(
      { upstream: this.#upstream, onClosed: (finished) => this.#closed(finished) },
      id,
      request,
      reply,
    );
    this.#open.set(id, relay);
    this.#watcher.opened({ id, startedAt: request.startedAt, request: relay.request });
    relay.start();
  }

  #closed({ id, exchange, sent, received }: Finished): void {
    this.#open.delete(id);
    const { request, response } = exchange;
    const whole: Exchange = {
      ...exchange,
      ...(sent && { request: { ...request, body: bodyOf(sent) } }),
      ...(response && { response: { ...response, body: received ? bodyOf(received) : Body.empty } }),
    };
    this.#watcher.closed(whole, {});
  }

  close(): void {
    for (const relay of this.#open.values()) relay.abandon();
    this.#connector.close();
  }
}

const bodyOf = (collected: Collector): Body => Body.ofBytes(collected.bytes());
