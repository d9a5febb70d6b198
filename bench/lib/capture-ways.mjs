/** What bench/capture.mjs measures: an origin, and the ways to it, each proxy a process of its own. */
import { fork, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from './raw-client.mjs';

const dist = process.env.DRIFTWIRE_DIST ?? join(import.meta.dirname, '..', '..', 'dist');
export const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'driftwire-bench-'));
const originCa = join(folder, 'origin-ca');
const captureCa = join(folder, 'capture-ca');
const { openAuthority } = await import(join(dist, 'proxy/authority.js'));
const originTrust = (await openAuthority(originCa)).rootPath;
const peers = join(import.meta.dirname, '..', 'peers');
const stops = [];

/** Ends all that runs, and removes what was recorded. */
export function stopAll() {
  for (const stop of stops) stop();
  rmSync(folder, { recursive: true, force: true });
}

async function child(path, args) {
  const process = fork(path, args);
  stops.push(() => process.kill('SIGKILL'));
  const { port } = await new Promise((resolve, reject) => {
    process.once('message', resolve);
    process.once('exit', (code) => reject(new Error(`${path} ended with ${code}`)));
  });
  return { port, pid: process.pid, stop: () => process.kill('SIGKILL') };
}

const inLib = (name) => join(import.meta.dirname, name);
const origin = await child(inLib('raw-origin.mjs'), [originCa]);

/** CPU time in ms and resident memory in bytes of another process. */
export function stateOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const resident = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, rss: resident };
}

export const direct = { name: 'direct', way: { port: origin.port }, pid: undefined, stop() {} };

/** A TLS proxy of Node's own modules that records nothing. */
export async function bare() {
  const args = [captureCa, String(origin.port), originTrust];
  const { port, pid, stop } = await child(inLib('bare-proxy.mjs'), args);
  return { name: 'bare', way: { port }, pid, stop };
}

/** Driftwire's forwarding without a recording. */
export async function forwarding() {
  const args = [captureCa, String(origin.port), originTrust];
  const { port, pid, stop } = await child(inLib('forward-proxy.mjs'), args);
  return { name: 'forward', way: { proxy: port }, pid, stop };
}

let captures = 0;

/** The command itself. */
export async function capture() {
  captures += 1;
  const out = join(folder, `capture-${captures}.har`);
  const args = ['capture', '-o', out, '--listen', '127.0.0.1:0', '--all-hosts', '--ca-dir', captureCa];
  const map = ['--map', `*=127.0.0.1:${origin.port}`, '--trust', originTrust];
  const command = spawn(process.execPath, [join(dist, 'cli/main.js'), ...args, ...map], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  stops.push(() => command.kill('SIGKILL'));
  const port = await new Promise((resolve, reject) => {
    let text = '';
    command.stderr.on('data', (chunk) => {
      text += chunk;
      const found = /127\.0\.0\.1:(\d+)/.exec(text);
      if (found) resolve(Number(found[1]));
    });
    command.once('exit', () => reject(new Error(text)));
  });
  const ended = new Promise((resolve) => command.once('exit', resolve));
  const stop = () => {
    command.kill('SIGINT');
    return ended;
  };
  return { name: 'capture', way: { proxy: port }, pid: command.pid, out, stop };
}

/** mockttp with bodies and heads written as they come; undefined where it is not installed. */
export async function mockttp() {
  if (!existsSync(join(peers, 'node_modules', 'mockttp'))) return undefined;
  const args = [String(origin.port), join(folder, 'mockttp.ndjson')];
  const { port, pid, stop } = await child(join(peers, 'mockttp-proxy.mjs'), args);
  return { name: 'mockttp', way: { proxy: port }, pid, stop };
}

/** `mitmdump -w`; undefined where there is none. */
export async function mitmproxy() {
  if (spawnSync('mitmdump', ['--version']).status !== 0) return undefined;
  const port = await freePort();
  const args = ['-q', '--listen-host', '127.0.0.1', '-p', String(port), '--ssl-insecure'];
  const more = ['--set', `confdir=${join(folder, 'mitm')}`, '--set', 'connection_strategy=lazy'];
  const out = ['-w', join(folder, 'mitm.flow'), '-s', join(peers, 'mitmproxy-to.py')];
  const command = spawn('mitmdump', [...args, ...more, ...out], {
    env: { ...process.env, ORIGIN_PORT: String(origin.port) },
    stdio: 'ignore',
  });
  const stop = () => command.kill('SIGKILL');
  stops.push(stop);
  const way = { proxy: port };
  for (let turn = 0; turn < 100; turn += 1) {
    const socket = await open(way).catch(() => undefined);
    socket?.destroy();
    if (socket) return { name: 'mitmdump', way, pid: command.pid, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('mitmdump does not answer');
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
