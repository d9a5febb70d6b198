/** Every way in which clients reach the listener, and how it begins and ends. */
import { spawn, spawnSync } from 'node:child_process';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listen as listenOn } from '../../src/proxy/listener.ts';
import type { ProxyRequest } from '../../src/proxy/request.ts';
import {
  becomes,
  Conversation,
  describedBy,
  encrypted,
  inside,
  listening,
  once,
  plain,
  secured,
  tunnel,
} from './reach.ts';

const { authority, listen, closes } = listening();
const trusting = async (servername: string) => ({ ca: (await authority()).rootPem, servername });
const get = (target: string, host = 'wx.qq.com'): string => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Not spawnSync: the listener is in this process. */
function curl(...args: string[]): Promise<string> {
  const child = spawn('curl', ['-sS', '--max-time', '10', ...args]);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  return once(child, 'close').then(() => text);
}

describe('a request reaches the handler', () => {
  test('through CONNECT, with TLS inside', async () => {
    const client = await inside(await listen(), 'wx.qq.com:443', await trusting('wx.qq.com'));
    client.say('POST /?a=1 HTTP/1.1\r\nHost: wx.qq.com\r\nx-Y: 1\r\nX-y: 2\r\ncontent-length: 3\r\n\r\nabc');
    const said = describedBy(await client.reply());
    expect(said).toMatchObject({
      method: 'POST',
      url: 'https://wx.qq.com/?a=1',
      httpVersion: '1.1',
      body: 'abc',
    });
    expect(said.headers.map(([name]) => name)).toEqual(['Host', 'x-Y', 'X-y', 'content-length']);
    expect(said.connection).toMatchObject({
      id: 'c1',
      client: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      reachedBy: 'connect',
      tls: { protocol: 'TLSv1.3', sni: 'wx.qq.com' },
    });
  });

  test('through CONNECT in HTTP/1.0 without any header', async () => {
    const { socket, reply } = await tunnel(await listen(), 'CONNECT wx.qq.com:443 HTTP/1.0\r\n\r\n');
    expect(reply).toBe('HTTP/1.1 200 Connection established\r\n\r\n');
    const client = new Conversation(await secured(socket, await trusting('wx.qq.com')));
    expect(describedBy(await client.say(get('/')).reply()).url).toBe('https://wx.qq.com/');
  });

  test('through CONNECT with Connection: close and a Host without port, more than once', async () => {
    const connectLine = 'CONNECT wx.qq.com:443 HTTP/1.1\r\nHost: wx.qq.com\r\nConnection: close\r\n\r\n';
    const { socket } = await tunnel(await listen(), connectLine);
    const client = new Conversation(await secured(socket, await trusting('wx.qq.com')));
    await client.say(get('/1')).replies(1);
    const replies = await client.say(get('/2')).replies(2);
    expect(replies.map((reply) => describedBy(reply).url)).toEqual([
      'https://wx.qq.com/1',
      'https://wx.qq.com/2',
    ]);
  });

  test('through CONNECT to a port that Host does not say', async () => {
    const client = await inside(await listen(), 'wx.qq.com:8443', await trusting('wx.qq.com'));
    expect(describedBy(await client.say(get('/')).reply()).url).toBe('https://wx.qq.com:8443/');
  });

  test('through CONNECT without TLS', async () => {
    const { socket } = await tunnel(
      await listen(),
      'CONNECT wx.qq.com:80 HTTP/1.1\r\nHost: wx.qq.com\r\n\r\n',
    );
    const said = describedBy(await new Conversation(socket).say(get('/')).reply());
    expect(said).toMatchObject({ url: 'http://wx.qq.com/', connection: { reachedBy: 'connect' } });
    expect(said.connection.tls).toBeUndefined();
  });

  test('through CONNECT to an address', async () => {
    const listener = await listen();
    for (const [target, host, url] of [
      ['127.0.0.2:443', '127.0.0.2', 'https://127.0.0.2/'],
      ['[::1]:8443', '::1', 'https://[::1]:8443/'],
    ] as const) {
      const client = await inside(listener, target, { ca: (await authority()).rootPem, host });
      expect(describedBy(await client.say(get('/')).reply()).url).toBe(url);
    }
  });

  test('through CONNECT on a TLS connection to the proxy', async () => {
    const outer = await encrypted(await listen(), { ca: (await authority()).rootPem, host: '127.0.0.1' });
    await outer
      .say('CONNECT wx.qq.com:443 HTTP/1.1\r\nHost: wx.qq.com:443\r\n\r\n')
      .until((text) => text.includes('\r\n\r\n'));
    const client = new Conversation(await secured(outer.socket, await trusting('wx.qq.com')));
    const said = describedBy(await client.say(get('/')).reply());
    expect(said).toMatchObject({
      url: 'https://wx.qq.com/',
      connection: { id: 'c1', tls: { sni: 'wx.qq.com' } },
    });
  });

  test('through CONNECT with the first bytes right behind it', async () => {
    const client = await plain(await listen());
    client.say(`CONNECT wx.qq.com:80 HTTP/1.1\r\nHost: wx.qq.com\r\n\r\n${get('/1')}${get('/2')}`);
    const [established, ...replies] = await client.replies(3);
    expect(established?.status).toBe(200);
    expect(replies.map((reply) => describedBy(reply).url)).toEqual([
      'http://wx.qq.com/1',
      'http://wx.qq.com/2',
    ]);
  });

  test.each([
    'http://wx.qq.com/p?q',
    'https://wx.qq.com/p',
    'http://wx.qq.com?q',
    'http://u:p@WX.qq.com:80/',
  ])('by the absolute URL %s, as it was written', async (url) => {
    const said = describedBy(await (await plain(await listen())).say(get(url, 'x')).reply());
    expect(said).toMatchObject({ url, headers: [['Host', 'x']], connection: { reachedBy: 'absolute' } });
  });

  test.each([['wx.qq.com'], ['proxy.example']])('by an absolute URL inside TLS for %s', async (sni) => {
    const client = await encrypted(await listen(), await trusting(sni));
    const said = describedBy(await client.say(get('https://wx.qq.com/p')).reply());
    expect(said).toMatchObject({
      url: 'https://wx.qq.com/p',
      connection: { reachedBy: 'tls-absolute', tls: { sni } },
    });
  });

  test('as if the listener were the server, with TLS', async () => {
    const client = await encrypted(await listen(), await trusting('wx.qq.com'));
    const said = describedBy(await client.say(get('/p', 'wx.qq.com:8443')).reply());
    expect(said).toMatchObject({ url: 'https://wx.qq.com:8443/p', connection: { reachedBy: 'tls-origin' } });
  });

  test('as if the listener were the server, without TLS', async () => {
    const said = describedBy(await (await plain(await listen())).say(get('/p')).reply());
    expect(said).toMatchObject({ url: 'http://wx.qq.com/p', connection: { reachedBy: 'origin' } });
  });

  test('in pieces of one byte', async () => {
    const client = await plain(await listen());
    for (const character of get('/p')) {
      client.say(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(describedBy(await client.reply()).url).toBe('http://wx.qq.com/p');
  });

  test('in HTTP/1.0, with a Host and a reply that names the connection', async () => {
    const client = await plain(await listen());
    client.say('GET /p HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n');
    const reply = await client.reply();
    expect(describedBy(reply)).toMatchObject({ url: 'http://a.example/p', httpVersion: '1.0' });
    expect(reply.lines).toContain('Connection: keep-alive');
  });

  test('from the clients of Node', async () => {
    const listener = await listen();
    const response = await new Promise<IncomingMessage>((resolve) => {
      const { host, port } = listener;
      httpRequest({ host, port, path: 'http://a.example/', headers: { Host: 'a.example' } }, (one) =>
        resolve(one),
      ).end();
    });
    expect(response.statusCode).toBe(200);
  });

  test.skipIf(!hasCurl)(
    'from curl, in seven ways (where curl is installed)',
    { timeout: 30_000 },
    async () => {
      const urls: string[] = [];
      const handler = (
        request: ProxyRequest,
        reply: { send(status: number, headers: [], body: string): void },
      ) => {
        urls.push(`${request.connection.reachedBy} ${request.url}`);
        reply.send(200, [], 'ok');
      };
      const { port } = await listen({ handler });
      const root = (await authority()).rootPath;
      const at = `127.0.0.1:${port}`;
      for (const args of [
        ['-x', `http://${at}`, 'https://a.example/1'],
        ['-x', `http://${at}`, 'http://a.example/2'],
        ['--proxy1.0', at, 'https://a.example/3'],
        ['-x', `http://${at}`, '-p', 'http://a.example/4'],
        ['-x', `https://${at}`, '--proxy-cacert', root, 'http://a.example/5'],
        ['--connect-to', `a.example:443:${at}`, 'https://a.example/6'],
        ['-x', `http://${at}`, '--http2', 'http://a.example/7'],
      ]) {
        expect(await curl('--cacert', root, ...args)).toBe('ok');
      }
      expect(urls).toEqual([
        'connect https://a.example/1',
        'absolute http://a.example/2',
        'connect https://a.example/3',
        'connect http://a.example/4',
        'tls-absolute http://a.example/5',
        'tls-origin https://a.example/6',
        'absolute http://a.example/7',
      ]);
    },
  );
});

describe('what is no request gets an answer', () => {
  const malformed = 'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n';
  const long = `GET / HTTP/1.1\r\nHost: a.example\r\nX: ${'x'.repeat(270_000)}\r\n\r\n`;

  test.each([
    ['no HTTP at all', 'SSH-2.0-client\r\n', 400],
    ['a broken head', malformed, 400],
    ['a head of more than 256 KiB', long, 431],
    ['no Host in HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 400],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: ../..\r\n\r\n', 400],
    ['another scheme', 'GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n', 400],
  ])('%s, in plain', async (_name, text, status) => {
    expect((await (await plain(await listen())).say(text).reply()).status).toBe(status);
  });

  test.each([
    ['a broken head', malformed, 400],
    ['a head of more than 256 KiB', long, 431],
  ])('%s, inside TLS, and the connection ends', async (_name, text, status) => {
    const client = await inside(await listen(), 'wx.qq.com:443', await trusting('wx.qq.com'));
    const reply = await client.say(text).reply();
    expect(reply.status).toBe(status);
    expect(reply.lines).toContain('Connection: close');
    await client.over();
  });

  test('a head that does not come: the connection ends', async () => {
    const listener = await listen({ headersTimeout: 30 });
    await (await plain(listener)).over();
    await becomes(() => listener.connections === 0);
  });

  test('a connection that ends before it said anything', async () => {
    const listener = await listen();
    const client = await plain(listener);
    client.socket.end();
    await client.over();
  });
});

describe('the listener', () => {
  test('says where it listens; any free port is taken for 0', async () => {
    const listener = await listen();
    expect(listener.host).toBe('127.0.0.1');
    expect(listener.port).toBeGreaterThan(0);
  });

  test('opens one port, no more', async () => {
    await becomes(() => openPorts() === 0);
    await listen();
    await becomes(() => openPorts() === 1);
  });

  test('does not take an address that is in use', async () => {
    const { port } = await listen();
    await expect(listenOn({ authority: await authority(), handler: () => {}, port })).rejects.toMatchObject({
      code: 'usage/address-in-use',
      exitCode: 2,
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const taken = (busy.address() as { port: number }).port;
    await expect(listen({ port: taken })).rejects.toMatchObject({ code: 'usage/address-in-use' });
    await new Promise((resolve) => busy.close(resolve));
    closes(await listenOn({ authority: await authority(), handler: () => {}, port: taken }));
  });

  test('does not take an address that is not of this machine', async () => {
    await expect(listen({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'usage/cannot-listen' });
  });

  test('listens on the loopback address of IPv6 as well, where there is one', async ({ skip }) => {
    const listener = await listen({ host: '::1' }).catch(() => skip());
    const client = await inside(listener, 'wx.qq.com:443', await trusting('wx.qq.com'));
    const said = describedBy(await client.say(get('/')).reply());
    expect(said.connection.client).toMatch(/^\[::1\]:\d+$/);
  });

  test('ends at once, with tunnels open and requests waiting', async () => {
    let waiting = 0;
    let signal: AbortSignal | undefined;
    const listener = await listen({
      handler: (request) => {
        waiting += 1;
        ({ signal } = request);
      },
    });
    const held = await inside(listener, 'wx.qq.com:443', await trusting('wx.qq.com'));
    held.say(get('/hold'));
    const idle = new Conversation((await tunnel(listener, 'CONNECT a.example:443 HTTP/1.0\r\n\r\n')).socket);
    const silent = await plain(listener);
    await becomes(() => waiting > 0);
    await listener.close();
    await Promise.all([held.over(), idle.over(), silent.over()]);
    expect(signal?.aborted).toBe(true);
    expect(listener.connections).toBe(0);
    const refused = connect(listener.port, listener.host);
    expect(await once(refused, 'error')).toMatchObject({ code: 'ECONNREFUSED' });
    await listener.close();
  });

  test('writes nothing to the console', async () => {
    const written: unknown[] = [];
    const { log, info, debug, error, warn } = globalThis.console;
    const kept = { log, info, debug, error, warn };
    const note = (...words: unknown[]): void => void written.push(words);
    Object.assign(globalThis.console, { log: note, info: note, debug: note, error: note, warn: note });
    try {
      const listener = await listen();
      const client = await inside(listener, 'wx.qq.com:443', await trusting('wx.qq.com'));
      await client.say(get('/')).reply();
      await (await plain(listener)).say('no request\r\n\r\n').over();
      await inside(listener, 'wx.qq.com:443', { servername: 'wx.qq.com' }).catch(() => {});
      await listen({ port: listener.port }).catch(() => {});
      await listener.close();
    } finally {
      Object.assign(globalThis.console, kept);
    }
    expect(written).toEqual([]);
  });
});

/** Handles of this process that listen. */
const openPorts = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
