/** Builds the executable once for all tests that run it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export default function build(): void {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', join(root, 'tsconfig.build.json')];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (!existsSync(join(root, 'dist', 'cli', 'main.js')))
    throw new Error(`the build made no executable:\n${stdout}`);
}
