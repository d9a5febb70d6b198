/** Installs the third-party clients of this folder, whose dependencies stay out of ours. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** When it was changed last, epoch ms; 0 where it is missing. */
const changedAt = (...path: string[]): number =>
  statSync(join(import.meta.dirname, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Once for each lockfile. Throws where that cannot be done, with what npm said. */
export function installClients(): void {
  const marker = ['node_modules', '.package-lock.json'];
  if (changedAt(...marker) > changedAt('package-lock.json')) return;
  const argv = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const { status, stderr, error } = spawnSync('npm', argv, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0 && changedAt(...marker) > 0) return;
  throw new Error(
    `the third-party clients in test/clients could not be installed: npm ${argv.join(' ')} ended with ` +
      `${error?.message ?? status}. It needs the npm registry once; run "npm ci" in test/clients to see more.\n${stderr ?? ''}`,
  );
}
