/** What becomes of a CONNECT. */
import { connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Dial } from '../../src/proxy/tunnels.ts';
import { becomes, Conversation, describedBy, listening, plain, secured, tunnel } from './reach.ts';

const { authority, listen, closes } = listening();
const open = (target: string): string => `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`;

/** A server that sends back what it gets, an end included, and who dials it whatever the name. */
async function echo() {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes({ close: () => server.close() });
  const dialled: string[] = [];
  const dial: Dial = (host, port) => {
    dialled.push(`${host}:${port}`);
    const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
    socket.allowHalfOpen = true;
    return new Promise((resolve, reject) =>
      socket.once('connect', () => resolve(socket)).once('error', reject),
    );
  };
  return { dial, dialled, sockets };
}

describe('a CONNECT', () => {
  test.each(['wx.qq.com', '../../x:443', ':443', 'wx.qq.com:0', 'wx.qq.com:99999', '[::1:443', '127.1:443'])(
    'to %s is refused',
    async (target) => {
      const client = await plain(await listen());
      client.say(`CONNECT ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
      expect((await client.reply()).status).toBe(400);
      await client.over();
    },
  );

  test('that is not allowed gets 403', async () => {
    const asked: [string, number][] = [];
    const listener = await listen({
      decide: (host, port) => {
        asked.push([host, port]);
        return 'refuse';
      },
    });
    const client = (await plain(listener)).say(open('WX.qq.com:8443'));
    expect((await client.reply()).status).toBe(403);
    await client.over();
    expect(asked).toEqual([['wx.qq.com', 8443]]);
  });

  test('over which the decision fails gets 403, and the error is told', async () => {
    const errors: unknown[] = [];
    const listener = await listen({
      decide: () => {
        throw new Error('broken');
      },
      onError: (error) => errors.push(error),
    });
    expect((await (await plain(listener)).say(open('a.example:443')).reply()).status).toBe(403);
    expect(errors).toMatchObject([{ message: 'broken' }]);
  });

  test('is answered in one piece, then carries what came with it', async () => {
    const { dial, dialled } = await echo();
    const listener = await listen({ decide: () => 'tunnel', dial });
    const { socket, reply } = await tunnel(listener, `${open('a.example:993')}first`);
    expect(reply).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\n/);
    const client = new Conversation(socket);
    client.received = reply;
    await client.say(' second').until((text) => text.endsWith('first second'));
    expect(dialled).toEqual(['a.example:993']);
  });

  test('carries TLS untouched where it is not to be read', async () => {
    const { dial } = await echo();
    const { socket } = await tunnel(await listen({ decide: () => 'tunnel', dial }), open('a.example:443'));
    await expect(secured(socket, { servername: 'a.example' })).rejects.toThrow();
  });

  test('passes on an end as an end, and what follows it from the other side', async () => {
    const { dial, sockets } = await echo();
    const listener = await listen({ decide: () => 'tunnel', dial });
    const { socket } = await tunnel(listener, open('a.example:1'));
    const client = new Conversation(socket);
    socket.end('all of it');
    expect(await client.over()).toBe('all of it');
    await becomes(() => sockets[0]!.destroyed && listener.connections === 0);
  });

  test.each([
    ['client', (client: Socket) => client.destroy()],
    ['server', (_client: Socket, server: Socket) => server.destroy()],
  ] as const)('ends on both sides when the %s breaks off', async (_name, end) => {
    const { dial, sockets } = await echo();
    const listener = await listen({ decide: () => 'tunnel', dial });
    const { socket } = await tunnel(listener, open('a.example:1'));
    const client = new Conversation(socket);
    await client.say('x').until((text) => text === 'x');
    end(socket, sockets[0]!);
    await becomes(() => sockets[0]!.destroyed && listener.connections === 0);
  });

  test('to where nobody answers gets 502 with the reason', async () => {
    const dial = (): Promise<Duplex> =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    for (const options of [{ dial }, {}]) {
      const reply = await (await plain(await listen({ decide: () => 'tunnel', ...options })))
        .say(open('a.example:1'))
        .reply();
      expect(reply.status).toBe(502);
      if ('dial' in options) expect(reply.body).toContain('ECONNREFUSED');
    }
  });

  test('whose client leaves while it is dialled aborts that, and leaves nothing open', async () => {
    let signal: AbortSignal | undefined;
    let answer: (remote: Duplex) => void = () => {};
    const listener = await listen({
      decide: () => 'tunnel',
      dial: (_host, _port, aborted) => {
        signal = aborted;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const client = (await plain(listener)).say(open('a.example:1'));
    await becomes(() => signal !== undefined);
    client.socket.destroy();
    await becomes(() => signal!.aborted);
    const late = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    answer(late);
    await becomes(() => late.destroyed);
  });
});

describe('an intercepted tunnel', () => {
  test('that carries neither TLS nor HTTP is passed on, first bytes included', async () => {
    const { dial, dialled } = await echo();
    const { socket } = await tunnel(await listen({ dial }), open('a.example:443'));
    const client = new Conversation(socket);
    expect(await client.say('\0\x01binary').until((text) => text.length >= 8)).toBe('\0\x01binary');
    expect(dialled).toEqual(['a.example:443']);
  });

  test('that cannot be passed on ends', async () => {
    const dial = (): Promise<Duplex> => Promise.reject(new Error('no'));
    const { socket } = await tunnel(await listen({ dial }), open('a.example:443'));
    expect(await new Conversation(socket).say('\0\x01').over()).toBe('');
  });

  test('that carries neither, where nothing can be dialled, gets an answer', async () => {
    const { socket } = await tunnel(await listen(), open('a.example:443'));
    expect((await new Conversation(socket).say('\0\x01').reply()).status).toBe(400);
  });

  test('that stays silent is closed only where that was asked for', async () => {
    const { socket } = await tunnel(await listen({ tunnelTimeout: 30 }), open('a.example:443'));
    await new Conversation(socket).over();
  });

  test('costs no more than its socket while it is idle, and works afterwards', {
    timeout: 20_000,
  }, async () => {
    const listener = await listen();
    const ca = (await authority()).rootPem;
    const tunnels = await Promise.all(
      Array.from({ length: 200 }, () => tunnel(listener, open('a.example:443'))),
    );
    expect(listener.connections).toBe(200);
    const clients = await Promise.all(
      tunnels.map(
        async ({ socket }) => new Conversation(await secured(socket, { ca, servername: 'a.example' })),
      ),
    );
    const replies = await Promise.all(
      clients.map((client, index) => client.say(`GET /${index} HTTP/1.1\r\nHost: a.example\r\n\r\n`).reply()),
    );
    expect(replies.map((reply) => describedBy(reply).url)).toEqual(
      clients.map((_, index) => `https://a.example/${index}`),
    );
    for (const { socket } of tunnels) socket.destroy();
    await becomes(() => listener.connections === 0);
  });
});
