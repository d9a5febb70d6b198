import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ownFolder } from '../../src/capture/own-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'driftwire-own-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test('removes what processes left that are gone, and nothing else', () => {
  const name = basename(ownFolder(parent, 'kind'));
  if (process.platform !== 'win32') expect(statSync(join(parent, name)).mode & 0o777).toBe(0o700);
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const of = (pid: number): string => name.replace(`-${process.pid}-`, `-${pid}-`);
  const elsewhere = of(gone).replace('kind-', 'kind-other.');
  const kept = [name, elsewhere, `${of(gone)}.har`, 'kind', of(gone).replace('kind', 'another')];
  for (const one of [of(gone), ...kept.slice(1)]) {
    mkdirSync(join(parent, one));
    writeFileSync(join(parent, one, 'file'), '');
  }
  const link = of(gone).replace(/\w{6}$/, 'linked');
  symlinkSync(join(parent, elsewhere), join(parent, link));
  const next = basename(ownFolder(parent, 'kind'));
  expect(readdirSync(parent).sort()).toEqual([...kept, link, next].sort());
  expect(readdirSync(join(parent, elsewhere))).toEqual(['file']);
});
