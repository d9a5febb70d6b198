/** The client through `capture`, against `serve --simulate`: three processes, one session, two equal recordings. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { mediumOfBytes } from '../../src/client/session-file.ts';
import { openTransport } from '../../src/client/transport.ts';
import { rows, wechat } from '../../src/protocol/wechat/index.ts';
import { messageKinds } from '../../src/protocol/wechat/messages.ts';
import { driftwire, lines, start } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-through-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts it, and gives the port that it says it listens on. */
async function port(...argv: string[]): Promise<{ child: ChildProcess; port: string }> {
  const child = start([...argv, '--listen', '127.0.0.1:0']);
  running.push(child);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk));
  await expect.poll(() => stderr, { timeout: 10_000 }).toMatch(/127\.0\.0\.1:\d+/);
  return { child, port: /127\.0\.0\.1:(\d+)/.exec(stderr)![1]! };
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('close', resolve);
    child.kill('SIGINT');
  });

test('login through capture: both recordings tell the same', { timeout: 60_000 }, async () => {
  const [own, captured] = [join(folder, 'own.har'), join(folder, 'captured.har')];
  const ca = driftwire(['ca', 'path']).stdout.trim();
  const server = await port('serve', '--simulate', '--pace', 'x50');
  const via = `http://127.0.0.1:${server.port}`;
  const proxy = await port('capture', '-o', captured, '--via', via, '--trust', ca);
  const ran = driftwire([
    'login',
    '--against',
    `http://127.0.0.1:${proxy.port}`,
    '-o',
    own,
    '--send',
    'filehelper=hi',
  ]);
  expect(ran.code, ran.stderr).toBe(0);
  expect(await ended(proxy.child)).toBe(0);
  const told = (path: string): unknown[] =>
    lines(driftwire(['decode', path]).stdout)
      .map(({ at, exchange, heldMs, ...event }) => JSON.stringify(event))
      .sort();
  expect(told(captured)).toEqual(told(own));
  expect(told(own).length).toBeGreaterThan(20);
});

const kinds = [...new Set(messageKinds.map(({ kind }) => kind))].filter((kind) => kind !== 'unknown');

test('every kind of message, a file both ways and a recall through capture', {
  timeout: 90_000,
}, async () => {
  const captured = join(folder, 'kinds.har');
  const scenario = join(folder, 'kinds.json');
  const events = kinds.map((kind, index) => ({ after: 10_000 + index * 500, message: { kind } }));
  writeFileSync(scenario, JSON.stringify({ events }));
  const ca = driftwire(['ca', 'path']).stdout.trim();
  const server = await port('serve', '--simulate', scenario, '--pace', 'x50');
  const via = `http://127.0.0.1:${server.port}`;
  const proxy = await port('capture', '-o', captured, '--via', via, '--trust', ca);
  const transport = openTransport({
    via: `http://127.0.0.1:${proxy.port}`,
    trust: [readFileSync(ca, 'utf8')],
  });
  const client = new Client(wechat, transport.effects, { gap: 0 });
  const seen = new Set<string>();
  client.on('message', ({ kind }) => void seen.add(kind));
  const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => (index * 7) & 255);
  await client.login();
  const syncing = client.sync();
  await client.contacts.load();
  const sent = await client.send.file('filehelper', mediumOfBytes('a.bin', bytes, 0));
  const shown = await client.call(rows.getmsgimg, { messageId: sent.id });
  await client.send.recall(await client.send.text('filehelper', '你好'));
  await expect.poll(() => kinds.filter((kind) => !seen.has(kind)), { timeout: 30_000 }).toEqual([]);
  await client.logout();
  await syncing;
  await transport.close();
  expect(await ended(proxy.child)).toBe(0);
  expect(Buffer.compare(shown.response!.body!.bytes(), bytes)).toBe(0);
  const told = lines(driftwire(['decode', captured]).stdout);
  const received = new Set(told.filter(({ type }) => type === 'message.received').map(({ kind }) => kind));
  expect(kinds.filter((kind) => !received.has(kind) && kind !== 'revoked')).toEqual([]);
  const types = told.map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['media.uploaded', 'media.fetched', 'message.sent', 'session.closed']),
  );
});
