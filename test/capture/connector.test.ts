import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Connector } from '../../src/capture/connector.ts';
import { endOf, routeOf } from '../../src/proxy/layers.ts';
import { becomes } from '../proxy/reach.ts';

test('knows its own connections by both ends: clients may have the same port on their way to another place', async () => {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const connector = new Connector({});
  const dialled = (await connector.dial('127.0.0.1', port, new AbortController().signal)) as Socket;
  const client = endOf('127.0.0.1', dialled.localPort);
  const there = routeOf(client, endOf('::ffff:127.0.0.1', port));
  expect(connector.owns(there)).toBe(true);
  expect(connector.owns(routeOf(client, endOf('127.0.0.1', port + 1)))).toBe(false);
  connector.close();
  await becomes(() => !connector.owns(there));
  server.close();
});
