/** One request as a handler sees it. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { HeaderList } from '../exchange.ts';
import { pairsOf } from './headers.ts';
import type { Layer } from './layers.ts';
import type { Destination, ReachedBy } from './target.ts';

/** Where a request came from. */
export interface ProxyConnection {
  /** `c` and a number, one for each connection to the listener. */
  readonly id: string;
  /** Address and port. */
  readonly client: string;
  /** Of the client and of this side: no two open connections share both. */
  readonly route: string;
  readonly reachedBy: ReachedBy;
  /** `protocol` as `TLSv1.3`; `sni` is empty where the client named no server. */
  readonly tls?: { readonly protocol: string; readonly sni: string } | undefined;
}

export interface ProxyRequest {
  readonly method: string;
  /** Absolute, as the client meant it; never normalised. */
  readonly url: string;
  /** `1.0` or `1.1`. */
  readonly httpVersion: string;
  /** In wire order, case and duplicates kept; bytes as Latin-1. */
  readonly headers: HeaderList;
  /** The first value of a header; `name` is lower-case. Quicker than to search `headers`. */
  header(name: string): string | undefined;
  /** Waits until it is piped, iterated or resumed; fails where the client goes before its end. */
  readonly body: Readable;
  /** Of the body, once it ended. */
  trailers(): HeaderList;
  readonly connection: ProxyConnection;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Aborted when the client went before it had the whole reply. */
  readonly signal: AbortSignal;
  /** Calls `then` when that happens, with what is wrong with the request where that is why. One at a time, and quicker than the signal. */
  onLeave(then: (why?: Error) => void): void;
}

export class Request implements ProxyRequest {
  readonly url: string;
  readonly startedAt: number;
  readonly #message: IncomingMessage;
  readonly #layer: Layer;
  readonly #reachedBy: ReachedBy;
  #headers: HeaderList | undefined;
  #controller: AbortController | undefined;
  #isGone = false;
  #onLeave: ((why?: Error) => void) | undefined;

  constructor(message: IncomingMessage, layer: Layer, destination: Destination, startedAt: number) {
    this.#message = message;
    this.#layer = layer;
    this.#reachedBy = destination.reachedBy;
    this.url = destination.url;
    this.startedAt = startedAt;
  }

  get method(): string {
    return this.#message.method!;
  }

  get httpVersion(): string {
    return this.#message.httpVersion;
  }

  get headers(): HeaderList {
    this.#headers ??= pairsOf(this.#message.rawHeaders);
    return this.#headers;
  }

  header(name: string): string | undefined {
    const flat = this.#message.rawHeaders;
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index]!.length === name.length && flat[index]!.toLowerCase() === name) return flat[index + 1];
    }
    return undefined;
  }

  get body(): Readable {
    return this.#message;
  }

  trailers(): HeaderList {
    return pairsOf(this.#message.rawTrailers);
  }

  get connection(): ProxyConnection {
    const { id, client, route, tls } = this.#layer;
    return { id, client, route, reachedBy: this.#reachedBy, tls };
  }

  /** Made when first asked for: most requests are over before anybody does. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isGone) this.#controller.abort();
    return this.#controller.signal;
  }

  onLeave(then: (why?: Error) => void): void {
    this.#onLeave = then;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** The client is gone, or cannot be understood any more. */
  leave(why?: Error): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#controller?.abort();
    this.#onLeave?.(why);
  }
}
