import { connect, createServer, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { Exchange, HeaderList, StoredBody } from '../../src/exchange.ts';
import { secured, tunnel } from '../proxy/reach.ts';
import { chunked, Gathered, type Message, messageIn } from './message.ts';
import { type Odd, oddExchanges } from './odd-exchanges.ts';
import { capturing } from './through.ts';

const { capture, closes, authority } = capturing();

const host = 'odd.example';
const isChunkedUp = (odd: Odd): boolean => odd.requestLines.some((line) => /^transfer-encoding/i.test(line));
const trailersUp = (odd: Odd): string[] =>
  odd.requestLines.some((line) => line.startsWith('Trailer')) ? ['X-Up: 1'] : [];

/** What the client writes: head, then body. */
function requestOf(odd: Odd, target: string): [Buffer, Buffer] {
  const head = [`${odd.method} ${target} HTTP/1.1`, `Host: ${host}`, ...odd.requestLines, '', ''].join(
    '\r\n',
  );
  const body = isChunkedUp(odd)
    ? chunked(odd.requestBody, [1000, 7], { trailers: trailersUp(odd) })
    : odd.requestBody;
  return [Buffer.from(head, 'latin1'), body];
}

/** An origin that logs bytes and answers one exchange; what it got is there when the exchange is over. */
async function originOf(odd: Odd, isSecure: boolean): Promise<{ port: number; received: () => Buffer }> {
  const gathered = new Gathered();
  const accept = (socket: Socket): void => {
    let isAnswered = false;
    const say = async (): Promise<void> => {
      isAnswered = true;
      const [first, ...others] = odd.answer;
      const rest = odd.waitsFor === undefined ? odd.answer : others;
      if (odd.waitsFor !== undefined) {
        socket.write(first!);
        while (!messageIn(gathered.bytes, { isRequest: true })) await pause();
      }
      for (const part of rest) {
        socket.write(part);
        if (rest.length > 1) await pause();
      }
      if (odd.ends) socket.end();
    };
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      gathered.push(chunk);
      if (isAnswered) return;
      const isReady =
        odd.waitsFor === undefined
          ? gathered.isReady && messageIn(gathered.bytes, { isRequest: true })
          : gathered.bytes.includes('\r\n\r\n');
      if (isReady) void say();
    });
  };
  const { key, chain } = await (await authority()).leafFor(host);
  const server = isSecure ? createSecureServer({ key, cert: chain }, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes(server);
  return { port: (server.address() as { port: number }).port, received: () => gathered.bytes };
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Sends the request and reads the answer, each as it is on the wire. */
async function converse(socket: Socket, odd: Odd, target: string): Promise<Message[]> {
  const [head, body] = requestOf(odd, target);
  const isSilent = odd.method === 'HEAD';
  const gathered = new Gathered();
  let isOver = false;
  let isSent = odd.waitsFor === undefined;
  socket.write(isSent ? Buffer.concat([head, body]) : head);
  return new Promise((resolve) => {
    const look = (): void => {
      let bytes: Buffer = gathered.bytes;
      const messages: Message[] = [];
      for (;;) {
        const message = messageIn(bytes, { isSilent, isOver });
        if (!message) return;
        messages.push(message);
        bytes = message.rest;
        const status = Number(message.start.split(' ')[1]);
        if (status === odd.waitsFor && !isSent) {
          isSent = true;
          socket.write(body);
        }
        if (status >= 200) break;
      }
      resolve(messages);
    };
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      gathered.push(chunk);
      if (isSilent || gathered.isReady) look();
    });
    socket.on('end', () => {
      isOver = true;
      look();
    });
  });
}

const linesOf = (headers: HeaderList): string[] => headers.map(([name, value]) => `${name}:${value}`);
const bare = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^([^:]+):[ \t]*(.*?)[ \t]*$/, '$1:$2'));

async function bytesOf(
  exchange: Exchange,
  side: 'request' | 'response',
  stored: StoredBody | undefined,
): Promise<Buffer> {
  if (!stored) return Buffer.from(exchange[side]?.body?.bytes() ?? []);
  const parts: Uint8Array[] = [];
  for await (const chunk of stored.chunks()) parts.push(chunk);
  return Buffer.concat(parts);
}

/** Quicker than a deep comparison, and says less where it fails. */
function expectSame(one: Buffer, other: Buffer): void {
  expect(one.length).toBe(other.length);
  expect(Buffer.compare(one, other)).toBe(0);
}

