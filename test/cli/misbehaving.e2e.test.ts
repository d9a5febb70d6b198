/** Clients that misbehave towards `driftwire serve`: its memory stays bounded, and everybody else is served. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Conversation, encrypted, plain, tunnel } from '../proxy/reach.ts';
import { entry, har, newFolder } from './recordings.ts';
import { type Served, serving } from './serving.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const serve = serving();
const open: { destroy(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

const host = '127.0.0.1';
const code = 'http://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN';
const head = (url: string, method = 'GET', more = ''): string =>
  `${method} ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${more}\r\n`;
const mebibyte = 2 ** 20;
const hasProc = existsSync('/proc/self/status');

/** Memory of a process that is in use, in bytes; 0 where the system does not tell. */
const memoryOf = ({ pid }: Served): number =>
  hasProc
    ? Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
    : 0;
const filesOf = ({ pid }: Served): number => (hasProc ? readdirSync(`/proc/${pid}/fd`).length : 0);

/** Asks over kept connections, `width` at a time; every answer has to be a code. */
async function ask({ port }: Served, count: number, width = 8): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const one = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = send(
        { agent, host, port, path: code, headers: { host: 'login.wx.qq.com' } },
        (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk)).on('end', () => resolve(body));
        },
      );
      asked.on('error', reject).end();
    });
  let left = count;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) expect(await one()).toContain('window.QRLogin.code = 200');
    }),
  );
  agent.destroy();
}

/** Opens `count` connections, each of which does something rude. */
async function crowd(
  { port }: Served,
  count: number,
  isRude: (client: Conversation) => unknown,
): Promise<Conversation[]> {
  const clients: Conversation[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = await plain({ host, port });
    open.push(client.socket);
    isRude(client);
    clients.push(client);
  }
  return clients;
}

interface Used {
  readonly memory: number;
  readonly files: number;
}

/** What it uses once it is warm. */
async function warm(served: Served, requests = 500): Promise<Used> {
  await ask(served, requests);
  return { memory: memoryOf(served), files: filesOf(served) };
}

/** It serves others now, its memory has grown by no more than this, and it lets go of what the clients let go. */
async function outlives(served: Served, before: Used, most: number): Promise<void> {
  await ask(served, 50);
  if (hasProc) expect((memoryOf(served) - before.memory) / mebibyte).toBeLessThan(most / mebibyte);
  for (const one of open.splice(0)) one.destroy();
  await expect.poll(() => filesOf(served), { timeout: 10_000 }).toBeLessThan(before.files + 10);
  await ask(served, 50);
  expect((await served.stop()).code).toBe(0);
}

describe('driftwire serve outlives', () => {
  test('requests without end (the benchmark sends 50,000)', async () => {
    const served = await serve('--simulate');
    const before = await warm(served, 3_000);
    await ask(served, 3_000);
    await outlives(served, before, 24 * mebibyte);
  });

  test('bodies that are broken off', async () => {
    const served = await serve('--simulate');
    const before = await warm(served);
    const url = 'http://wx.qq.com/cgi-bin/mmwebwx-bin/webwxinit';
    for (let round = 0; round < 3; round += 1) {
      const clients = await crowd(served, 100, (client) => {
        client.say(head(url, 'POST', 'Content-Length: 50000000\r\n')).say('x'.repeat(100_000));
      });
      for (const { socket } of clients) socket.destroy();
    }
    await crowd(served, 50, (client) =>
      client.say(head(url, 'POST', 'Transfer-Encoding: chunked\r\n')).say('fffff\r\nx'),
    );
    await outlives(served, before, 64 * mebibyte);
  });

  test('tunnels and connections that nobody uses', async () => {
    const served = await serve('--simulate');
    const before = await warm(served);
    for (let index = 0; index < 200; index += 1) {
      const request = `CONNECT host-${index}.example:443 HTTP/1.1\r\nHost: host-${index}.example\r\n\r\n`;
      open.push((await tunnel({ host, port: served.port }, request)).socket);
    }
    await crowd(served, 100, () => undefined);
    await outlives(served, before, 32 * mebibyte);
  });

  test('clients that say half of what they want, or hang up in the middle', async () => {
    const served = await serve('--simulate');
    const before = await warm(served);
    await crowd(served, 50, (client) => client.say(head(code).slice(0, 40)));
    await crowd(served, 50, (client) => client.say('CONNECT example.com:443 HTTP/1.1\r\n'));
    // The beginning of a TLS handshake, and no more.
    await crowd(served, 50, (client) => client.say('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'));
    // Half-open: nothing more will be said, but the answer is waited for.
    const poll = 'http://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=unknown&tip=1';
    await crowd(served, 50, (client) => client.say(head(poll)).socket.end());
    const halves = await crowd(served, 50, (client) => client.say(head(code)).socket.end());
    for (const half of halves) expect(await half.over()).toContain('window.QRLogin.code = 200');
    await outlives(served, before, 32 * mebibyte);
  });

  test('clients that ask for much and read nothing', async () => {
    const size = 24 * mebibyte;
    const url = 'http://web.wechat.com/large.bin';
    const large = entry(url, 'x'.repeat(size));
    const served = await serve(folder.file('large.har', har(large)), '--unmatched', 'simulate');
    const before = await warm(served);
    await crowd(served, 40, (client) => {
      client.socket.pause();
      for (let time = 0; time < 4; time += 1) client.say(head(url));
    });
    const ca = readFileSync(served.certificate);
    for (let index = 0; index < 20; index += 1) {
      const { socket } = await encrypted({ host, port: served.port }, { ca, servername: 'web.wechat.com' });
      open.push(socket);
      socket.pause().write(head(url).replace(/http:\/\/[^/]+/, ''));
    }
    await outlives(served, before, 4 * size);
  });
});
