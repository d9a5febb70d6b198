/** Every known pitfall has its tests; here are those that have no better place. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { openAuthority } from '../../src/proxy/authority.ts';
import type { ClientFailure } from '../../src/proxy/tls-failure.ts';
import { becomes, Conversation, inside, once, plain, temporaryFolder, tunnel } from '../proxy/reach.ts';
import { pitfalls } from './pitfalls.ts';
import { always, capturing } from './through.ts';

const { capture, origin, authority } = capturing();
const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const host = 'a.example';

/** An origin with TLS for `host`, and a capture that leads everything to it. */
async function secureCapture(answer: Parameters<typeof origin>[0], errors: ClientFailure[] = []) {
  const { leafFor, rootPem: trust } = await bound();
  const { key, chain } = await leafFor(host);
  const server = await origin(answer, { tls: { key, cert: chain } });
  const map = () => ({ host: '127.0.0.1', port: server.port });
  const captured = await capture({ trust, map }, { onClientError: (failure) => errors.push(failure) });
  const client = () => inside(captured.listener, `${host}:443`, { servername: host, ca: trust });
  return { ...captured, server, client };
}
const bound = async () => {
  const one = await authority();
  return { leafFor: (name: string) => one.leafFor(name), rootPem: one.rootPem, folder: one.folder };
};
const get = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const isAsked = (received: string | undefined): boolean => received?.endsWith('\r\n\r\n') === true;
const gone = (socket: Socket): Promise<unknown> => Promise.race([once(socket, 'end'), once(socket, 'close')]);

describe('the table of pitfalls', () => {
  test('names each of them once', () => {
    const ids = [
      ...Array.from({ length: 26 }, (_, at) => `1.${at + 1}`),
      ...Array.from({ length: 23 }, (_, at) => `6.${at + 1}`),
    ];
    expect(pitfalls.map(({ id }) => id)).toEqual(ids);
  });

  test.each(pitfalls.map(({ id, name, tests }) => [id, name, tests] as const))(
    '%s %s',
    (_id, _name, tests) => {
      expect(tests.length).toBeGreaterThan(0);
      for (const one of tests) {
        const [file, title] = [one.slice(0, one.indexOf(': ')), one.slice(one.indexOf(': ') + 2)];
        const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
        expect(
          ["'", '`'].some((quote) => text.includes(quote + title + quote)),
          one,
        ).toBe(true);
      }
    },
  );
});

describe('an answer that is cut short', () => {
  const starts = {
    'a length': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart',
    chunks: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n',
  };
  const ends: Record<string, (socket: Socket) => unknown> = {
    'an end': (socket) => socket.end(),
    'an end without a farewell': (socket) => socket.destroy(),
    'a reset': (socket) => (socket as Socket & { _parent: Socket })._parent.resetAndDestroy(),
  };
  test.each(
    Object.entries(starts).flatMap(([framing, start]) =>
      Object.entries(ends).map(([end, act]) => ({ framing, start, end, act })),
    ),
  )('by $end, with $framing, inside TLS', async ({ start, act }) => {
    const { client, notes } = await secureCapture((socket) => {
      socket.write(start);
      setTimeout(() => act(socket), 30);
    });
    const received = await (await client()).say(get).over();
    expect(received).toContain('part');
    expect(received).not.toMatch(/driftwire|0\r\n\r\n$/);
    const { failure, response } = await notes.exchange();
    expect([failure!.cause, response!.body!.text()]).toEqual(['reset', 'part']);
  });
});

describe('certificates', () => {
  test('many first connections leave nothing that a restart could stumble over', async () => {
    const folder = join(temporary, 'restart');
    const one = await openAuthority(folder);
    const before = readdirSync(folder, { recursive: true }).sort();
    const listener = (await capture({ isWatched: () => true }, { authority: one })).listener;
    const options = { servername: host, ca: one.rootPem };
    await Promise.all(Array.from({ length: 6 }, () => inside(listener, `${host}:443`, options)));
    expect(one.issued).toBe(1);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    await listener.close();
    const again = await openAuthority(folder);
    expect(again.rootPem).toBe(one.rootPem);
    const next = (await capture({}, { authority: again })).listener;
    await inside(next, `${host}:443`, options);
  });

  test.each(['ca', 'ca.private', 'keys'])('a host of the name %s writes nothing', async (name) => {
    const { folder, rootPem: ca } = await bound();
    const before = readdirSync(folder, { recursive: true }).sort();
    const { listener } = await capture();
    const client = await inside(listener, `${name}:443`, { servername: name, ca });
    expect((client.socket as TLSSocket).getPeerX509Certificate()!.subjectAltName).toBe(`DNS:${name}`);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    expect(readFileSync(join(folder, 'certs', 'ca.pem'), 'utf8')).toBe(ca);
    expect(existsSync(join(folder, '..', 'x.pem'))).toBe(false);
  });
});
const temporary = temporaryFolder();

describe('a client that goes', () => {
  test.each([{ how: 'end' }, { how: 'destroy' }] as const)(
    'inside TLS, by $how: its poll ends at once',
    async ({ how }) => {
      const { server, client, notes } = await secureCapture(() => {});
      const { socket } = (await client()).say(get);
      await becomes(() => isAsked(server.connections[0]));
      const isOver = gone(server.sockets[0]!);
      socket[how]();
      await isOver;
      expect((await notes.exchange()).failure!.cause).toBe('aborted');
    },
  );

  test('by closing its half of the connection, where it waits for an answer', async () => {
    const server = await origin(() => {});
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get.replace('/', `http://127.0.0.1:${server.port}/`));
    await becomes(() => isAsked(server.connections[0]));
    const isOver = gone(server.sockets[0]!);
    client.socket.end();
    await isOver;
    expect((await notes.exchange()).failure!.cause).toBe('aborted');
  });
});

