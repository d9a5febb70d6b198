/** Replies as the client gets them. */
import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../src/exchange.ts';
import type { ProxyReply } from '../../src/proxy/reply.ts';
import { Conversation, inside, listening, plain, tunnel } from './reach.ts';

const { authority, listen } = listening();

/** Everything that a client gets that asks once and closes after the answer. */
async function wireOf(answer: (reply: ProxyReply) => unknown, head = 'GET / HTTP/1.1'): Promise<string> {
  const listener = await listen({ handler: (_request, reply) => void answer(reply) });
  return (await plain(listener)).say(`${head}\r\nHost: a.example\r\nConnection: close\r\n\r\n`).over();
}

/** The same of a client that leaves the connection open, up to the end of what is sent at once. */
async function keptWireOf(answer: (reply: ProxyReply) => unknown, head = 'GET / HTTP/1.1'): Promise<string> {
  const listener = await listen({
    handler: (request, reply) =>
      void (request.url.endsWith('/end') ? reply.send(299, [['Content-Length', '0']], '') : answer(reply)),
  });
  const client = await plain(listener);
  client.say(`${head}\r\nHost: a.example\r\n\r\nGET /end HTTP/1.1\r\nHost: a.example\r\n\r\n`);
  const text = await client.until((received) => received.includes('HTTP/1.1 299'));
  return text.slice(0, text.indexOf('HTTP/1.1 299'));
}

const odd: HeaderList = [
  ['x-B', '1'],
  ['Set-Cookie', 'a=1; path=/'],
  ['X-b', '2'],
  ['set-cookie', 'b=2'],
  ['CONTENT-length', '2'],
];

describe('a reply goes out', () => {
  test('with its headers just as they were given, and no other', async () => {
    expect(await keptWireOf((reply) => reply.send(200, odd, 'ok'))).toBe(
      'HTTP/1.1 200 OK\r\nx-B: 1\r\nSet-Cookie: a=1; path=/\r\nX-b: 2\r\nset-cookie: b=2\r\nCONTENT-length: 2\r\n\r\nok',
    );
  });

  test('with its reason phrase, an empty one included', async () => {
    const headers: HeaderList = [['Content-Length', '0']];
    expect(
      await keptWireOf((reply) => {
        reply.head(298, 'Ça va', headers);
        reply.end();
      }),
    ).toMatch(/^HTTP\/1\.1 298 Ça va\r\n/);
    expect(
      await keptWireOf((reply) => {
        reply.head(200, '', headers);
        reply.end();
      }),
    ).toMatch(/^HTTP\/1\.1 200 \r\n/);
  });

  test('with the bytes of its headers, those beyond Latin-1 as UTF-8', async () => {
    const wire = await keptWireOf((reply) =>
      reply.send(
        200,
        [
          ['A', 'é'],
          ['B', '文'],
        ],
        '',
      ),
    );
    expect(wire).toContain('\r\nA: é\r\nB: \u00e6\u0096\u0087\r\n');
  });

  test('with every byte there is', async () => {
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    const wire = await keptWireOf((reply) => reply.send(200, [], body));
    expect(Buffer.from(wire.slice(wire.indexOf('\r\n\r\n') + 4), 'latin1')).toEqual(Buffer.from(body));
  });

  test.each([0, 1, 16_384, 16_385, 300_000])('with a body of %d bytes in one', async (size) => {
    const wire = await keptWireOf((reply) => reply.send(200, [], 'x'.repeat(size)));
    expect(wire).toBe(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`);
  });

  test('in parts, in chunks where no length was given', async () => {
    const wire = await keptWireOf((reply) => {
      reply.head(200, undefined, [['A', '1']]);
      reply.write('abc');
      reply.write(Buffer.from('de'));
      reply.write('');
      reply.end();
    });
    // Newer Node joins what is written in one turn into one chunk.
    const chunks = wire.replace('5\r\nabcde', '3\r\nabc\r\n2\r\nde');
    expect(chunks).toBe(
      'HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
  });

  test('with trailers behind its chunks', async () => {
    const wire = await keptWireOf((reply) => {
      reply.head(200, undefined, [
        ['transfer-ENCODING', 'chunked'],
        ['Trailer', 'x-Sum'],
      ]);
      reply.write('abc');
      reply.end([
        ['x-Sum', '1'],
        ['x-Sum', '2'],
      ]);
    });
    expect(wire).toBe(
      'HTTP/1.1 200 OK\r\ntransfer-ENCODING: chunked\r\nTrailer: x-Sum\r\n\r\n3\r\nabc\r\n0\r\nx-Sum: 1\r\nx-Sum: 2\r\n\r\n',
    );
  });

  test('after informational ones', async () => {
    const wire = await keptWireOf((reply) => {
      reply.informational(103, [
        ['Link', '</a>'],
        ['link', '</b>'],
      ]);
      reply.send(200, [], '');
    });
    expect(wire).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\nlink: <\/b>\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
  });

  test('without informational ones to HTTP/1.0', async () => {
    const wire = await wireOf((reply) => {
      reply.informational(103, []);
      reply.send(200, [], '');
    }, 'GET / HTTP/1.0');
    expect(wire).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe('a reply without a body', () => {
  test.each([
    [
      'HEAD, its length kept',
      'HEAD / HTTP/1.1',
      200,
      [['Content-Length', '1234']],
      'Content-Length: 1234\r\n',
    ],
    [
      'HEAD, chunked',
      'HEAD / HTTP/1.1',
      200,
      [['Transfer-Encoding', 'chunked']],
      'Transfer-Encoding: chunked\r\n',
    ],
    ['304, its length kept', 'GET / HTTP/1.1', 304, [['Content-Length', '1234']], 'Content-Length: 1234\r\n'],
    [
      '304, chunked in the recording',
      'GET / HTTP/1.1',
      304,
      [
        ['Transfer-Encoding', 'chunked'],
        ['A', '1'],
      ],
      'A: 1\r\n',
    ],
    ['204', 'GET / HTTP/1.1', 204, [['A', '1']], 'A: 1\r\n'],
  ] as const)('%s: the next one follows at once', async (_name, head, status, headers, lines) => {
    const wire = await keptWireOf((reply) => {
      reply.head(status, undefined, headers);
      reply.write('not sent');
      reply.end();
    }, head);
    expect(wire).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Za-z ]+\r\n${lines}\r\n$`));
  });

  test('HEAD, given whole, has the length that it would have', async () => {
    const wire = await keptWireOf((reply) => reply.send(200, [], 'abc'), 'HEAD / HTTP/1.1');
    expect(wire).toBe('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n');
  });
});

