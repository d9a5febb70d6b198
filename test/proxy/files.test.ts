/** Files that are there whole or not at all. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeFile, readIfThere, sweep } from '../../src/proxy/files.ts';
import { temporaryFolder } from './reach.ts';

const folder = temporaryFolder();
const secret = { mode: 0o600, replace: false };

test('a file is placed with its rights, and nothing else stays', async () => {
  const own = join(folder, 'one');
  mkdirSync(own);
  await placeFile(join(own, 'key'), 'text', secret);
  expect(readdirSync(own)).toEqual(['key']);
  expect(readFileSync(join(own, 'key'), 'utf8')).toBe('text');
  if (process.platform !== 'win32') expect(statSync(join(own, 'key')).mode & 0o777).toBe(0o600);
});

test('of many that are placed at once the first stays, whole', async () => {
  const path = join(folder, 'raced');
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(1000));
  await Promise.all(texts.map((text) => placeFile(path, text, secret)));
  expect(texts).toContain(readFileSync(path, 'utf8'));
  await placeFile(path, 'late', secret);
  expect(texts).toContain(readFileSync(path, 'utf8'));
  await placeFile(path, 'new', { ...secret, replace: true });
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('what cannot be read or written is a folder that cannot be used', async () => {
  await expect(readIfThere(folder)).rejects.toMatchObject({ code: 'usage/authority-folder' });
  await expect(placeFile(join(folder, 'no', 'key'), '', secret)).rejects.toMatchObject({
    code: 'usage/authority-folder',
    details: { code: 'ENOENT' },
  });
  expect(await readIfThere(join(folder, 'nothing'))).toBeUndefined();
});

test('drafts are removed once their process is gone', async () => {
  const own = join(folder, 'drafts');
  mkdirSync(own);
  const alive = `.ca.private.key.${process.pid}.0a1b2c3d.draft`;
  // The largest number that a process can have is far below this one.
  for (const name of [alive, '.ca.private.key.2147483646.0a1b2c3d.draft', 'mine.draft'])
    writeFileSync(join(own, name), '');
  await sweep(own);
  expect(readdirSync(own).sort()).toEqual([alive, 'mine.draft'].sort());
});
