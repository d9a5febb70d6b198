/** The handler and its request: errors, clients that leave, bodies at their own pace. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import type { ProxyReply } from '../../src/proxy/reply.ts';
import type { ProxyRequest } from '../../src/proxy/request.ts';
import { becomes, describedBy, describeRequest, inside, listening, plain } from './reach.ts';

const { authority, listen } = listening();
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
const trusting = async () => ({ ca: (await authority()).rootPem, servername: 'a.example' });

/** A handler that answers nothing, and what it was given. */
function holding() {
  const held: { request: ProxyRequest; reply: ProxyReply }[] = [];
  return { held, handler: (request: ProxyRequest, reply: ProxyReply) => void held.push({ request, reply }) };
}

describe('a handler that fails', () => {
  test.each<[string, () => void | Promise<void>]>([
    [
      'at once',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'later',
      async () => {
        await Promise.resolve();
        throw new Error('broken');
      },
    ],
  ])('%s gives a 502 and the error', async (_name, handler) => {
    const errors: [unknown, string | undefined][] = [];
    const listener = await listen({
      handler,
      onError: (error, request) => errors.push([error, request?.url]),
    });
    const client = await plain(listener);
    const [first, second] = await client.say(get('/1') + get('/2')).replies(2);
    expect([first?.status, second?.status]).toEqual([502, 502]);
    expect(errors).toMatchObject([
      [{ message: 'broken' }, 'http://a.example/1'],
      [{ message: 'broken' }, 'http://a.example/2'],
    ]);
  });

  test('after the head breaks its reply off, and adds nothing to it', async () => {
    const errors: unknown[] = [];
    const listener = await listen({
      handler: (_request, reply) => {
        reply.head(200, undefined, [['Content-Length', '10']]);
        throw new Error('broken');
      },
      onError: (error) => errors.push(error),
    });
    expect(await (await plain(listener)).say(get('/')).over()).not.toContain('broken');
    expect(errors).toHaveLength(1);
  });

  test('holds only its own request', async () => {
    const { held, handler } = holding();
    const listener = await listen({ handler });
    const [one, other] = [(await plain(listener)).say(get('/1')), (await plain(listener)).say(get('/2'))];
    await becomes(() => held.length === 2);
    held.find(({ request }) => request.url.endsWith('2'))!.reply.send(200, [], 'two');
    expect((await other.reply()).body).toBe('two');
    expect(one.received).toBe('');
  });
});

describe('a client that leaves', () => {
  test.each([
    ['by an end', (socket: { end(): void }) => socket.end()],
    ['at once', (socket: { destroy(): void }) => socket.destroy()],
  ] as const)(
    '%s aborts the signal of the request it waited for, in plain and inside TLS',
    async (_name, leave) => {
      const { held, handler } = holding();
      const errors: unknown[] = [];
      const listener = await listen({ handler, onError: (error) => errors.push(error) });
      for (const client of [
        await plain(listener),
        await inside(listener, 'a.example:443', await trusting()),
      ]) {
        const { length } = held;
        client.say(get('/'));
        await becomes(() => held.length > length);
        const { request, reply } = held.at(-1)!;
        expect(request.signal.aborted).toBe(false);
        leave(client.socket);
        await becomes(() => request.signal.aborted);
        reply.send(200, [], 'too late');
        await reply.drained();
      }
      expect(errors).toEqual([]);
    },
  );

  test('has left also for a signal that was not asked for before', async () => {
    const { held, handler } = holding();
    const listener = await listen({ handler });
    const client = (await plain(listener)).say(get('/'));
    await becomes(() => held.length === 1);
    client.socket.destroy();
    await becomes(() => listener.connections === 0);
    expect(held[0]!.request.signal.aborted).toBe(true);
  });

  test('in the middle of its own body fails the body, not the listener', async () => {
    const errors: unknown[] = [];
    const failures: unknown[] = [];
    const listener = await listen({
      handler: (request, reply) =>
        describeRequest(request, reply).catch((error: unknown) => void failures.push(error)),
      onError: (error) => errors.push(error),
    });
    const client = await plain(listener);
    client.say('POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 10\r\n\r\nabc');
    await becomes(() => listener.connections === 1);
    client.socket.destroy();
    await becomes(() => failures.length === 1);
    expect(errors).toEqual([]);
  });

  test('has not left when it got its reply', async () => {
    const { held, handler } = holding();
    const listener = await listen({ handler });
    const client = (await plain(listener)).say(get('/'));
    await becomes(() => held.length === 1);
    const { request, reply } = held[0]!;
    const { signal } = request;
    reply.send(200, [], '');
    await client.reply();
    client.socket.destroy();
    await becomes(() => listener.connections === 0);
    expect(signal.aborted).toBe(false);
  });
});

