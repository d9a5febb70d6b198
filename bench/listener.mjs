/**
 * What the listener costs beside a bare TLS server of Node in the same run: throughput and latency of small requests,
 * memory of held requests, time to release them, and time from start to listening.
 *
 *     npm run build && node bench/listener.mjs [held requests, default 10000] [rounds, default 3]
 *
 * Uses `wrk` where it is installed, else a client of its own, slower than both servers' limit.
 */
import { fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { wrk } from './lib/load.mjs';

const [held = 10_000, rounds = 3] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const file = (name) => join(import.meta.dirname, 'lib', name);
const say = (line) => process.stdout.write(`${line}\n`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values, digits = 0) =>
  [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits)).join('/');

/** A server in a process of its own, that answers questions. */
async function server(kind) {
  const child = fork(file('tls-server.mjs'), [kind, folder], { execArgv: ['--expose-gc'] });
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { port } = await next();
  const ask = (question) => {
    const answer = next();
    child.send(question);
    return answer;
  };
  return { kind, port, ask, stop: () => child.kill() };
}

async function throughput() {
  const results = { bare: [], listener: [] };
  const servers = [await server('bare'), await server('listener')];
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? servers : [...servers].reverse())
      results[one.kind].push(await wrk(one.port));
  }
  for (const one of servers) one.stop();
  for (const kind of ['bare', 'listener']) {
    const of = (name) => results[kind].map((result) => result[name]);
    say(
      `${kind.padEnd(9)} ${spread(of('rate'))} requests/s, p50 ${spread(of('p50'), 2)} ms, p99 ${spread(of('p99'), 2)} ms`,
    );
  }
  const ratio =
    median(results.listener.map(({ rate }) => rate)) / median(results.bare.map(({ rate }) => rate));
  say(`ratio     ${ratio.toFixed(2)} of the bare server (goal: at least 0.6)\n`);
}

async function holding() {
  for (const kind of ['bare', 'listener']) {
    const one = await server(kind);
    const before = await one.ask('memory');
    const clients = fork(file('pollers.mjs'), [kind, String(one.port), String(held)]);
    await new Promise((resolve) => clients.once('message', resolve));
    const during = await one.ask('memory');
    const released = new Promise((resolve) => clients.once('message', resolve));
    const begun = performance.now();
    await one.ask('release');
    const { count } = await released;
    const took = performance.now() - begun;
    const each = (during.rss - before.rss) / held / 1024;
    say(
      `${kind.padEnd(9)} ${during.held} held: ${each.toFixed(1)} KiB each (${(during.rss / 2 ** 20).toFixed(0)} MiB in all), ${count} released in ${took.toFixed(0)} ms`,
    );
    clients.kill();
    one.stop();
  }
  say('goal: all released in under 1000 ms\n');
}

async function start() {
  const times = [];
  for (let round = 0; round < 2 * rounds + 1; round += 1) {
    const begun = performance.now();
    const child = spawn(process.execPath, [file('tls-server.mjs'), 'listener', folder, 'print'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    times.push(performance.now() - begun);
    child.kill();
  }
  const bare = [0, 1, 2].map(() => {
    const begun = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - begun;
  });
  say(
    `start     ${spread(times)} ms from spawn to listening (goal: under 300); an empty program: ${spread(bare)} ms`,
  );
}

async function certificates() {
  const one = await server('listener');
  const { each, longest, delay } = await one.ask('certificates');
  say(
    `certificates  ${spread(each, 1)} ms each, ${longest.toFixed(1)} ms at most; the event loop stood still for ${delay.toFixed(1)} ms at most (goal: under 20)`,
  );
  one.stop();
}

async function leaving() {
  const one = await server('listener');
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    const client = connect({ port: one.port, host: '127.0.0.1', rejectUnauthorized: false });
    await new Promise((resolve) => client.once('secureConnect', resolve));
    client.write('GET /hold HTTP/1.1\r\nHost: a.example\r\n\r\n');
    while ((await one.ask('held')).held === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const begun = performance.now();
    client.destroy();
    await one.ask('left');
    times.push(performance.now() - begun);
  }
  say(`leaving   ${spread(times, 1)} ms until the handler of a held request knows (goal: under 100)`);
  one.stop();
}

try {
  await throughput();
  await holding();
  await certificates();
  await leaving();
  await start();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
