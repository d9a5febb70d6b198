/** A browser does not outlive a capture that is killed: what ends it on Windows, with a stand-in for its command. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-keeper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const built = pathToFileURL(join(import.meta.dirname, '../../dist/capture/keeper.js'));

test.skipIf(process.platform === 'win32')('the browser is ended and its profile removed', async () => {
  const told = join(folder, 'told');
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  writeFileSync(join(profile, 'cookies'), 'secret');
  writeFileSync(join(folder, 'taskkill'), `#!/bin/sh\necho "$@" > '${told}'\n`);
  chmodSync(join(folder, 'taskkill'), 0o755);
  const program = `
    const { keeper } = await import(${JSON.stringify(built.href)});
    keeper(4711, ${JSON.stringify(profile)}, 'win32');
    setInterval(() => {}, 60_000);
    console.log('up');`;
  const capture = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
  });
  await new Promise((resolve) => capture.stdout.once('data', resolve));
  expect(existsSync(told)).toBe(false);
  capture.kill('SIGKILL');
  await expect.poll(() => existsSync(profile), { timeout: 20_000 }).toBe(false);
  expect(readFileSync(told, 'utf8')).toBe('/pid 4711 /t /f\n');
});
