import http from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { becomes, once, plain } from '../proxy/reach.ts';
import { capturing } from './through.ts';

const { capture, closes } = capturing();

/** A WebSocket server of its own kind; `onSocket` says what it does. */
async function socketServer(
  onSocket: (socket: WebSocket) => void,
  options: { perMessageDeflate?: boolean; protocol?: string } = {},
): Promise<number> {
  const server = http.createServer();
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: options.perMessageDeflate ? { threshold: 0 } : false,
    maxPayload: 256 << 20,
  });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  closes({
    close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A client that is led through the capture by the absolute form of its request. */
function clientOf(
  listener: { port: number },
  port: number,
  options: WebSocket.ClientOptions = {},
  protocols: string[] = [],
): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat?x=1`, protocols, {
    perMessageDeflate: false,
    maxPayload: 256 << 20,
    ...options,
    createConnection: ((_: unknown, ready: () => void) =>
      http.globalAgent.createConnection({ host: '127.0.0.1', port: listener.port } as never, ready)) as never,
  });
  client.on('error', () => {});
  return client;
}

const echo = (socket: WebSocket): void => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
};

const texts = (messages: readonly { from: string; opcode: number; data: { text(): string } }[] | undefined) =>
  messages?.map(({ from, opcode, data }) => [from, opcode, data.text()]);

describe('a WebSocket through a capture', () => {
  test.each([false, true])('records every message, packed or not (%s)', async (perMessageDeflate) => {
    const port = await socketServer(echo, { perMessageDeflate });
    const { listener, notes } = await capture();
    const client = clientOf(listener, port, { perMessageDeflate: perMessageDeflate && { threshold: 0 } });
    const got: string[] = [];
    client.on('message', (data: Buffer) => got.push(data.toString('latin1')));
    await once(client, 'open');
    expect(client.extensions).toBe(perMessageDeflate ? 'permessage-deflate' : '');
    client.send('hello hello hello');
    client.send(Buffer.from([0, 255, 254]));
    client.send('hello hello hello 微信');
    const pong = once(client, 'pong');
    client.ping('p');
    await becomes(() => got.length === 3);
    await pong;
    client.close(4001, 'done');
    const exchange = await notes.exchange();
    expect(exchange.response).toMatchObject({ status: 101 });
    expect(exchange.failure).toBeUndefined();
    const from = (side: string) => exchange.messages!.filter((message) => message.from === side);
    expect(texts(from('client'))).toEqual([
      ['client', 1, 'hello hello hello'],
      ['client', 2, Buffer.from([0, 255, 254]).toString('utf8')],
      ['client', 1, 'hello hello hello 微信'],
      ['client', 9, 'p'],
      ['client', 8, '4001 done'],
    ]);
    expect(texts(from('server'))).toEqual([
      ['server', 1, 'hello hello hello'],
      ['server', 2, Buffer.from([0, 255, 254]).toString('utf8')],
      ['server', 1, 'hello hello hello 微信'],
      ['server', 10, 'p'],
      ['server', 8, '4001 done'],
    ]);
    expect(Buffer.from(from('server')[1]!.data.bytes())).toEqual(Buffer.from([0, 255, 254]));
    for (const { at } of exchange.messages!) expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  test('passes the subprotocol that the server chose', async () => {
    const port = await socketServer(() => {});
    const { listener } = await capture();
    const client = clientOf(listener, port, {}, ['chat.v2', 'chat.v1']);
    await once(client, 'open');
    expect(client.protocol).toBe('chat.v2');
    client.terminate();
  });

  test.each([
    [1000, ''],
    [4999, 'why not'],
    [1005, ''],
  ])('is closed as the server closes it: %s %j', async (code, reason) => {
    const port = await socketServer((socket) =>
      socket.on('message', () => (code === 1005 ? socket.close() : socket.close(code, reason))),
    );
    const { listener, notes } = await capture();
    const client = clientOf(listener, port);
    const closed = new Promise((resolve) => client.once('close', (...given) => resolve(given)));
    await once(client, 'open');
    client.send('x');
    expect(await closed).toEqual([code, Buffer.from(reason)]);
    const { messages } = await notes.exchange();
    expect(texts(messages)!.find(([from, opcode]) => from === 'server' && opcode === 8)![2]).toBe(
      code === 1005 ? '' : `${code} ${reason}`.trimEnd(),
    );
  });

  test('is lost to the client when the server is lost', async () => {
    const port = await socketServer((socket) => socket.on('message', () => socket.terminate()));
    const { listener, notes } = await capture();
    const client = clientOf(listener, port);
    const closed = new Promise((resolve) => client.once('close', resolve));
    await once(client, 'open');
    client.send('x');
    expect(await closed).toBe(1006);
    expect(texts((await notes.exchange()).messages)).toEqual([['client', 1, 'x']]);
  });

  test('is lost to the server when the client is lost', async () => {
    let isOver = false;
    const port = await socketServer((socket) => socket.on('close', () => (isOver = true)));
    const { listener, notes } = await capture();
    const client = clientOf(listener, port);
    await once(client, 'open');
    client.terminate();
    await becomes(() => isOver);
    expect((await notes.exchange()).response).toMatchObject({ status: 101 });
  });

  test('that the server refuses is refused, with its words', async () => {
    const server = http.createServer();
    server.on('upgrade', (_, socket) =>
      socket.end('HTTP/1.1 403 Not You\r\nX-Why: no\r\nContent-Length: 4\r\n\r\nGo!\n'),
    );
    closes(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { listener, notes } = await capture();
    const client = clientOf(listener, (server.address() as AddressInfo).port);
    const [, response] = await new Promise<[unknown, http.IncomingMessage]>((resolve) =>
      client.once('unexpected-response', (...given) => resolve(given)),
    );
    expect([response.statusCode, response.statusMessage, response.headers['x-why']]).toEqual([
      403,
      'Not You',
      'no',
    ]);
    const { response: recorded } = await notes.exchange();
    expect([recorded!.status, recorded!.body!.text()]).toEqual([403, 'Go!\n']);
    client.terminate();
  });

  test('to nobody gets a 502 and is recorded as a failure', async () => {
    const { listener, notes } = await capture();
    const client = clientOf(listener, 1);
    const [, response] = await new Promise<[unknown, http.IncomingMessage]>((resolve) =>
      client.once('unexpected-response', (...given) => resolve(given)),
    );
    expect(response.statusCode).toBe(502);
    expect((await notes.exchange()).failure).toMatchObject({ cause: 'refused' });
    client.terminate();
  });

  test('may carry what is no WebSocket, which passes all the same', async () => {
    const server: Server = createServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 OK\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('data', (chunk) => socket.end(Buffer.concat([Buffer.from('got '), chunk])));
      });
      socket.on('error', () => {});
    });
    closes(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { listener, notes } = await capture();
    const client = await plain(listener);
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    client.say(
      `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await client.until((text) => text.includes('\r\n\r\n'));
    client.say('\xff\xff\xff\xff rubbish');
    expect(await client.until((text) => text.endsWith('rubbish'))).toContain('got \xff\xff\xff\xff rubbish');
    client.socket.destroy();
    expect((await notes.exchange()).messages).toEqual([]);
  });

  test('large messages and many of them are stored outside memory, in order', async () => {
    const port = await socketServer(echo);
    const { listener, notes } = await capture();
    const client = clientOf(listener, port);
    let got = 0;
    client.on('message', () => (got += 1));
    await once(client, 'open');
    const sizes = [0, 1, 125, 126, 65_535, 65_536, 3 << 20, 9 << 20, 7];
    for (const size of sizes) client.send(Buffer.alloc(size, size % 251));
    await becomes(() => got === sizes.length);
    client.close();
    const found: [string, number, number][] = [];
    notes.hold = async (_, stored) => {
      for await (const { from, opcode, data } of stored.messages!) {
        if (from === 'client' && opcode === 2) found.push([from, data.size, data.bytes()[0] ?? 0]);
      }
    };
    const exchange = await notes.exchange();
    expect(exchange.messages).toBeUndefined();
    await becomes(() => found.reduce((sum, [, size]) => sum + size, 0) === sizes.reduce((a, b) => a + b));
    expect(found.every(([, size, first]) => size === 0 || sizes.some((one) => one % 251 === first))).toBe(
      true,
    );
    expect(found.map(([, size]) => size).slice(0, 7)).toEqual(sizes.slice(0, 7));
  }, 20_000);
});
