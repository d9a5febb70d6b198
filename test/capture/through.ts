/** A client, a capture and an origin that logs on its own, joined by real sockets. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TLSSocket } from 'node:tls';
import { afterEach } from 'vitest';
import { type ForwardOptions, forward } from '../../src/capture/forward.ts';
import type { PendingExchange, Stored, Watcher } from '../../src/capture/watch.ts';
import type { Exchange } from '../../src/exchange.ts';
import type { Listener, ListenerOptions } from '../../src/proxy/listener.ts';
import { becomes, listening } from '../proxy/reach.ts';

/** Remembers what it is told. */
export class Notes implements Watcher {
  readonly pending: PendingExchange[] = [];
  readonly exchanges: Exchange[] = [];
  readonly stored: Stored[] = [];

  opened(pending: PendingExchange): void {
    this.pending.push(pending);
  }

  /** How many exchanges were closed when it was told to write. */
  written = 0;

  write(): void {
    this.written = this.exchanges.length;
  }

  /** What is done with what is stored, while it is there. */
  hold: ((exchange: Exchange, stored: Stored) => Promise<void>) | undefined;

  closed(exchange: Exchange, stored: Stored): Promise<void> | undefined {
    this.exchanges.push(exchange);
    this.stored.push(stored);
    return this.hold?.(exchange, stored);
  }

  /** The exchange that was closed as number `index`, as soon as it is. */
  async exchange(index = 0): Promise<Exchange> {
    await becomes(() => this.exchanges.length > index);
    return this.exchanges[index]!;
  }
}

export interface Origin {
  readonly port: number;
  /** Everything received, one text for each connection, a character a byte. */
  readonly connections: string[];
  readonly sockets: Socket[];
  close(): void;
}

/** An origin that knows no HTTP: it logs bytes, and `answer` writes what it likes. */
export async function origin(
  answer: (socket: Socket, received: string, connection: number) => void,
  options: { tls?: { key: string; cert: string }; host?: string } = {},
): Promise<Origin> {
  const connections: string[] = [];
  const sockets: Socket[] = [];
  const accept = (socket: Socket | TLSSocket): void => {
    const index = connections.push('') - 1;
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      connections[index] += chunk.toString('latin1');
      answer(socket, connections[index]!, index);
    });
  };
  const server: Server = options.tls
    ? createSecureServer({ allowHalfOpen: true, ...options.tls }, accept)
    : createServer({ allowHalfOpen: true }, accept);
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    connections,
    sockets,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Captures on loopback; everything is closed after each test. */
export function capturing() {
  const { listen, closes, authority } = listening();
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });
  return {
    authority,
    closes,
    async origin(...given: Parameters<typeof origin>): Promise<Origin> {
      return closes(await origin(...given));
    },
    async capture(
      options: Partial<ForwardOptions> = {},
      more: Partial<ListenerOptions> = {},
    ): Promise<{ listener: Listener; notes: Notes; forwarder: ReturnType<typeof forward> }> {
      const notes = new Notes();
      const forwarder = forward({ watcher: notes, ...options });
      open.push(forwarder);
      const listener = await listen({ ...forwarder.listener, ...more });
      return { listener, notes, forwarder };
    },
  };
}

/** A whole head has come. */
const isHead = (received: string): boolean => received.includes('\r\n\r\n');

/** Answers each request head with the same text, once per connection. */
export const always =
  (text: string) =>
  (socket: Socket, received: string): void => {
    if (isHead(received)) socket.write(Buffer.from(text, 'latin1'));
  };
