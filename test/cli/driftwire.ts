/** Runs the real executable. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const executable = join(root, 'dist', 'cli', 'main.js');
/** A recording that comes along. */
export const capture = (name: string): string => join(root, 'captures', 'wechat', name);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface World {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string>;
}

/** Certificates of the tests live here. */
const home = mkdtempSync(join(tmpdir(), 'driftwire-home-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

/** The environment of the tests, without what changes looks. */
function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, COLUMNS, ...env } = process.env;
  return { ...env, DRIFTWIRE_HOME: home, ...more };
}

/** Runs it to its end, in the root of the checkout. */
export function driftwire(argv: readonly string[], { input, env }: World = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable, ...argv], {
    cwd: root,
    encoding: 'utf8',
    env: environment(env),
    maxBuffer: 1 << 28,
    ...(input !== undefined && { input }),
  });
  return { code: status, stdout, stderr };
}

/** Runs a line of the shell, in which `driftwire` is the executable. */
export function shell(line: string, env: Record<string, string> = {}): Ran {
  const define = `driftwire() { "${process.execPath}" "${executable}" "$@"; }`;
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', `${define}; ${line}`], {
    cwd: root,
    encoding: 'utf8',
    env: environment(env),
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

/** Starts it and leaves it running. */
export function start(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [executable, ...argv], { cwd: root, env: environment() });
}

/** The objects of an NDJSON output. */
export const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Starts it, interrupts it as soon as it has said `sign` on standard error, and waits for its end. */
export function interrupted(
  argv: readonly string[],
  sign: string,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<Ran> {
  const child = start(argv);
  let [stdout, stderr, isTold] = ['', '', false];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
    if (isTold || !stderr.includes(sign)) return;
    isTold = true;
    child.kill(signal);
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
