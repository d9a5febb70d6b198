/** `driftwire ca`, as the real executable. */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { driftwire, start } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ended = (child: ReturnType<typeof start>): Promise<unknown> =>
  new Promise((resolve) => {
    child.once('close', resolve);
  });

describe('driftwire ca path', () => {
  test('prints one line, the absolute path of the certificate, and makes it when it is missing', () => {
    const own = join(folder, 'path');
    const { code, stdout } = driftwire(['ca', 'path', '--ca-dir', own]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[^\n]+\.pem\n$/);
    const path = stdout.trim();
    expect(isAbsolute(path)).toBe(true);
    expect(new X509Certificate(readFileSync(path)).ca).toBe(true);
    if (process.platform !== 'win32')
      expect(statSync(join(own, 'keys', 'ca.private.key')).mode & 0o777).toBe(0o600);
    expect(driftwire(['ca', '--ca-dir', own])).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('looks in DRIFTWIRE_HOME where no folder is named', () => {
    const { stdout } = driftwire(['ca', 'path'], { env: { DRIFTWIRE_HOME: join(folder, 'home') } });
    expect(stdout.startsWith(join(folder, 'home'))).toBe(true);
  });

  test('is the same in processes that start together', async () => {
    const own = join(folder, 'together');
    await Promise.all(
      Array.from({ length: 4 }, () => ended(start(['ca', 'path', '--quiet', '--ca-dir', own]))),
    );
    expect(readdirSync(join(own, 'keys')).sort()).toEqual(['ca.private.key', 'ca.public.key']);
    expect(driftwire(['ca', 'create', '--ca-dir', own]).stderr).toContain('was there already');
  });

  test('works after any process that was killed while it made the certificate', {
    timeout: 60_000,
  }, async () => {
    for (let round = 0; round < 8; round += 1) {
      const own = join(folder, `killed-${round}`);
      const child = start(['ca', 'path', '--ca-dir', own]);
      const over = ended(child);
      // The folder is the first thing that is made; from then on every moment may be the last.
      while (!existsSync(join(own, 'keys')) && child.exitCode === null)
        await new Promise((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < round * 2000; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await over;
      expect(driftwire(['ca', 'path', '--ca-dir', own]).code).toBe(0);
      expect(readdirSync(join(own, 'keys')).sort()).toEqual(['ca.private.key', 'ca.public.key']);
      expect(readdirSync(join(own, 'certs'))).toEqual(['ca.pem']);
    }
  });
});

describe('driftwire ca', () => {
  test('renew makes another root, also in place of a damaged one', () => {
    const own = join(folder, 'renew');
    const { stdout } = driftwire(['ca', 'create', '--ca-dir', own]);
    const before = readFileSync(stdout.trim(), 'utf8');
    writeFileSync(join(own, 'keys', 'ca.private.key'), 'cut off');
    const damaged = driftwire(['ca', 'path', '--ca-dir', own]);
    expect(damaged).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('usage/authority-damaged'),
    });
    expect(driftwire(['ca', 'renew', '--ca-dir', own])).toMatchObject({ code: 0, stdout });
    expect(readFileSync(stdout.trim(), 'utf8')).not.toBe(before);
  });

  test('trust tells it per system, with the path', () => {
    const { code, stdout } = driftwire(['ca', 'trust', '--ca-dir', join(folder, 'trust')]);
    expect(code).toBe(0);
    for (const word of [
      'update-ca-certificates',
      'add-trusted-cert',
      'certutil',
      'NODE_EXTRA_CA_CERTS',
      'keytool',
      'iOS',
      'Android',
    ])
      expect(stdout).toContain(word);
    expect(stdout).toContain(join(folder, 'trust', 'certs', 'ca.pem'));
  });

  test('knows no other action, and needs a folder that it can write to', () => {
    expect(driftwire(['ca', 'paht'])).toMatchObject({ code: 2, stdout: '' });
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = driftwire(['ca', 'path', '--ca-dir', join(folder, 'file', 'ca')]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage/authority-folder'),
    });
  });
});
