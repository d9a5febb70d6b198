import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { becomes, inside, once, plain, secured, tunnel } from '../proxy/reach.ts';
import { always, capturing } from './through.ts';

const { capture, origin, authority, closes } = capturing();

const get = (port: number, more = ''): string =>
  `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`;
const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** The other end has closed, in one way or the other. */
const gone = (socket: Socket): Promise<unknown> => Promise.race([once(socket, 'end'), once(socket, 'close')]);

/** What the server does after it sent the start of an answer. */
const ends: Record<string, (socket: Socket) => void> = {
  'an end': (socket) => socket.end(),
  'a reset': (socket) => socket.resetAndDestroy(),
};
const starts: Record<string, string> = {
  'a length': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart',
  chunks: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n',
  'a part of a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\npart',
};
const cuts = Object.entries(starts).flatMap(([framing, start]) =>
  Object.entries(ends).map(([end, act]) => ({ framing, start, end, act })),
);

describe('an answer that is cut short', () => {
  test.each([
    ...cuts,
    { framing: 'no framing', start: 'HTTP/1.1 200 OK\r\n\r\npart', end: 'a reset', act: ends['a reset']! },
  ])('by $end, with $framing: the client sees no end, the record says why', async ({ start, act }) => {
    const server = await origin((socket) => {
      socket.write(start);
      setTimeout(() => act(socket), 30);
    });
    const { listener, notes } = await capture();
    const client = await plain(listener);
    let wasReset = false;
    client.socket.on('error', () => {
      wasReset = true;
    });
    client.say(get(server.port));
    const received = await client.over();
    expect(received).toContain('part');
    expect(received).not.toContain('driftwire');
    expect(received.endsWith('0\r\n\r\n')).toBe(false);
    const isFramed = /content-length: 100|chunked/i.test(received);
    expect(isFramed || wasReset).toBe(true);
    const exchange = await notes.exchange();
    expect(exchange.failure!.cause).toBe('reset');
    expect(exchange.response!.body!.text()).toBe('part');
  });
});

/** What no HTTP server sends, and what some do. */
const garbage: [string, string][] = [
  ['rubbish', '\x00\x01\x02 not http at all\r\n\r\n'],
  ['a status below 100', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['a status of words', 'HTTP/1.1 abc Odd\r\n\r\n'],
  ['a header with a bad character', 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nok'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nrubbish\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok'],
  ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nok\r\n'],
  [
    '101 that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  ],
  ['a head without an end', `HTTP/1.1 200 OK\r\nX-Long: ${'v'.repeat(400_000)}`],
];

describe('a server that answers with', () => {
  test.each(garbage)('%s is a failure on record, and the next request is served', async (_, bytes) => {
    const bad = await origin(always(bytes));
    const good = await origin(always(whole));
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(bad.port));
    const exchange = await notes.exchange();
    expect(exchange.failure!.cause).toMatch(/^(?:protocol|reset)$/);
    client.socket.destroy();
    const next = await plain(listener);
    next.say(get(good.port));
    expect((await next.reply()).body).toBe('ok');
    if (!exchange.response || exchange.response.status < 200)
      expect(client.received).toMatch(/^HTTP\/1\.1 502|^$/);
  });

  test('nothing but an end gives 502 and a record', async () => {
    const server = await origin((socket) => socket.end());
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(server.port));
    expect((await client.reply()).status).toBe(502);
    expect((await notes.exchange()).failure!.cause).toBe('reset');
  });

  test('garbage behind a whole answer harms nobody', async () => {
    const server = await origin(always(`${whole}rubbish`));
    const { listener, notes } = await capture();
    for (let turn = 0; turn < 3; turn += 1) {
      const client = await plain(listener);
      client.say(get(server.port));
      expect((await client.reply()).body).toBe('ok');
    }
    expect((await notes.exchange(2)).failure).toBeUndefined();
  });
});

