/**
 * What the client costs: whole sessions a second in process; a five-minute login and sync, in process under virtual time
 * and over loopback TLS at instant pace; many clients at once against one server.
 *
 *     npm run build && node bench/client.mjs [--rounds 15] [--clients 200]
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, inProcess, openTransport, VirtualClock, wechat } from '../dist/index.js';
import { median } from './lib/rounds.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, clients: { type: 'string', default: '200' } },
});
const rounds = Number(values.rounds);

/** A scan, a confirm, twelve messages, the phone's logout; no poll is idle, so that instant is instant. */
const fiveMinutes = {
  phone: { scan: 24_000, confirm: 24_000 },
  events: [
    ...Array.from({ length: 12 }, (_, index) => ({
      after: (index + 1) * 20_000,
      message: { from: index, text: `message ${index} 你好 😄` },
    })),
    { after: 255_000, logout: 1101 },
  ],
};

async function session(effects) {
  const client = new Client(wechat, effects);
  await client.login();
  const syncing = client.sync();
  await client.contacts.load();
  await syncing;
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const inOneProcess = async () => {
  const backend = await wechat.simulate(JSON.stringify(fiveMinutes));
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const start = clock.now();
  const before = process.cpuUsage();
  const ms = await timed(() => session(inProcess(backend, clock)));
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000, minutes: (clock.now() - start) / 60_000 };
};

const runs = [];
for (let round = 0; round < rounds + 5; round += 1) runs.push(await inOneProcess());
const warm = runs.slice(5);
const [took, cpu] = [median(warm.map(({ ms }) => ms)), median(warm.map((run) => run.cpu))];
console.log(
  `a session of ${warm[0].minutes.toFixed(1)} minutes in process: ${took.toFixed(0)} ms (aim: under 50), ` +
    `${cpu.toFixed(0)} ms of CPU, ${(1000 / cpu).toFixed(0)} sessions per CPU second`,
);

/** A server in a process of its own. */
async function server(pace, scenario, folder) {
  const child = fork(join(import.meta.dirname, 'lib', 'simulated-server.mjs'), [pace, scenario, folder]);
  const { port, root } = await new Promise((resolve) => child.once('message', resolve));
  const transport = openTransport({ via: `http://127.0.0.1:${port}`, trust: [root] });
  return {
    transport,
    stop: async () => {
      await transport.close();
      const told = new Promise((resolve) => child.once('message', resolve));
      child.send('stop');
      return told;
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
try {
  const one = await server('instant', JSON.stringify(fiveMinutes), folder);
  const times = [];
  for (let round = 0; round < Math.min(rounds, 7); round += 1)
    times.push(await timed(() => session(one.transport.effects)));
  await one.stop();
  console.log(`the same over loopback TLS at instant pace: ${median(times).toFixed(0)} ms (aim: under 1000)`);

  const many = await server('x20', JSON.stringify(fiveMinutes), folder);
  const count = Number(values.clients);
  const before = process.cpuUsage();
  const ms = await timed(() =>
    Promise.all(Array.from({ length: count }, () => session(many.transport.effects))),
  );
  const { user, system } = process.cpuUsage(before);
  const cpu = await many.stop();
  const each = (user + system) / 1000 / count;
  console.log(
    `${count} clients at once over TLS, at 20 times the pace: ${(ms / 1000).toFixed(1)} s, ` +
      `${each.toFixed(1)} ms of CPU a session here, ${(cpu / count).toFixed(1)} ms in the server`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
