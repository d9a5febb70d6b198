import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readVia } from '../../src/capture/via.ts';
import { inside, plain, tunnel } from '../proxy/reach.ts';
import { always, capturing } from './through.ts';

const { capture, origin, authority, closes } = capturing();
const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Another proxy: opens tunnels, passes absolute requests on, asks for a password. Says what it was asked. */
async function otherProxy(isSecure: boolean): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const isAllowed = (lines: NodeJS.Dict<string | string[]>): boolean =>
    lines['proxy-authorization'] === `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  const { key, chain } = await (await authority()).leafFor('127.0.0.1');
  const server = isSecure ? createSecureServer({ key, cert: chain }) : createServer();
  server.on('connect', (request, socket: Duplex) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (!isAllowed(request.headers)) {
      socket.end('HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const [host, port] = request.url!.split(':');
    const to = connect(Number(port), host);
    to.on('error', () => socket.destroy());
    to.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(to).pipe(socket);
    });
    closes({ close: () => to.destroy() });
  });
  server.on('request', (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`);
    response.writeHead(isAllowed(request.headers) ? 200 : 407).end('from the proxy');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes({
    close() {
      server.close();
      server.closeAllConnections();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http${isSecure ? 's' : ''}://me:p%40ss@127.0.0.1:${port}`, asked };
}

describe.each([false, true])('through another proxy (TLS: %s)', (isSecure) => {
  test('HTTPS goes by a tunnel', async () => {
    const trust = (await authority()).rootPem;
    const { key, chain } = await (await authority()).leafFor('localhost');
    const server = await origin(always(whole), { tls: { key, cert: chain } });
    const { url, asked } = await otherProxy(isSecure);
    const { listener, notes } = await capture({ trust, via: readVia(url) });
    const client = await inside(listener, `localhost:${server.port}`, { servername: 'localhost', ca: trust });
    client.say(`GET /a HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`);
    expect((await client.reply()).body).toBe('ok');
    expect(asked).toEqual([`CONNECT localhost:${server.port}`]);
    expect(server.connections).toEqual([`GET /a HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`]);
    const { timing } = await notes.exchange();
    expect(timing.connect).toBeGreaterThanOrEqual(timing.ssl!);
  });

  test('HTTP goes by absolute requests, whose record does not know the password', async () => {
    const trust = (await authority()).rootPem;
    const { url, asked } = await otherProxy(isSecure);
    const { listener, notes } = await capture({ trust, via: readVia(url) });
    const client = await plain(listener);
    client.say(
      'GET http://a.example/b?c HTTP/1.1\r\nHost: a.example\r\nProxy-Authorization: Basic other\r\n\r\n',
    );
    expect(await client.until((text) => text.includes('from the proxy'))).toContain('200 OK');
    expect(asked).toEqual(['GET http://a.example/b?c a.example']);
    expect((await notes.exchange()).request.headers).toEqual([['Host', 'a.example']]);
  });

  test('tunnels of hosts that are not watched go as well', async () => {
    const trust = (await authority()).rootPem;
    const server = await origin((socket, received) => socket.write(`got ${received}`));
    const { url, asked } = await otherProxy(isSecure);
    const { listener } = await capture({ trust, via: readVia(url), isWatched: () => false });
    const { socket } = await tunnel(listener, `CONNECT localhost:${server.port} HTTP/1.1\r\n\r\n`);
    socket.write('bytes');
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('got bytes');
    expect(asked).toEqual([`CONNECT localhost:${server.port}`]);
    socket.destroy();
  });

  test('that asks for a password which is not given is a failure', async () => {
    const trust = (await authority()).rootPem;
    const { url } = await otherProxy(isSecure);
    const { listener, notes } = await capture({ trust, via: readVia(url.replace(/me:.*@/, '')) });
    const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
    client.say('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
    expect((await client.reply()).status).toBe(502);
    expect((await notes.exchange()).failure).toMatchObject({ cause: 'refused', message: /407 Who Are You/ });
  });
});

test('another proxy that is not there is a failure', async () => {
  const trust = (await authority()).rootPem;
  const { listener, notes } = await capture({ via: readVia('http://127.0.0.1:1') });
  const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
  client.say('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
  expect((await client.reply()).status).toBe(502);
  expect((await notes.exchange()).failure!.cause).toBe('refused');
});

describe('names and addresses', () => {
  test('the server sees the name that the client gave in its handshake, wherever the tunnel leads', async () => {
    const trust = (await authority()).rootPem;
    const { key, chain } = await (await authority()).leafFor('front.example');
    const names: unknown[] = [];
    const server = await origin(always(whole), { tls: { key, cert: chain } });
    const { listener, notes } = await capture({
      trust,
      map: () => ({ host: '127.0.0.1', port: server.port }),
    });
    const client = await inside(listener, 'back.example:8443', { servername: 'front.example', ca: trust });
    client.say('GET / HTTP/1.1\r\nHost: third.example\r\n\r\n');
    expect((await client.reply()).body).toBe('ok');
    for (const socket of server.sockets) names.push((socket as Socket & { servername?: string }).servername);
    expect(names).toEqual(['front.example']);
    // The tunnel's own target goes before the Host header, its port included.
    expect((await notes.exchange()).request.url).toBe('https://back.example:8443/');
  });

  test.each(['127.0.0.1', '::1'])('%s is an address, without a name', async (address) => {
    const trust = (await authority()).rootPem;
    const { key, chain } = await (await authority()).leafFor(address);
    const server = await origin(always(whole), { tls: { key, cert: chain }, host: address });
    const { listener, notes } = await capture({ trust });
    const authorityOf = `${address.includes(':') ? `[${address}]` : address}:${server.port}`;
    const client = await inside(listener, authorityOf, { ca: trust, host: address });
    client.say(`GET / HTTP/1.1\r\nHost: ${authorityOf}\r\n\r\n`);
    expect((await client.reply()).body).toBe('ok');
    const exchange = await notes.exchange();
    expect(exchange.request.url).toBe(`https://${authorityOf}/`);
    expect(exchange.extra).toMatchObject({ serverIPAddress: address });
  });

  test.each([
    ['http://HOST?q=1', '/?q=1'],
    ['http://HOST', '/'],
    ['http://user:word@HOST/x', '/x'],
  ])('%s asks the server for %s', async (url, path) => {
    const server = await origin(always(whole));
    const host = `127.0.0.1:${server.port}`;
    const { listener, notes } = await capture();
    const client = await plain(listener);
    const asked = url.replace('HOST', host);
    client.say(`GET ${asked} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect((await client.reply()).body).toBe('ok');
    expect(server.connections[0]).toBe(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect((await notes.exchange()).request.url).toBe(asked);
  });

  test('OPTIONS * is about the server', async () => {
    const server = await origin(always(whole));
    const host = `127.0.0.1:${server.port}`;
    const { listener } = await capture();
    const client = await plain(listener);
    client.say(`OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect((await client.reply()).body).toBe('ok');
    expect(server.connections[0]).toBe(`OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  });

  test('a name is looked up, and the time for that measured', async () => {
    const server = await origin(always(whole));
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(`GET http://localhost:${server.port}/ HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await client.reply();
    const { timing } = await notes.exchange();
    expect(timing.dns).toBeGreaterThanOrEqual(0);
    const { blocked, dns, connect: connecting, send, wait, receive, total } = timing;
    expect(blocked! + dns! + connecting! + send! + wait! + receive!).toBeCloseTo(total, 6);
  });
});

describe('bodies that are cut on request', () => {
  test.each([
    ['a text, not inside a character', Buffer.from('你好你好'), 4, '你'],
    ['bytes', Buffer.from([255, 254, 253, 252, 251]), 4, undefined],
    ['more than memory holds', Buffer.alloc(3_000_000, 'ab'), 1_500_000, undefined],
  ])('%s', async (_, body, maxBody, text) => {
    const server = await origin((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const { listener, notes } = await capture({ maxBody });
    const client = await plain(listener);
    const sizes: number[] = [];
    notes.hold = async (_exchange, { responseBody }) => {
      for await (const chunk of responseBody?.chunks() ?? []) sizes.push(chunk.length);
    };
    client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.until((received) => received.length >= body.length + 38);
    const exchange = await notes.exchange();
    const { createHash } = await import('node:crypto');
    expect(exchange.extra).toMatchObject({
      response: {
        bodySize: body.length,
        content: {
          _truncated: { size: body.length, sha256: createHash('sha256').update(body).digest('hex') },
        },
      },
    });
    if (text !== undefined) expect(exchange.response!.body!.text()).toBe(text);
    else if (exchange.response!.body) expect(exchange.response!.body.size).toBe(maxBody);
    else expect(notes.stored[0]!.responseBody!.size).toBe(maxBody);
  });
});
