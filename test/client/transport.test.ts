/** Requests over real sockets: what goes out, what comes back, and what becomes of what goes wrong. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openTransport, type Transport } from '../../src/client/transport.ts';
import { Body, type Exchange, header, type SendOptions, type WireRequest } from '../../src/exchange.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
let shared: Transport | undefined;
afterAll(() => shared?.close());

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(handler: Handler): Promise<string> {
  const server: Server = createServer(handler).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const send = (request: Partial<WireRequest> & { url: string }, options?: SendOptions): Promise<Exchange> => {
  shared ??= openTransport();
  return shared.effects.send({ method: 'GET', headers: [], ...request }, options);
};

describe('a request', () => {
  test('leaves as it was filled, and is recorded as it left', async () => {
    let raw: string[] = [];
    let url = '';
    const base = await listening((request, response) => {
      raw = request.rawHeaders;
      url = request.url ?? '';
      response.end();
    });
    const exchange = await send({
      method: 'POST',
      url: `${base}/a?b=%20c|d&e==@f`,
      headers: [
        ['X-One', '1'],
        ['accept', 'x'],
        ['Cookie', 'a=b; c=d'],
      ],
      body: Body.ofText('{"ä":1}'),
    });
    expect(url).toBe('/a?b=%20c|d&e==@f');
    expect(exchange.request.headers.flat()).toEqual(raw);
    expect(header(exchange.request.headers, 'content-length')).toBe('8');
  });

  test('says nothing of its own but what a connection needs', async () => {
    let names: string[] = [];
    const base = await listening((request, response) => {
      names = Object.keys(request.headers);
      response.end();
    });
    await send({ url: base });
    expect(names.sort()).toEqual(['accept-encoding', 'connection', 'host']);
  });

  test('keeps connections alive', async () => {
    const sockets = new Set<unknown>();
    const base = await listening((request, response) => {
      sockets.add(request.socket);
      response.end('x');
    });
    for (let count = 0; count < 5; count++) await send({ url: base });
    expect(sockets.size).toBeLessThan(5);
  });
});

describe('a reply', () => {
  test('keeps its headers as they came, duplicates too', async () => {
    const base = await listening((_, response) => {
      response.writeHead(203, 'Fine', ['X-A', '1', 'set-cookie', 'a=1', 'Set-Cookie', 'b=2']);
      response.end('body');
    });
    const { response } = await send({ url: base });
    expect(response).toMatchObject({ status: 203, statusText: 'Fine' });
    expect(response!.headers.slice(0, 3)).toEqual([
      ['X-A', '1'],
      ['set-cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
    expect(response!.body!.text()).toBe('body');
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (bytes: Buffer) => bytes],
  ] as const)('is unpacked from %s', async (coding, pack) => {
    const text = '你好 '.repeat(5000);
    const base = await listening((_, response) => {
      response.setHeader('Content-Encoding', coding);
      response.end(pack(Buffer.from(text)));
    });
    expect((await send({ url: base })).response!.body!.text()).toBe(text);
  });

  test('redirects are not followed', async () => {
    const base = await listening((_, response) => response.writeHead(302, { Location: '/else' }).end());
    expect((await send({ url: base })).response!.status).toBe(302);
  });

  test('is handed over as it comes, at the pace of whoever takes it', async () => {
    const total = 12 * 1024 * 1024;
    const base = await listening((_, response) => {
      for (let sent = 0; sent < total; sent += 65_536) response.write(Buffer.alloc(65_536, 7));
      response.end();
    });
    let taken = 0;
    let under = 0;
    let most = 0;
    const onBody = async (chunk: Uint8Array): Promise<void> => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      taken += chunk.length;
    };
    const { response } = await send({ url: base }, { onBody });
    expect([taken, most]).toEqual([total, 1]);
    expect(response!.body).toBeUndefined();
  });
});

describe('a failure', () => {
  test('that nobody listens', async () => {
    const { failure, response } = await send({ url: 'http://127.0.0.1:1/' });
    expect([failure?.cause, response]).toEqual(['refused', undefined]);
  });

  test('that the name is not known', async () => {
    expect((await send({ url: 'http://nobody.invalid/' })).failure?.cause).toBe('dns');
  });

  test.each([
    ['reset', 'before an answer', (): Buffer | undefined => undefined],
    [
      'reset',
      'in the middle of a body',
      () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    ],
    ['protocol', 'what is no HTTP', () => Buffer.from('HTTP/1.1 0 -\r\n\0\u0001\u0002')],
    [
      'protocol',
      'what is not packed as it says',
      () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd'),
    ],
  ] as const)('%s: %s', async (cause, _, bytes) => {
    const server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes() ?? ''));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as { port: number };
    expect((await send({ url: `http://127.0.0.1:${port}/` })).failure?.cause).toBe(cause);
  });

  test('that the other side is not who it should be', async () => {
    const base = await listening((_, response) => response.end());
    expect((await send({ url: base.replace('http:', 'https:') })).failure?.cause).toBe('tls');
  });

  test('given up, at once', async () => {
    const base = await listening(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const { failure, timing } = await send({ url: base }, { signal: stop.signal });
    expect(failure?.cause).toBe('aborted');
    expect(timing.total).toBeLessThan(5000);
  });

  test('that a proxy does not reach the other side', async () => {
    const proxy = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.once('listening', resolve));
    closing.push(() => proxy.close());
    const transport = openTransport({
      via: `http://127.0.0.1:${(proxy.address() as { port: number }).port}`,
    });
    closing.push(() => transport.close());
    const exchange = await transport.effects.send({ method: 'GET', url: 'https://wx.qq.com/', headers: [] });
    expect(exchange.failure?.cause).toBe('refused');
  });
});

test('a sleep ends with its time or its signal', async () => {
  shared ??= openTransport();
  const { effects } = shared;
  const before = effects.now();
  await effects.sleep(20);
  expect(effects.now() - before).toBeGreaterThanOrEqual(15);
  await effects.sleep(60_000, AbortSignal.abort());
  await effects.sleep(60_000, AbortSignal.timeout(20));
  expect(effects.now() - before).toBeLessThan(20_000);
});
