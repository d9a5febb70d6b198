/** Connections that wait for a request are used again, and given up in time. */
import { request as ask, createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connector } from '../../src/capture/connector.ts';
import { Pool, type Way } from '../../src/capture/pool.ts';
import { becomes } from '../proxy/reach.ts';

const server = createServer((_, response) => response.end('x'));
let open = 0;
server.on('connection', (socket) => {
  open += 1;
  socket.on('close', () => {
    open -= 1;
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

function client(idleMs?: number): { way: Way; get: () => Promise<boolean> } {
  const { port } = server.address() as { port: number };
  const way: Way = { host: '127.0.0.1', port, idle: [], open: 0 };
  const agent = new Pool(new Connector({}), idleMs);
  const get = (): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const options = { agent, way, host: way.host, port };
      const sent = ask(options, (response) => response.resume().on('end', () => resolve(sent.reusedSocket)));
      sent.on('error', reject).end();
    });
  return { way, get };
}

test('a connection that waits is used for the next request', async () => {
  const { way, get } = client();
  expect(await get()).toBe(false);
  await becomes(() => way.idle.length === 1);
  expect(await get()).toBe(true);
  await becomes(() => way.idle.length === 1);
  way.idle[0]!.destroy();
  await becomes(() => way.open === 0 && way.idle.length === 0 && open === 0);
});

test('a connection that waits too long is closed, before the server closes it on a request', async () => {
  const { way, get } = client(20);
  await get();
  await becomes(() => open === 0);
  await becomes(() => way.open === 0 && way.idle.length === 0);
  expect(await get()).toBe(false);
});
