/**
 * Whether HTTP/2 on both sides would cost a capture more than a tenth of its speed: the CPU time that a bare proxy
 * spends on a small request in HTTP/1.1 and in HTTP/2, with as many requests on their way at a time.
 *
 *     npm run build && node bench/http2.mjs [rounds, default 5]
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './lib/raw-client.mjs';

const rounds = Number(process.argv[2] ?? 5);
const [sessions, streams, seconds] = [6, 6, 2];
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const children = [];

async function start(...args) {
  const child = fork(join(import.meta.dirname, 'lib', 'http2-proxy.mjs'), [
    args[0],
    folder,
    ...args.slice(1),
  ]);
  children.push(child);
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { port } = await next();
  const cpu = async () => {
    const answer = next();
    child.send({});
    return (await answer).cpu;
  };
  return { port, cpu };
}

const headers = {
  ':path': '/small',
  'user-agent': 'bench',
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br',
  cookie: 'a=1; b=2',
};

async function load2(port) {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const ask = (session) =>
    new Promise((resolve, reject) => {
      session.request(headers).on('error', reject).on('end', resolve).resume();
    });
  await Promise.all(
    Array.from({ length: sessions }, async () => {
      const session = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
      session.on('error', () => {});
      const loop = async () => {
        for (; performance.now() < end; count += 1) await ask(session);
      };
      await Promise.all(Array.from({ length: streams }, loop));
      session.destroy();
    }),
  );
  return { count, rate: count / seconds };
}

const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];

try {
  const ways = {
    'HTTP/1.1': { proxy: await start('proxy1', String((await start('origin1')).port)), times: [] },
    'HTTP/2': { proxy: await start('proxy2', String((await start('origin2')).port)), times: [] },
  };
  const loads = {
    'HTTP/1.1': (port) => load({ port }, { connections: sessions * streams, seconds }),
    'HTTP/2': load2,
  };
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, { proxy, times }] of Object.entries(ways)) {
      const before = await proxy.cpu();
      const { count } = await loads[name](proxy.port);
      const spent = ((await proxy.cpu()) - before) / count;
      if (round >= 0) times.push(spent);
    }
  }
  for (const [name, { times }] of Object.entries(ways))
    process.stdout.write(
      `${name.padEnd(9)} ${times.map((time) => time.toFixed(0)).join(', ')} us of CPU a request\n`,
    );
  const ratio = median(ways['HTTP/2'].times) / median(ways['HTTP/1.1'].times);
  process.stdout.write(`HTTP/2 takes ${ratio.toFixed(2)} times the CPU time of HTTP/1.1 (limit: 1.11)\n`);
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
