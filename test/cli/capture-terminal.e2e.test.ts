/** `driftwire capture` on a terminal: the line of its state, the keys that mark and end. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Capturing, capturing, entriesOf, type TestOrigin, testOrigin } from './capturing.ts';
import { root } from './driftwire.ts';
import { newFolder } from './recordings.ts';

const folder = newFolder();
let origin: TestOrigin;
beforeAll(async () => {
  origin = await testOrigin();
});
afterAll(() => {
  origin.close();
  folder.remove();
});

/** util-linux: makes a terminal for a program. */
const hasTerminals =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

/** Everything that the terminal shows comes in `stdout`; keys go to `stdin`. */
async function onTerminal(path: string, ...more: string[]): Promise<Capturing> {
  const inside = (argv: readonly string[]) => {
    const words = [process.execPath, join(root, 'dist/cli/main.js'), ...argv].map((word) => `'${word}'`);
    const child = spawn('script', ['-qfec', words.join(' '), '/dev/null'], {
      env: { ...process.env, DRIFTWIRE_HOME: folder.path('home'), COLUMNS: '100', TERM: 'xterm' },
    });
    // The helper reads what the program says of itself from standard error.
    child.stderr = child.stdout as never;
    return child;
  };
  return capturing(['-o', path, '--host', '127.0.0.1', '--color', 'never', ...more], inside);
}

describe.skipIf(!hasTerminals)('driftwire capture on a terminal', () => {
  test('shows how far it is, marks with m, ends with q', async () => {
    const path = folder.path('keys.har');
    const running = await onTerminal(path);
    await running.get(`${origin.url}/before`);
    await expect
      .poll(running.stdout, { timeout: 10_000 })
      .toMatch(/\d:\d\d · 1 exchange · 0 open · \d+ B · file [\d.]+ kB · memory [\d.]+ MB/);
    expect(running.stdout()).toContain('m marks a moment, q or Ctrl-C ends it');
    running.child.stdin!.write('m');
    await expect.poll(running.stdout, { timeout: 10_000 }).toContain('marked: mark 1');
    await running.get(`${origin.url}/after`);
    running.child.stdin!.write('q');
    expect(await running.ended).toBe(0);
    expect(running.stdout()).toContain('recorded');
    expect(entriesOf(path).map(({ pageref }) => pageref)).toEqual([undefined, 'mark-1']);
    expect(JSON.parse(readFileSync(path, 'utf8')).log.pages).toHaveLength(1);
  });

  test('Ctrl-C is its normal end there too', async () => {
    const running = await onTerminal(folder.path('interrupted.har'));
    await expect.poll(running.stdout, { timeout: 10_000 }).toContain('0 exchanges');
    running.child.stdin!.write('\x03');
    expect(await running.ended).toBe(0);
  });

  test('shows nothing of its state where it shall be quiet', async () => {
    const path = folder.path('quiet.har');
    const spawned = spawn(
      'script',
      [
        '-qfec',
        `'${process.execPath}' dist/cli/main.js capture -o '${path}' --listen 127.0.0.1:0 --for 1200ms --quiet`,
        '/dev/null',
      ],
      { cwd: root, env: { ...process.env, DRIFTWIRE_HOME: folder.path('home') } },
    );
    let shown = '';
    spawned.stdout.on('data', (chunk: Buffer) => (shown += chunk));
    expect(await new Promise((resolve) => spawned.once('close', resolve))).toBe(0);
    expect(shown).toBe('');
  });
});
