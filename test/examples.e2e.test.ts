/** The programs in `examples/` do what they say, against the simulation. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { driftwire, root } from './cli/driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(name: string, ...argv: string[]): string[] {
  const ran = spawnSync(process.execPath, [join(root, 'examples', name), ...argv], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(ran.status, ran.stderr).toBe(0);
  return ran.stdout.trim().split('\n');
}

test('echo answers every text', () => {
  const lines = run('echo.mjs');
  expect(lines[0]).toMatch(/^scan https:/);
  expect(lines.at(-1)).toMatch(/^3 answered; /);
});

test('record leaves a sound recording, and explains it', () => {
  const path = join(folder, 'session.har');
  expect(run('record.mjs', path).map((line) => line.split(':')[0])).toEqual(['login', 'login', 'sync']);
  expect(driftwire(['doctor', path]).code).toBe(0);
  expect(driftwire(['decode', path]).stdout).toContain('session.closed');
});

test('download saves what arrives', () => {
  const into = join(folder, 'downloads');
  expect(run('download.mjs', into)).toHaveLength(4);
  const names = readdirSync(into).map((name) => name.split('-')[0]);
  expect(names.sort()).toEqual(['ca', 'file', 'image', 'video', 'voice']);
});

test('every example is run here', () => {
  expect(readdirSync(join(root, 'examples')).sort()).toEqual(['download.mjs', 'echo.mjs', 'record.mjs']);
});
