/** Runs `driftwire capture` and sends requests through it. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Agent, createServer, request as send } from 'node:http';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Har } from 'har-format';
import { expect, onTestFinished } from 'vitest';
import { start } from './driftwire.ts';

export interface Capturing {
  readonly child: ChildProcess;
  readonly port: number;
  stdout(): string;
  stderr(): string;
  /** Sends a request for an absolute URL, and gives the status and body of the answer. */
  get(url: string, agent?: Agent): Promise<{ status: number; body: string }>;
  /** Ends it and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** Starts it on any free port; `spawned` may start it in another way. */
export async function capturing(
  argv: readonly string[],
  spawned: (argv: readonly string[]) => ChildProcess = start,
): Promise<Capturing> {
  const child = spawned(['capture', '--listen', '127.0.0.1:0', ...argv]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await expect.poll(() => stderr, { timeout: 20_000 }).toMatch(/proxy +http:\/\/127\.0\.0\.1:\d+/);
  const port = Number(/proxy +http:\/\/127\.0\.0\.1:(\d+)/.exec(stderr)![1]);
  return {
    child,
    port,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    get: (url, agent) => get(port, url, agent),
    stop(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
  };
}

function get(port: number, url: string, agent?: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: url, headers: { host: new URL(url).host } };
    const asked = send({ ...options, ...(agent && { agent }) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        response.complete ? resolve({ status: response.statusCode!, body }) : reject(),
      );
      response.on('error', reject);
    });
    asked.on('error', reject).end();
  });
}

export interface TestOrigin {
  readonly url: string;
  close(): void;
}

/** Answers every path with its own name and as many bytes as `?size=` says; `/held` never. */
export async function testOrigin(): Promise<TestOrigin> {
  const server: Server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url!, 'http://origin.test');
    if (pathname === '/held') return;
    const text = pathname + 'x'.repeat(Number(searchParams.get('size') ?? 0));
    answer.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': text.length });
    answer.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    },
  };
}

export const entriesOf = (path: string): Har['log']['entries'] =>
  (JSON.parse(readFileSync(path, 'utf8')) as Har).log.entries;

interface Running {
  readonly group: number;
  readonly args: string;
}

/** Every process there is. */
function processes(): Running[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,args='], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ *(\d+) (.*)$/gm)].map(([, group, args]) => ({
    group: Number(group),
    args: args!,
  }));
}

/** The profile of the browser that a capture opened, and the group of its processes; undefined where there is none. */
export function browserOf({ child }: Capturing): { profile: string; group: number } | undefined {
  const mark = new RegExp(`--user-data-dir=(\\S+-${child.pid}-\\S+)`);
  for (const { group, args } of processes()) {
    const profile = mark.exec(args)?.[1];
    if (profile !== undefined) return { profile, group };
  }
  return undefined;
}

/** How many processes a group has. */
export const sizeOf = (group: number): number => processes().filter((one) => one.group === group).length;

/** Whether connections to a port of this machine are taken. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const told = (isTaken: boolean): void => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once('connect', () => told(true)).once('error', () => told(false));
  });
}
