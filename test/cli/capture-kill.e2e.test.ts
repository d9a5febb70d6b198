/** A capture that is killed under load has lost nothing that was over. `DRIFTWIRE_KILLS=50` kills it fifty times. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Har } from 'har-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Capturing, capturing, type TestOrigin, testOrigin } from './capturing.ts';
import { driftwire } from './driftwire.ts';

const kills = Number(process.env.DRIFTWIRE_KILLS ?? 4);
const folder = mkdtempSync(join(tmpdir(), 'driftwire-kill-'));
let origin: TestOrigin;
beforeAll(async () => {
  origin = await testOrigin();
});
afterAll(() => {
  origin.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends requests until none is answered any more; gives the paths whose answers were whole. */
async function load(running: Capturing, client: number, finished: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let count = 0; ; count += 1) {
      const path = `/client-${client}-${count}-${'i'.repeat(count % 50)}`;
      const size = count % 40 === 0 ? 200_000 : (count * 997) % 9000;
      const { body } = await running.get(`${origin.url}${path}?size=${size}`, agent);
      if (body.length === path.length + size) finished.push(path);
    }
  } catch {
    agent.destroy();
  }
}

const pathsOf = (text: string): Set<string> =>
  new Set((JSON.parse(text) as Har).log.entries.map(({ request }) => new URL(request.url).pathname));

async function killed(round: number): Promise<{ finished: string[]; isWhole: boolean }> {
  const path = join(folder, `${round}.har`);
  const running = await capturing(['-o', path, '--host', '127.0.0.1']);
  const finished: string[] = [];
  const held = running.get(`${origin.url}/held`).catch(() => undefined);
  const clients = Array.from({ length: 8 }, (_, client) => load(running, client, finished));
  await expect.poll(() => finished.length, { timeout: 20_000 }).toBeGreaterThan(20);
  await expect.poll(() => readFileSync(path, 'utf8'), { timeout: 20_000 }).toContain('/held');
  await sleep(Math.random() * 400);
  running.child.kill('SIGKILL');
  await Promise.all([running.ended, held, ...clients]);
  const { code } = driftwire(['doctor', path]);
  let kept = path;
  if (code !== 0) {
    kept = join(folder, `${round}-repaired.har`);
    driftwire(['doctor', path, '--repair', '-o', kept]);
  }
  const paths = pathsOf(readFileSync(kept, 'utf8'));
  expect(finished.filter((one) => !paths.has(one))).toEqual([]);
  expect(paths.has('/held')).toBe(true);
  return { finished, isWhole: code === 0 };
}

test(
  'killed under load, it has every exchange that was over, and the poll that was not',
  async () => {
    const rounds = [];
    for (let round = 0; round < kills; round += 1) rounds.push(await killed(round));
    expect(rounds.every(({ finished }) => finished.length > 20)).toBe(true);
  },
  kills * 20_000,
);
