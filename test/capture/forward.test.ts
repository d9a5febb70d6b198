import { describe, expect, test } from 'vitest';
import { inside, plain } from '../proxy/reach.ts';
import { always, capturing } from './through.ts';

const { capture, origin, authority } = capturing();

describe('one request through a capture', () => {
  test('arrives with its own lines and nothing else, and so does the answer', async () => {
    const answer =
      'HTTP/1.1 201 Made It\r\nX-One: 1\r\nx-one: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 5\r\n\r\nhello';
    const server = await origin(always(answer));
    const { listener, notes } = await capture();
    const client = await plain(listener);
    const head = `Host: 127.0.0.1:${server.port}\r\nX-b: 1\r\nx-B: 2\r\nACCEPT-encoding: br, x\r\n\r\n`;
    client.say(
      `GET http://127.0.0.1:${server.port}/a?b=%41 HTTP/1.1\r\nProxy-Connection: keep-alive\r\n${head}`,
    );
    const received = await client.until((text) => text.endsWith('hello'));
    expect(received).toBe(answer);
    // Before the client had the end of it.
    expect(notes.written).toBe(1);
    expect(server.connections).toEqual([`GET /a?b=%41 HTTP/1.1\r\n${head}`]);
    const exchange = await notes.exchange();
    expect(exchange).toMatchObject({
      id: 'x0',
      request: {
        method: 'GET',
        url: `http://127.0.0.1:${server.port}/a?b=%41`,
        httpVersion: 'HTTP/1.1',
        headers: [
          ['Host', `127.0.0.1:${server.port}`],
          ['X-b', '1'],
          ['x-B', '2'],
          ['ACCEPT-encoding', 'br, x'],
        ],
      },
      response: { status: 201, statusText: 'Made It' },
    });
    expect(exchange.response!.body!.text()).toBe('hello');
    expect(notes.pending).toMatchObject([{ id: 'x0' }]);
  });

  test('reaches a server that speaks TLS, over one connection', async () => {
    const { key, chain } = await (await authority()).leafFor('a.example');
    const server = await origin(
      (socket, received) => {
        if (received.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      },
      { tls: { key, cert: chain } },
    );
    const trust = (await authority()).rootPem;
    const { listener, notes } = await capture({
      trust,
      map: () => ({ host: '127.0.0.1', port: server.port }),
    });
    const client = await inside(listener, 'a.example:443', { servername: 'a.example', ca: trust });
    client.say('GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n');
    await client.replies(1);
    client.say('GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n');
    await client.replies(2);
    expect(server.connections).toEqual([
      'GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n',
    ]);
    const [first, second] = [await notes.exchange(0), await notes.exchange(1)];
    expect(first.request.url).toBe('https://a.example/1');
    expect(first.timing).toHaveProperty('ssl');
    expect(second.timing).not.toHaveProperty('connect');
    const { blocked, connect, send, wait, receive, total } = first.timing;
    expect(blocked! + connect! + send! + wait! + receive!).toBeCloseTo(total, 6);
  });
});