describe('what clients send', () => {
  test.each([
    'Content-Length: 3\r\nTransfer-Encoding: chunked',
    'Content-Length: 3\r\nContent-Length: 4',
    'Transfer-Encoding: chunked, identity',
    'Bad Name: x',
    'X: a\0b',
    'rubbish',
  ])('what cannot be read is refused before any server hears of it: %s', async (line) => {
    const { server, client, notes } = await secureCapture(always(whole));
    const asking = await client();
    const reply = await asking.say(`POST / HTTP/1.1\r\nHost: ${host}\r\n${line}\r\n\r\n0\r\n\r\n`).reply();
    expect(reply.status).toBe(400);
    await asking.over();
    expect([server.connections, notes.exchanges]).toEqual([[], []]);
    expect((await (await client()).say(get).reply()).body).toBe('ok');
  });

  test('what cannot be read is told of, with its host', async () => {
    const errors: ClientFailure[] = [];
    const { client } = await secureCapture(always(whole), errors);
    await (await client()).say('rubbish\r\n\r\n').over();
    expect(errors).toMatchObject([{ host, reason: 'no-request' }]);
  });

  test('a body that stops being HTTP is a failure on record, and the server is told', async () => {
    const errors: ClientFailure[] = [];
    const { server, client, notes } = await secureCapture(() => {}, errors);
    const asking = await client();
    asking.say(`POST / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
    await becomes(() => server.connections[0]?.includes('abc') === true);
    const isOver = gone(server.sockets[0]!);
    expect((await asking.say('zz\r\n').reply()).status).toBe(400);
    await isOver;
    const { failure, request } = await notes.exchange();
    expect(failure).toMatchObject({ cause: 'aborted', message: /cannot be read: .*chunk size/ });
    expect(request.body!.text()).toBe('abc');
    expect(errors).toEqual([]);
  });

  test.each(['\x16\xf1\x03\0\x05mmtls', '\0\x01\x02', 'SSH-2.0-x\r\n'])(
    'neither TLS nor HTTP, to a host that is watched, passes as it is: %j',
    async (bytes) => {
      const server = await origin((socket, received) => socket.write(received, 'latin1'));
      const { listener, notes } = await capture({ map: () => ({ host: '127.0.0.1', port: server.port }) });
      const { socket } = await tunnel(listener, `CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
      const client = new Conversation(socket).say(bytes);
      expect(await client.until((text) => text.length >= bytes.length)).toBe(bytes);
      expect(notes.pending).toEqual([]);
    },
  );

  test('an offer of HTTP/2 is left out, and the request answered', async () => {
    const server = await origin(always(whole));
    const { listener } = await capture();
    const client = await plain(listener);
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
    client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n${offer}X-A: 1\r\n\r\n`);
    expect((await client.reply()).body).toBe('ok');
    expect(server.connections[0]).toMatch(/^GET \/ HTTP\/1\.1\r\nHost: x\r\n/);
    expect(server.connections[0]).toContain('X-A: 1\r\n');
  });
});

describe('a WebSocket', () => {
  const ask = (port: number): string =>
    `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;

  test.each(['end', 'destroy'] as const)('that goes before the server answers', async (how) => {
    const server = await origin(() => {});
    const { listener, notes } = await capture();
    const client = (await plain(listener)).say(ask(server.port));
    await becomes(() => isAsked(server.connections[0]));
    const isOver = gone(server.sockets[0]!);
    client.socket[how]();
    await isOver;
    expect(await notes.exchange()).toMatchObject({ failure: { cause: 'aborted' } });
  });

  test('that masks its frames: the server gets the bytes that were sent', async () => {
    const server = await origin((socket, received) => {
      if (isAsked(received))
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    });
    const { listener, notes } = await capture();
    const client = (await plain(listener)).say(ask(server.port));
    await client.until((text) => text.endsWith('\r\n\r\n'));
    // "Hello" under the mask 1 2 3 4.
    const frame = '\x81\x85\x01\x02\x03\x04Igohn';
    client.say(frame);
    await becomes(() => server.connections[0]!.endsWith(frame));
    server.sockets[0]!.destroy();
    expect((await notes.exchange()).messages!.map(({ data }) => data.text())).toEqual(['Hello']);
  });
});

describe('a tunnel that is not watched', () => {
  test('may be closed on one side, and goes on on the other', async () => {
    const server = await origin((socket, received) => {
      if (received === 'first') socket.end('bye');
    });
    const map = () => ({ host: '127.0.0.1', port: server.port });
    const { listener } = await capture({ isWatched: () => false, map });
    const socket = connect({ port: listener.port, host: listener.host, allowHalfOpen: true });
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
    const client = new Conversation(socket);
    await client.until((text) => text.endsWith('\r\n\r\n'));
    expect(await client.say('first').over()).toMatch(/bye$/);
    client.say(', and more');
    await becomes(() => server.connections[0] === 'first, and more');
    socket.end();
    await becomes(() => listener.connections === 0);
  });
});

test('is reached at its own address only', async () => {
  const { listener } = await capture();
  expect(listener.host).toBe('127.0.0.1');
  for (const other of ['127.0.0.2', '::1']) {
    const refused = connect(listener.port, other);
    expect(await once(refused, 'error')).toMatchObject({
      code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL/),
    });
  }
});
