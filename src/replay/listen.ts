/** Puts a backend behind the proxy listener; nothing is ever dialled from here. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip } from 'node:zlib';
import { Body, type WireRequest, type WireResponse } from '../exchange.ts';
import type { Moment, Reply } from '../protocol/backend.ts';
import { type Listener, listen } from '../proxy/listener.ts';
import type { ProxyReply } from '../proxy/reply.ts';
import type { ProxyRequest } from '../proxy/request.ts';
import type { ServeOptions, Serving, Statistics } from './serving.ts';
import { type Coding, codingFor, cutAt, servedExchange, wireHeaders } from './wire.ts';

/** A request as it waits for its answer. */
interface Waiting {
  readonly id: string;
  readonly request: WireRequest;
  readonly proxied: ProxyRequest;
  readonly reply: ProxyReply;
  readonly startedAt: number;
}

/** As much of a body is given at once: TLS keeps a copy of all that its client does not read. */
const piece = 256 * 1024;
const largestBody = 64 * 1024 * 1024;
/** The longest that a timer takes. */
const longestTimer = 2_147_483_647;
const pack = { gzip: promisify(gzip), deflate: promisify(deflate), br: promisify(brotliCompress) } as const;

/**
 * Lets clients reach a backend through a proxy, or directly over TLS, at `host` and `port` of the result. The backend runs
 * in wall time: `paced` makes one of any. Clients have to trust `authority.rootPath`. Throws UsageError
 * `usage/address-in-use` or `usage/cannot-listen`.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const server = new BackendServer(options);
  await server.start();
  return server;
}

class BackendServer implements Serving {
  readonly #options: ServeOptions;
  readonly #held = new Map<number, Waiting>();
  readonly #delayed = new Set<NodeJS.Timeout>();
  #listener: Listener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;
  #requests = 0;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { authority, host, port, onClientError, onError } = this.#options;
    this.#listener = await listen({
      authority,
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...(onClientError && { onClientError }),
      onError: (error) => onError?.(error),
      handler: (request, reply) => this.#take(request, reply),
    });
  }

  get host(): string {
    return this.#listener!.host;
  }

  get port(): number {
    return this.#listener!.port;
  }

  get statistics(): Statistics {
    return { requests: this.#requests, held: this.#held.size };
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const timer of this.#delayed) clearTimeout(timer);
    await this.#listener?.close();
  }

  async #take(proxied: ProxyRequest, reply: ProxyReply): Promise<void> {
    const { method, url, httpVersion, headers, startedAt } = proxied;
    const id = `e${this.#requests++}`;
    const body = await bodyOf(proxied, this.#options.maxBody ?? largestBody);
    if (body === undefined) {
      reply.send(
        413,
        [
          ['Content-Type', 'text/plain'],
          ['Connection', 'close'],
        ],
        'the body of this request is too large\n',
      );
      return;
    }
    const request: WireRequest = {
      method,
      url,
      httpVersion: `HTTP/${httpVersion}`,
      headers,
      ...(!body.isEmpty && { body }),
    };
    const waiting: Waiting = { id, request, proxied, reply, startedAt };
    const answer = this.#options.backend.handle(request, this.#moment());
    if (answer.held === undefined) await this.#answer(waiting, answer);
    else this.#hold(answer.held, waiting);
    this.#schedule();
  }

  #hold(handle: number, waiting: Waiting): void {
    this.#held.set(handle, waiting);
    const { signal } = waiting.proxied;
    const leave = (): void => {
      if (!this.#held.delete(handle)) return;
      this.#options.backend.forget(handle);
      this.#report(waiting, undefined, undefined);
      this.#schedule();
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }

  /** One timer for all that will happen. */
  #schedule(): void {
    const next = this.#options.backend.nextWake() ?? Number.POSITIVE_INFINITY;
    if (next === this.#due) return;
    clearTimeout(this.#timer);
    this.#due = next;
    if (next === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(longestTimer, Math.max(0, Math.ceil(next - performance.now())));
    this.#timer = setTimeout(() => this.#wake(), delay);
  }

  #wake(): void {
    this.#due = Number.POSITIVE_INFINITY;
    for (const release of this.#options.backend.wake(this.#moment())) {
      const waiting = this.#held.get(release.held);
      this.#held.delete(release.held);
      if (waiting) void this.#answer(waiting, release);
    }
    this.#schedule();
  }

  #moment(): Moment {
    return { now: performance.now(), wall: Date.now() };
  }

  async #answer(waiting: Waiting, reply: Reply): Promise<void> {
    const delay = reply.damage?.delay ?? 0;
    if (delay > 0) await this.#sleep(delay);
    try {
      const sent = await this.#send(waiting, reply);
      this.#report(waiting, sent, reply);
    } catch (error) {
      this.#options.onError?.(error);
      waiting.reply.destroy();
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          this.#delayed.delete(timer);
          resolve();
        },
        Math.min(ms, longestTimer),
      );
      this.#delayed.add(timer);
    });
  }

  /** The head as it went out; undefined where the damage left none. */
  async #send(
    { proxied, reply, request }: Waiting,
    { response, damage = {} }: Reply,
  ): Promise<WireResponse | undefined> {
    if (damage.raw) {
      sendRaw(proxied, damage.raw);
      return undefined;
    }
    if (damage.cutAfter === 0) {
      reply.destroy();
      return undefined;
    }
    const plain = response.body?.bytes() ?? new Uint8Array();
    const coding = codingFor(request.headers, response.headers, response.status, plain.length);
    const bytes = coding ? await packed(coding, plain) : plain;
    const headers = wireHeaders(response.headers, coding, response.status, bytes.length);
    const cut =
      damage.cutAfter === undefined
        ? bytes
        : bytes.subarray(0, cutAt(damage.cutAfter, plain.length, bytes.length));
    const usual = STATUS_CODES[response.status];
    if (damage.cutAfter === undefined && (response.statusText ?? usual) === usual && bytes.length <= piece)
      reply.send(response.status, headers, bytes);
    else {
      reply.head(response.status, response.statusText, headers);
      for (let at = 0; at < cut.length && !proxied.signal.aborted; at += piece)
        if (!reply.write(cut.subarray(at, at + piece))) await reply.drained();
      reply.end();
    }
    return { ...response, httpVersion: 'HTTP/1.1', headers };
  }

  #report(waiting: Waiting, response: WireResponse | undefined, reply: Reply | undefined): void {
    this.#options.onServed?.(servedExchange(waiting, Date.now(), response, reply), reply?.why);
  }
}

/** Undefined: too large, and not read to its end. Fails where the client goes before its end. */
function bodyOf({ body }: ProxyRequest, most: number): Promise<Body | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const take = (chunk: Uint8Array): void => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        body.off('data', take).pause();
        resolve(undefined);
      }
    };
    body.on('data', take).on('error', reject);
    body.on('end', () => resolve(Body.ofBytes(Buffer.concat(chunks)))).resume();
  });
}

const packed = async (coding: Coding, bytes: Uint8Array): Promise<Uint8Array> => pack[coding](bytes);

/** The request comes from Node's server, whose requests know their socket. */
function sendRaw({ body }: ProxyRequest, bytes: Uint8Array): void {
  const { socket } = body as unknown as { socket: Duplex };
  socket.end(bytes);
}
