/** Runs `driftwire serve` as the real executable, on a free port, and asks it through its proxy. */
import type { ChildProcess } from 'node:child_process';
import { request as send } from 'node:http';
import { afterEach, expect } from 'vitest';
import { start } from './driftwire.ts';

export interface Served {
  readonly port: number;
  readonly pid: number;
  /** File of the root certificate. */
  readonly certificate: string;
  readonly stderr: () => string;
  get(url: string, headers?: Record<string, string>): Promise<{ status: number; body: string }>;
  /** Ends it and gives its exit code and standard output. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; stdout: string }>;
}

/** Ended after each test. */
export function serving(): (...argv: string[]) => Promise<Served> {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
  return (...argv) => serve(running, argv);
}

async function serve(running: ChildProcess[], argv: readonly string[]): Promise<Served> {
  const child = start(['serve', ...argv, '--listen', '127.0.0.1:0']);
  running.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk));
  await expect.poll(() => stderr, { timeout: 10_000 }).toMatch(/certificate +.+\.pem/);
  const port = Number(/proxy +http:\/\/127\.0\.0\.1:(\d+)/.exec(stderr)![1]);
  return {
    port,
    pid: child.pid!,
    certificate: /certificate +(.+?\.pem)/.exec(stderr)![1]!,
    stderr: () => stderr,
    get: (url, headers = {}) =>
      new Promise((resolve, reject) => {
        const asked = send(
          { host: '127.0.0.1', port, path: url, headers: { host: new URL(url).host, ...headers } },
          (response) => {
            let body = '';
            response.on('data', (chunk: Buffer) => (body += chunk));
            response.on('end', () => resolve({ status: response.statusCode!, body }));
          },
        );
        asked.on('error', reject).end();
      }),
    stop: (signal = 'SIGINT') =>
      new Promise((resolve) => {
        child.once('close', (code) => resolve({ code, stdout }));
        child.kill(signal);
      }),
  };
}
