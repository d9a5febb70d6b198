import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { plain } from '../proxy/reach.ts';
import { capturing } from './through.ts';

const { capture, origin } = capturing();

const block = Buffer.alloc(64 << 10);
/** More than all buffers on the way can hold together. */
const much = 256 << 20;
const mib = 1 << 20;

/** Writes as fast as it may; says how much was accepted once nothing more is for a while. */
async function push(socket: Socket): Promise<number> {
  let accepted = 0;
  const more = (): void => {
    while (accepted < much && !socket.destroyed) {
      accepted += block.length;
      if (!socket.write(block)) return;
    }
  };
  socket.on('drain', more);
  more();
  for (let before = -1; before !== accepted; ) {
    before = accepted;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  socket.off('drain', more);
  return accepted;
}

describe('a reader that does not read holds up the sender', () => {
  test('down: the server', async () => {
    const server = await origin((socket, received) => {
      if (received.endsWith('\r\n\r\n')) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${much}\r\n\r\n`);
    });
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until((text) => text.includes('\r\n\r\n'));
    client.socket.pause();
    expect(await push(server.sockets[0]!)).toBeLessThan(64 * mib);
    expect(notes.exchanges).toEqual([]);
    client.socket.destroy();
    expect((await notes.exchange()).failure!.cause).toBe('aborted');
  }, 20_000);

  test('up: the client', async () => {
    const server = await origin((socket) => socket.pause());
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(
      `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${much}\r\n\r\n`,
    );
    expect(await push(client.socket as Socket)).toBeLessThan(64 * mib);
    client.socket.destroy();
    // Nothing is read from the client meanwhile, so that its going is noticed only when the server moves.
    server.sockets[0]!.destroy();
    expect((await notes.exchange()).failure!.cause).toMatch(/^(?:aborted|reset)$/);
  }, 20_000);

  test('a WebSocket: whoever sends', async () => {
    const server = await origin((socket, received) => {
      if (received.endsWith('\r\n\r\n'))
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      else socket.pause();
    });
    const { listener } = await capture();
    const client = await plain(listener);
    client.say(
      `GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    );
    await client.until((text) => text.includes('\r\n\r\n'));
    client.socket.pause();
    expect(await push(server.sockets[0]!)).toBeLessThan(64 * mib);
    expect(await push(client.socket as Socket)).toBeLessThan(64 * mib);
    client.socket.destroy();
  }, 20_000);

  test('and goes on where it stopped', async () => {
    const size = 8 * mib;
    const server = await origin((socket, received) => {
      if (!received.endsWith('\r\n\r\n')) return;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(size, 'x'));
    });
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until((text) => text.includes('\r\n\r\n'));
    client.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.socket.resume();
    await client.until((text) => text.length >= size);
    const exchange = await notes.exchange();
    expect(exchange.failure).toBeUndefined();
    expect(exchange.extra).toMatchObject({ response: { bodySize: size } });
    expect(notes.stored[0]!.responseBody!.size).toBe(size);
  }, 20_000);
});