describe('a server that cannot be reached', () => {
  test('because it refuses', async () => {
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(1));
    expect((await client.reply()).status).toBe(502);
    expect((await notes.exchange()).failure).toMatchObject({ cause: 'refused' });
  });

  test('because its name does not resolve', async () => {
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say('GET http://nowhere.invalid/ HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n');
    expect((await client.reply()).status).toBe(502);
    const { failure, timing } = await notes.exchange();
    expect(failure!.cause).toBe('dns');
    expect(timing.total).toBeGreaterThanOrEqual(0);
  });

  test('because it does not finish its handshake in time', async () => {
    const server = await origin(() => {});
    const { listener, notes } = await capture({
      connectTimeout: 50,
      map: () => ({ host: '127.0.0.1', port: server.port }),
    });
    const trust = (await authority()).rootPem;
    const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
    client.say('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
    expect((await client.reply()).status).toBe(504);
    expect((await notes.exchange()).failure!.cause).toBe('timeout');
  });

  test('because it is not trusted, or is another', async () => {
    const trust = (await authority()).rootPem;
    const { key, chain } = await (await authority()).leafFor('b.example');
    const server = await origin(always(whole), { tls: { key, cert: chain } });
    const map = () => ({ host: '127.0.0.1', port: server.port });
    for (const options of [{ map }, { map, trust }]) {
      const { listener, notes } = await capture(options);
      const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
      client.say('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
      expect((await client.reply()).status).toBe(502);
      expect((await notes.exchange()).failure!.cause).toBe('tls');
    }
  });

  test('because it speaks no TLS', async () => {
    const server = await origin((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { listener, notes } = await capture({ map: () => ({ host: '127.0.0.1', port: server.port }) });
    const trust = (await authority()).rootPem;
    const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
    client.say('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n');
    expect((await client.reply()).status).toBe(502);
    expect((await notes.exchange()).failure!.cause).toBe('tls');
  });
});

describe('a client that goes', () => {
  test('while it waits ends the request to the server, and is on record', async () => {
    const server = await origin(() => {});
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(server.port));
    await becomes(() => server.connections[0]?.endsWith('\r\n\r\n') === true);
    const isOver = gone(server.sockets[0]!);
    client.socket.destroy();
    await isOver;
    const { failure, response, timing } = await notes.exchange();
    expect([failure!.cause, response]).toEqual(['aborted', undefined]);
    expect(timing.wait).toBeGreaterThanOrEqual(0);
  });

  test('in the middle of a download ends it', async () => {
    const server = await origin((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
      };
      socket.on('drain', more);
      more();
    });
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(server.port));
    await client.until((text) => text.length > 1_000_000);
    const isOver = gone(server.sockets[0]!);
    client.socket.destroy();
    await isOver;
    expect(await notes.exchange()).toMatchObject({
      failure: { cause: 'aborted' },
      response: { status: 200 },
    });
  });

  test('in the middle of an upload ends it', async () => {
    const server = await origin(() => {});
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(
      `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`,
    );
    await becomes(() => server.connections[0]?.endsWith('half') === true);
    const isOver = gone(server.sockets[0]!);
    client.socket.destroy();
    await isOver;
    const { failure, request } = await notes.exchange();
    expect([failure!.cause, request.body!.text()]).toEqual(['aborted', 'half']);
  });
});

describe('a connection that the server closed while it waited', () => {
  const twice = async (request: string) => {
    const server = await origin((socket, received, connection) => {
      const count = received.split('\r\n\r\n').length - 1;
      if (connection === 0 && count > 1) socket.resetAndDestroy();
      else socket.write(whole);
    });
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(server.port));
    await client.replies(1);
    client.say(request.replaceAll('PORT', String(server.port)));
    await notes.exchange(1);
    return { server, client, notes };
  };

  test('is replaced once where the request may be sent again', async () => {
    const { server, client, notes } = await twice(
      'GET http://127.0.0.1:PORT/again HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    );
    expect((await client.replies(2))[1]).toMatchObject({ status: 200 });
    expect(server.connections).toHaveLength(2);
    expect((await notes.exchange(1)).failure).toBeUndefined();
  });

  test('with its body, where that is whole', async () => {
    const { server, client } = await twice(
      'PUT http://127.0.0.1:PORT/again HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nbody',
    );
    expect((await client.replies(2))[1]).toMatchObject({ status: 200 });
    expect(server.connections[1]).toMatch(/^PUT \/again.*\r\n\r\nbody$/s);
  });

  test('is a failure where it may not', async () => {
    const { client, notes } = await twice(
      'POST http://127.0.0.1:PORT/again HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n',
    );
    expect((await client.replies(2))[1]).toMatchObject({ status: 502 });
    expect((await notes.exchange(1)).failure!.cause).toBe('reset');
  });
});

