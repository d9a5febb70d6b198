/** The client through `capture`, against `serve --simulate`: three processes, one session, two equal recordings. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