describe('the connection', () => {
  const empty: HeaderList = [['Content-Length', '0']];

  test('stays open where nothing else is said', async () => {
    expect(await keptWireOf((reply) => reply.send(200, empty, ''))).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    );
  });

  test('ends where the client wants it, and the reply says so', async () => {
    expect(await wireOf((reply) => reply.send(200, empty, ''))).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  });

  test('ends where the client wants it, whatever the reply says', async () => {
    const wire = await wireOf((reply) => reply.send(200, [...empty, ['Connection', 'keep-alive']], ''));
    expect(wire).toContain('Connection: keep-alive');
  });

  test('ends where the reply says so', async () => {
    const listener = await listen({
      handler: (_request, reply) => reply.send(200, [...empty, ['connection', 'Close']], ''),
    });
    const wire = await (await plain(listener)).say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').over();
    expect(wire).toBe('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nconnection: Close\r\n\r\n');
  });

  test('ends with a body in HTTP/1.0, never chunked', async () => {
    const wire = await wireOf((reply) => {
      reply.head(200, undefined, [['Transfer-Encoding', 'chunked']]);
      reply.write('abc');
      reply.end();
    }, 'GET / HTTP/1.0');
    expect(wire).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc');
  });

  test('ends with a body whose coding does not say where it ends', async () => {
    const handler = (_request: unknown, reply: ProxyReply): void => {
      reply.head(200, undefined, [['Transfer-Encoding', 'gzip']]);
      reply.write('abc');
      reply.end();
    };
    const client = (await plain(await listen({ handler }))).say('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await client.over()).toMatch(/\r\n\r\nabc$/);
  });

  test.each([
    [
      'by parts',
      (reply: ProxyReply) => {
        reply.head(200, undefined, [['Content-Length', '10']]);
        reply.write('abc');
        reply.end();
      },
    ],
    ['in one', (reply: ProxyReply) => reply.send(200, [['Content-Length', '10']], 'abc')],
  ])('ends after fewer bytes than were announced, %s', async (_name, answer) => {
    const client = await plain(await listen({ handler: (_request, reply) => answer(reply) }));
    expect(await client.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').over()).toMatch(/\r\n\r\nabc$/);
  });

  test('takes no more bytes than were announced', async () => {
    const wire = await keptWireOf((reply) => {
      reply.head(200, undefined, [['Content-Length', '4']]);
      reply.write('abc');
      reply.write('defg');
      reply.write('h');
      reply.end();
    });
    expect(wire).toMatch(/\r\n\r\nabcd$/);
    expect(await keptWireOf((reply) => reply.send(200, [['Content-Length', '2']], 'abc'))).toMatch(
      /\r\n\r\nab$/,
    );
  });
});

describe('a reply that breaks off', () => {
  test('before its head leaves the client without an answer', async () => {
    expect(await wireOf((reply) => reply.destroy())).toBe('');
  });

  test.each([
    ['by its length', [['Content-Length', '10']]],
    ['by its chunks', []],
  ] as const)('is seen %s, and nothing is added', async (_name, headers) => {
    const client = await plain(
      await listen({
        handler: async (_request, reply) => {
          reply.head(200, undefined, headers);
          reply.write('abc');
          await new Promise((resolve) => setImmediate(resolve));
          reply.destroy();
        },
      }),
    );
    const wire = await client.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').over();
    expect(wire).toMatch(/abc(?:\r\n)?$/);
  });

  test('is seen by a reset where nothing but the end of the connection ends the body', async () => {
    const replies: ProxyReply[] = [];
    const handler = (_request: unknown, reply: ProxyReply): void => {
      reply.head(200, undefined, []);
      reply.write('abc');
      replies.push(reply);
    };
    const listener = await listen({ handler });
    const trusting = { ca: (await authority()).rootPem, servername: 'a.example' };
    for (const client of [await plain(listener), await inside(listener, 'a.example:443', trusting)]) {
      client.say('GET / HTTP/1.0\r\nHost: a\r\n\r\n');
      await client.until((text) => text.endsWith('abc'));
      replies.pop()!.destroy();
      await client.over();
      expect(client.error).toMatchObject({ code: 'ECONNRESET' });
    }
  });

  test('after its end is whole', async () => {
    const wire = await keptWireOf((reply) => {
      reply.send(200, [], 'abc');
      reply.end();
      reply.write('more');
    });
    expect(wire).toMatch(/abc$/);
  });
});

describe('what cannot go over the wire', () => {
  test.each<[string, (reply: ProxyReply) => void]>([
    ['a status below 200', (reply) => reply.head(99, undefined, [])],
    ['an informational status', (reply) => reply.head(101, undefined, [])],
    ['a status above 999', (reply) => reply.send(1000, [], '')],
    ['no number', (reply) => reply.send(Number.NaN, [], '')],
    ['a line break in a value', (reply) => reply.send(200, [['A', 'b\r\nC: d']], '')],
    ['a line break in a reason', (reply) => reply.head(200, 'a\r\nb', [])],
    ['a name that is none', (reply) => reply.send(200, [['a b', '']], '')],
    ['a line break in an early header', (reply) => reply.informational(103, [['A', 'b\nc']])],
    ['an early status that is none', (reply) => reply.informational(200, [])],
  ])('%s becomes a 502', async (_name, answer) => {
    const errors: unknown[] = [];
    const listener = await listen({
      handler: (_request, reply) => answer(reply),
      onError: (error) => errors.push(error),
    });
    const reply = await (await plain(listener)).say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').reply();
    expect(reply.status).toBe(502);
    expect(errors).toHaveLength(1);
  });

  test('the parts in another order than head, body, end are refused', async () => {
    const errors: unknown[] = [];
    const refused = (act: () => unknown): void => {
      try {
        act();
      } catch (error) {
        errors.push(error);
      }
    };
    await keptWireOf((reply) => {
      refused(() => reply.write('a'));
      refused(() => reply.end());
      reply.head(200, undefined, []);
      refused(() => reply.head(200, undefined, []));
      reply.end();
    });
    expect(errors).toHaveLength(3);
  });
});

test('a reply goes through a tunnel without TLS like any other', async () => {
  const listener = await listen({ handler: (_request, reply) => reply.send(200, odd, 'ok') });
  const { socket } = await tunnel(listener, 'CONNECT a.example:80 HTTP/1.0\r\n\r\n');
  const reply = await new Conversation(socket).say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').reply();
  expect(reply.lines).toHaveLength(odd.length);
});