describe('a request', () => {
  test('has its trailers once its body ended', async () => {
    const listener = await listen({
      handler: async (request, reply) => {
        const before = request.trailers();
        for await (const _chunk of request.body);
        reply.send(200, [], JSON.stringify([before, request.trailers()]));
      },
    });
    const client = await plain(listener);
    client.say(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-Sum: 1\r\n\r\n',
    );
    expect(JSON.parse((await client.reply()).body)).toEqual([[], [['x-Sum', '1']]]);
  });

  test('has a header by its name, and a time', async () => {
    const listener = await listen({
      handler: (request, reply) =>
        reply.send(
          200,
          [],
          JSON.stringify([request.header('x-a'), request.header('x-b') ?? null, request.startedAt]),
        ),
      now: () => 1234,
    });
    const client = await plain(listener);
    client.say('GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\n\r\n');
    expect(JSON.parse((await client.reply()).body)).toEqual(['1', null, 1234]);
  });

  test('is told to go on where it waits for that', async () => {
    const client = await plain(await listen());
    client.say('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
    await client.until((text) => text.includes('\r\n\r\n'));
    const [goOn, reply] = await client.say('abc').replies(2);
    expect(goOn?.status).toBe(100);
    expect(describedBy(reply!).body).toBe('abc');
  });

  test('whose body nobody reads does not hold up the next one', async () => {
    const listener = await listen({ handler: (request, reply) => reply.send(200, [], request.url) });
    const client = await plain(listener);
    const body = 'x'.repeat(200_000);
    client.say(`POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}${get('/2')}`);
    expect((await client.replies(2)).map((reply) => reply.body)).toEqual([
      'http://a/1',
      'http://a.example/2',
    ]);
  });

  test('whose body is read in part does not hold up the next one', async () => {
    const listener = await listen({
      handler: async (request, reply) => {
        if (request.method === 'POST')
          await new Promise((resolve) => request.body.once('data', resolve).resume());
        request.body.pause();
        reply.send(200, [], request.url);
      },
    });
    const client = await plain(listener);
    const body = 'x'.repeat(200_000);
    client.say(`POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}${get('/2')}`);
    expect(await client.replies(2)).toHaveLength(2);
  });

  test('of many on one connection gets its reply in turn', async () => {
    const { held, handler } = holding();
    const client = (await plain(await listen({ handler }))).say(get('/1') + get('/2') + get('/3'));
    await becomes(() => held.length === 3);
    for (const { request, reply } of held.reverse()) {
      reply.informational(103, []);
      reply.send(200, [], request.url);
    }
    const finals = (await client.replies(4)).filter(({ status }) => status === 200);
    expect(finals.map((reply) => reply.body)).toEqual([
      'http://a.example/1',
      'http://a.example/2',
      'http://a.example/3',
    ]);
  });

  test('is one of many on its connection without anything piling up', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const client = await inside(await listen(), 'a.example:443', await trusting());
    for (let count = 1; count <= 100; count += 1) await client.say(get(`/${count}`)).replies(count);
    expect(await client.say(get('/').repeat(100)).replies(200)).toHaveLength(200);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('that cannot be read ends the connection, but not in the middle of a reply', async () => {
    const listener = await listen({
      handler: (_request, reply) => {
        reply.head(200, undefined, [['Content-Length', '10']]);
        reply.write('abc');
      },
    });
    const client = (await plain(listener)).say(get('/'));
    await client.until((text) => text.endsWith('abc'));
    expect(await client.say('no request\r\n\r\n').over()).toMatch(/\r\n\r\nabc$/);
  });
});

describe('a body keeps to the pace of its reader', () => {
  const megabytes = 64;
  const chunk = Buffer.alloc(64 * 1024, 'x');

  test('towards a client that does not read', async () => {
    let written = 0;
    const listener = await listen({
      handler: async (request, reply) => {
        reply.head(200, undefined, []);
        while (written < megabytes * 2 ** 20 && !request.signal.aborted) {
          written += chunk.length;
          if (!reply.write(chunk)) await reply.drained();
        }
        reply.end();
      },
    });
    const client = await plain(listener);
    client.socket.pause();
    client.say(get('/'));
    const stalled = await settled(() => written);
    expect(stalled).toBeGreaterThan(0);
    expect(stalled).toBeLessThan(16 * 2 ** 20);
    client.socket.destroy();
    await becomes(() => listener.connections === 0);
  });

  test('from a client towards a handler that does not', async () => {
    const { held, handler } = holding();
    const listener = await listen({ handler });
    const client = await plain(listener);
    client.say(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${megabytes * 2 ** 20}\r\n\r\n`);
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += chunk.length;
        this.push(sent > megabytes * 2 ** 20 ? null : chunk);
      },
    });
    const sending = pipeline(endless, client.socket).catch(() => {});
    await becomes(() => held.length === 1);
    expect(await settled(() => sent)).toBeLessThan(16 * 2 ** 20);
    client.socket.destroy();
    await sending;
  });
});

/** A count once it has not changed for a while of turns. */
async function settled(count: () => number): Promise<number> {
  for (let [last, same] = [-1, 0]; ; ) {
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (count() === last && last > 0) same += 1;
    else same = 0;
    if (same > 5) return last;
    last = count();
  }
}