describe.each([
  { way: 'inside TLS', isSecure: true },
  { way: 'as an absolute URL', isSecure: false },
])('byte by byte, $way', ({ isSecure }) => {
  test.each(oddExchanges)(
    '$name',
    async (odd) => {
      const origin = await originOf(odd, isSecure);
      const trust = (await authority()).rootPem;
      const { listener, notes } = await capture({
        trust,
        map: () => ({ host: '127.0.0.1', port: origin.port }),
      });
      const bodies: Promise<Buffer>[] = [];
      notes.hold = async (exchange, stored) => {
        bodies.push(
          bytesOf(exchange, 'request', stored.requestBody),
          bytesOf(exchange, 'response', stored.responseBody),
        );
        await Promise.all(bodies);
      };
      const port = isSecure ? 443 : 80;
      const socket = isSecure
        ? await secured((await tunnel(listener, `CONNECT ${host}:${port} HTTP/1.1\r\n\r\n`)).socket, {
            servername: host,
            ca: trust,
          })
        : connect(listener.port, listener.host);
      closes({ close: () => socket.destroy() });
      const got = await converse(socket, odd, isSecure ? odd.path : `http://${host}${odd.path}`);

      // The origin got what the client sent.
      const [head, body] = requestOf(odd, odd.path);
      const asked = messageIn(origin.received(), { isRequest: true })!;
      if (isChunkedUp(odd)) {
        const sent = messageIn(Buffer.concat([head, body]), { isRequest: true })!;
        expect([asked.start, ...asked.lines]).toEqual([sent.start, ...sent.lines]);
        expectSame(asked.body, sent.body);
        expect(asked.trailers).toEqual(sent.trailers);
      } else expectSame(origin.received(), Buffer.concat([head, body]));

      // The client got what the origin sent.
      let bytes: Buffer = Buffer.concat(odd.answer);
      for (const message of got) {
        const said = messageIn(bytes, { isSilent: odd.method === 'HEAD', isOver: odd.ends })!;
        bytes = said.rest;
        const isFramed = said.lines.some((line) => /^(content-length|transfer-encoding)/i.test(line));
        const framing =
          isFramed || said.body.length + Number(odd.ends) === 0 ? [] : ['Transfer-Encoding: chunked'];
        const start = said.start.replace('HTTP/1.0', 'HTTP/1.1');
        const kept = bare(said.lines).filter((line) => !bare(odd.loses ?? []).includes(line));
        expect([message.start, ...bare(message.lines)]).toEqual([
          start,
          ...kept,
          ...bare(odd.gains ?? []),
          ...bare(framing),
        ]);
        expectSame(message.body, said.body);
        expect(message.trailers).toEqual(said.trailers);
      }

      // The record says what both said.
      const exchange = await notes.exchange();
      expect(exchange.failure).toBeUndefined();
      expect(exchange.request.method).toBe(odd.method);
      expect(exchange.request.url).toBe(`${isSecure ? 'https' : 'http'}://${host}${odd.path}`);
      expect(linesOf(exchange.request.headers)).toEqual(bare([`Host: ${host}`, ...odd.requestLines]));
      const answer = lastOf(odd);
      expect(
        `${exchange.response!.httpVersion} ${exchange.response!.status} ${exchange.response!.statusText}`,
      ).toBe(answer.start);
      expect(linesOf(exchange.response!.headers)).toEqual(bare(answer.lines));
      const [sent, received] = await Promise.all(bodies);
      expectSame(sent!, odd.recordedRequest ?? odd.requestBody);
      expectSame(received!, odd.recorded ?? answer.body);
      expect(exchange.extra).toMatchObject({
        serverIPAddress: '127.0.0.1',
        request: { bodySize: odd.requestBody.length, headersSize: head.length },
        response: { bodySize: answer.body.length },
      });
    },
    120_000,
  );
});

/** The last message of an answer: those before it are informational. */
function lastOf(odd: Odd): Message {
  for (let bytes: Buffer = Buffer.concat(odd.answer); ; ) {
    const message = messageIn(bytes, { isSilent: odd.method === 'HEAD', isOver: odd.ends })!;
    if (!/^HTTP\/1\.1 1/.test(message.start)) return message;
    bytes = message.rest;
  }
}
