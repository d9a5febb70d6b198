/** Reaches a listener with real sockets, as clients do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, afterEach } from 'vitest';
import { type Authority, openAuthority } from '../../src/proxy/authority.ts';
import { type Listener, type ListenerOptions, listen } from '../../src/proxy/listener.ts';
import type { ProxyReply } from '../../src/proxy/reply.ts';
import type { ProxyRequest } from '../../src/proxy/request.ts';

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens listeners over one authority, and closes them after each test. */
export function listening() {
  const authority = openAuthority(temporaryFolder());
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return {
    authority: (): Promise<Authority> => authority,
    async listen(options: Partial<ListenerOptions> = {}): Promise<Listener> {
      const listener = await listen({ authority: await authority, handler: describeRequest, ...options });
      open.push(listener);
      return listener;
    },
    /** Closes something else after the test. */
    closes<T extends { close(): unknown }>(one: T): T {
      open.push(one);
      return one;
    },
  };
}

/** Answers with what the handler was told of the request. */
export async function describeRequest(request: ProxyRequest, reply: ProxyReply): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.body) chunks.push(chunk as Buffer);
  const { method, url, httpVersion, headers, connection } = request;
  const body = Buffer.concat(chunks).toString('latin1');
  reply.send(200, [], JSON.stringify({ method, url, httpVersion, headers, body, connection }));
}

/** What `describeRequest` says. */
export interface Description {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: [string, string][];
  readonly body: string;
  readonly connection: ProxyRequest['connection'];
}

/** What arrives on a socket, to be waited for. */
export class Conversation {
  readonly socket: Duplex;
  received = '';
  isOver = false;
  error: Error | undefined;
  #wake: () => void = () => {};

  constructor(socket: Duplex) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#note(() => (this.received += chunk.toString('latin1'))));
    socket.on('error', (error) => this.#note(() => (this.error = error)));
    socket.on('close', () => this.#note(() => (this.isOver = true)));
    socket.on('end', () => this.#note(() => (this.isOver = true)));
  }

  #note(change: () => void): void {
    change();
    this.#wake();
  }

  say(text: string): this {
    this.socket.write(Buffer.from(text, 'latin1'));
    return this;
  }

  /** Resolves with everything received when `isEnough`, or when nothing more will come. */
  async until(isEnough: (received: string) => boolean): Promise<string> {
    while (!this.isOver && !isEnough(this.received)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.received;
  }

  /** The next whole replies, `count` of them. Reads no bodies but those with a Content-Length. */
  async replies(count: number): Promise<WireReply[]> {
    await this.until((received) => repliesIn(received).length >= count);
    return repliesIn(this.received);
  }

  async reply(): Promise<WireReply> {
    const [first] = await this.replies(1);
    if (!first) throw new Error(`no reply, only: ${JSON.stringify(this.received)}`);
    return first;
  }

  over(): Promise<string> {
    return this.until(() => false);
  }
}

export interface WireReply {
  readonly status: number;
  readonly statusLine: string;
  readonly lines: string[];
  readonly body: string;
}

function repliesIn(text: string): WireReply[] {
  const found: WireReply[] = [];
  for (let rest = text; ; ) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return found;
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const length = Number(/^content-length: *(\d+)$/im.exec(lines.join('\n'))?.[1] ?? 0);
    if (rest.length < end + 4 + length) return found;
    const body = rest.slice(end + 4, end + 4 + length);
    found.push({ status: Number(statusLine.split(' ')[1]), statusLine, lines, body });
    rest = rest.slice(end + 4 + length);
  }
}

export const describedBy = (reply: WireReply): Description => JSON.parse(reply.body) as Description;

/** Where a listener listens. */
type Address = Pick<Listener, 'host' | 'port'>;

/** A connection to the listener, before any TLS. */
export async function plain(listener: Address): Promise<Conversation> {
  const socket = connect(listener.port, listener.host);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return new Conversation(socket);
}

/** TLS to the listener itself. */
export async function encrypted(listener: Address, options: ConnectionOptions = {}): Promise<Conversation> {
  return new Conversation(await secured(connect(listener.port, listener.host), options));
}

/** TLS over a socket. Rejects where the handshake fails. */
export async function secured(socket: Duplex, options: ConnectionOptions): Promise<TLSSocket> {
  const secure = connectTls({ socket: socket as Socket, ...options });
  socket.on('error', (error) => secure.destroy(error));
  await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  return secure;
}

/** A socket at the other end of a tunnel. `request` is the CONNECT, `reply` what it was answered. */
export async function tunnel(listener: Address, request: string): Promise<{ socket: Socket; reply: string }> {
  const socket = connect(listener.port, listener.host);
  socket.write(request);
  const reply = await new Promise<string>((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1'))).once('error', reject);
  });
  return { socket, reply };
}

/** TLS inside a tunnel to a host. */
export async function inside(
  listener: Address,
  target: string,
  options: ConnectionOptions,
): Promise<Conversation> {
  const { socket } = await tunnel(listener, `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  return new Conversation(await secured(socket, options));
}

/** Resolves when the event comes. */
export const once = (emitter: NodeJS.EventEmitter, event: string): Promise<unknown> =>
  new Promise((resolve) => {
    emitter.once(event, resolve);
  });

/** Resolves when it has become so, in this process; the test's own time limit is the only one. */
export async function becomes(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** The first bytes that a real TLS client sends. */
export function helloOf(servername: string | undefined): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read() {}, write: (chunk: Buffer) => resolve(chunk) });
    connectTls({ socket: wire, ...(servername !== undefined && { servername }) }).on('error', () => {});
  });
}