describe('through a capture', () => {
  test('an answer comes as it is made: its head first, then each part', async () => {
    const server = await origin((socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      ),
    );
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(server.port));
    await client.until((text) => text.includes('\r\n\r\n'));
    for (const part of ['one', 'two']) {
      server.sockets[0]!.write(`3\r\n${part}\r\n`);
      await client.until((text) => text.includes(part));
    }
    expect(notes.exchanges).toEqual([]);
    server.sockets[0]!.write('0\r\n\r\n');
    await client.until((text) => text.endsWith('0\r\n\r\n'));
    expect((await notes.exchange()).response!.body!.text()).toBe('onetwo');
  });

  test('an upload that the server refuses at once is refused at once', async () => {
    const server = await origin(
      always('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
    );
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(
      `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`,
    );
    expect((await client.reply()).status).toBe(413);
    expect((await notes.exchange()).response!.status).toBe(413);
  });

  test('a body that waits for leave is never asked for where the server refuses', async () => {
    const server = await origin(always('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n'));
    const { listener } = await capture();
    const client = await plain(listener);
    client.say(
      `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n`,
    );
    expect((await client.reply()).statusLine).toBe('HTTP/1.1 417 Expectation Failed');
    expect(client.received).not.toContain('100 Continue');
    expect(server.connections[0]).not.toContain('abc');
  });

  test('requests in a row are answered in a row', async () => {
    const server = await origin((socket, received) => {
      if (received.endsWith('/1 HTTP/1.1\r\nHost: x\r\n\r\n'))
        setTimeout(() => socket.write(whole.replace('ok', '11')), 30);
      else if (received.endsWith('\r\n\r\n')) socket.write(whole.replace('ok', '22'));
    });
    const { listener } = await capture();
    const client = await plain(listener);
    client.say(
      ['1', '2']
        .map((path) => `GET http://127.0.0.1:${server.port}/${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
        .join(''),
    );
    expect((await client.replies(2)).map(({ body }) => body)).toEqual(['11', '22']);
  });

  test('a request to the capture itself goes round once', async () => {
    const { listener, notes } = await capture();
    const client = await plain(listener);
    client.say(get(listener.port));
    expect((await client.reply()).status).toBe(508);
    expect((await notes.exchange()).response!.status).toBe(508);
  });

  test('what is open at the end is on record as pending', async () => {
    const server = await origin((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'));
    const { listener, notes, forwarder } = await capture();
    const [first, second] = [await plain(listener), await plain(listener)];
    first.say(get(server.port));
    await first.until((text) => text.endsWith('part'));
    second.say(get(server.port));
    await second.until((text) => text.endsWith('part'));
    expect(forwarder.pending).toBe(2);
    await forwarder.close();
    expect(notes.exchanges.map(({ failure, response }) => [failure!.cause, response!.body!.text()])).toEqual([
      ['pending', 'part'],
      ['pending', 'part'],
    ]);
    expect(forwarder.pending).toBe(0);
  });
});

describe('hosts that are not watched', () => {
  test('are tunnelled: the client meets their own certificate, and nothing is told', async () => {
    const { key, chain } = await (await authority()).leafFor('private.example');
    const other = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (chunk) => socket.end(chunk));
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    closes(other);
    const server = await origin(always(whole), { tls: { key, cert: chain } });
    const { listener, notes } = await capture({
      isWatched: () => false,
      map: (_, port) => ({
        host: '127.0.0.1',
        port: port === 443 ? server.port : (other.address() as { port: number }).port,
      }),
    });
    const { socket } = await tunnel(listener, 'CONNECT private.example:443 HTTP/1.1\r\n\r\n');
    const secure = await secured(socket, { servername: 'private.example', ca: (await authority()).rootPem });
    expect(
      secure
        .getPeerX509Certificate()!
        .raw.equals(Buffer.from(new (await import('node:crypto')).X509Certificate(chain).raw)),
    ).toBe(true);
    secure.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(secure, 'data');
    secure.destroy();
    const bare = await tunnel(listener, 'CONNECT private.example:80 HTTP/1.1\r\n\r\n');
    bare.socket.write('\x01\x02 anything');
    expect(String(await new Promise((resolve) => bare.socket.once('data', resolve)))).toBe(
      '\x01\x02 anything',
    );
    expect([notes.pending, notes.exchanges]).toEqual([[], []]);
  });

  test('are passed on as well where no CONNECT comes first', async () => {
    const server = await origin(always(whole));
    const { listener, notes, forwarder } = await capture({ isWatched: () => false });
    const client = await plain(listener);
    client.say(get(server.port));
    expect((await client.reply()).body).toBe('ok');
    expect([notes.pending, notes.exchanges, forwarder.pending]).toEqual([[], [], 0]);
  });

  test('that cannot be reached are a 502 to the CONNECT', async () => {
    const { listener } = await capture({ isWatched: () => false });
    const { socket, reply } = await tunnel(listener, 'CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1\.1 502/);
    socket.destroy();
  });
});
