/** Requests that ask for another protocol. */
import { describe, expect, test } from 'vitest';
import type { UpgradeHandler } from '../../src/proxy/upgrades.ts';
import { becomes, describedBy, inside, listening, plain } from './reach.ts';

const { authority, listen } = listening();
const trusting = async () => ({ ca: (await authority()).rootPem, servername: 'a.example' });
const ask = (protocol: string, connection = 'Upgrade'): string =>
  `GET /ws HTTP/1.1\r\nHost: a.example\r\nConnection: ${connection}\r\nUpgrade: ${protocol}\r\nX-A: 1\r\n\r\n`;
const accept: UpgradeHandler = (request, socket, head) => {
  socket.write(`HTTP/1.1 101 Yes\r\n\r\n${request.url} ${request.connection.reachedBy} `);
  socket.write(head);
  socket.pipe(socket);
};

describe('a request for another protocol', () => {
  test('goes to whoever takes connections over, with what came behind it', async () => {
    const listener = await listen({ onUpgrade: accept });
    const inTls = await inside(listener, 'a.example:443', await trusting());
    for (const [client, said] of [
      [await plain(listener), 'http://a.example/ws origin frame more'],
      [inTls, 'https://a.example/ws connect frame more'],
    ] as const) {
      client.say(`${ask('websocket')}frame`);
      await client.until((text) => text.endsWith('frame'));
      expect(await client.say(' more').until((text) => text.endsWith('more'))).toBe(
        `HTTP/1.1 101 Yes\r\n\r\n${said}`,
      );
    }
  });

  test('gets 501 where nobody does', async () => {
    expect((await (await plain(await listen())).say(ask('websocket')).reply()).status).toBe(501);
  });

  test.each<[string, UpgradeHandler]>([
    [
      'at once',
      () => {
        throw new Error('broken');
      },
    ],
    ['later', () => Promise.reject(new Error('broken'))],
  ])('ends the connection where taking it over fails %s', async (_name, onUpgrade) => {
    const errors: unknown[] = [];
    const listener = await listen({
      onUpgrade,
      onError: (error, request) => errors.push([error, request?.url]),
    });
    expect(await (await plain(listener)).say(ask('websocket')).over()).toBe('');
    expect(errors).toMatchObject([[{ message: 'broken' }, 'http://a.example/ws']]);
  });

  test('has a signal that aborts when the client goes', async () => {
    let signal: AbortSignal | undefined;
    const listener = await listen({
      onUpgrade: (request, socket) => {
        ({ signal } = request);
        socket.on('end', () => socket.end()).resume();
      },
    });
    const client = (await plain(listener)).say(ask('websocket'));
    await becomes(() => signal !== undefined);
    client.socket.destroy();
    await becomes(() => signal!.aborted);
  });

  test('ends with the listener', async () => {
    let isTaken = false;
    const listener = await listen({
      onUpgrade: () => {
        isTaken = true;
      },
    });
    const client = (await plain(listener)).say(ask('websocket'));
    await becomes(() => isTaken);
    await listener.close();
    await client.over();
  });

  test('that names no host gets 400', async () => {
    const client = await plain(await listen({ onUpgrade: accept }));
    expect((await client.say(ask('websocket').replace('a.example', '../..')).reply()).status).toBe(400);
  });
});

describe('an offer of HTTP/2', () => {
  const offer = ask('h2c', 'keep-alive, Upgrade, HTTP2-Settings').replace(
    'X-A',
    'HTTP2-Settings: AAMAAABk\r\nX-A',
  );

  test('is passed over', async () => {
    const said = describedBy(await (await plain(await listen())).say(offer).reply());
    expect(said.headers.map(([name]) => name)).toEqual([
      'Host',
      'Connection',
      'Upgrade',
      'HTTP2-Settings',
      'X-A',
    ]);
  });

  test('is passed over where connections are taken over; what follows is read', async () => {
    const listener = await listen({ onUpgrade: accept });
    const inTls = await inside(listener, 'a.example:443', await trusting());
    for (const client of [await plain(listener), inTls]) {
      const replies = await client.say(`${offer}${offer}`).replies(2);
      const said = replies.map(describedBy);
      expect(said.map(({ method, body }) => [method, body])).toEqual([
        ['GET', ''],
        ['GET', ''],
      ]);
      // The offer itself is gone on Node 20, and still there where Node asks before it hands over.
      const offered = /^(?:connection|upgrade|http2-settings)$/i;
      expect(said[0]!.headers.filter(([name]) => !offered.test(name!))).toEqual([
        ['Host', 'a.example'],
        ['X-A', '1'],
      ]);
    }
  });

  test.each([
    ['with a length', 'Content-Length: 5', 'hello'],
    ['in chunks', 'Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'],
  ])('is passed over with the body behind it, %s', async (_name, framing, body) => {
    const listener = await listen({ onUpgrade: accept });
    const inTls = await inside(listener, 'a.example:443', await trusting());
    const post = offer.replace('GET', 'POST').replace('X-A', `${framing}\r\nX-A`);
    for (const client of [await plain(listener), inTls]) {
      for (const count of [1, 2]) {
        // Not both at once: behind a body, the newest Node forgets what comes right after.
        const replies = await client.say(`${post}${body}`).replies(count);
        const { method, body: read } = describedBy(replies[count - 1]!);
        expect([method, read]).toEqual(['POST', 'hello']);
      }
    }
  });

  test('does not count as one without the Connection header', async () => {
    const said = describedBy(
      await (await plain(await listen({ onUpgrade: accept }))).say(ask('websocket', 'close')).reply(),
    );
    expect(said.url).toBe('http://a.example/ws');
  });
});
