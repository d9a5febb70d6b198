/**
 * What a capture costs beside no proxy, beside a bare one of Node's own, and beside others that record, in the same run
 * under the same load: throughput, latency and CPU time of small requests; time of the first request to a new host;
 * memory while large bodies and many frames pass; a soak whose recording is held against what was served.
 *
 *     npm run build && node bench/capture.mjs [small|peers|hosts|large|soak|all] [--seconds 4] [--rounds 3] [--mib 1024] [--exchanges 100000]
 *
 * `peers` needs `npm install --prefix bench/peers` for mockttp, and mitmdump on the path; what is not there is passed over.
 * Everything runs on loopback. CPU time is that of the proxy's process alone.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bare,
  capture,
  direct,
  folder,
  forwarding,
  mitmproxy,
  mockttp,
  stateOf,
  stopAll,
} from './lib/capture-ways.mjs';
import { ask, load, open, request, sizeOf } from './lib/raw-client.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    mib: { type: 'string', default: '1024' },
    exchanges: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '32' },
  },
});
const part = positionals[0] ?? 'small';
const [seconds, rounds, mib, exchanges, connections] = [
  'seconds',
  'rounds',
  'mib',
  'exchanges',
  'connections',
].map((name) => Number(values[name]));
const say = (line) => process.stdout.write(`${line}\n`);
const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];
const spread = (list, digits = 0) =>
  [Math.min(...list), median(list), Math.max(...list)].map((value) => value.toFixed(digits)).join('/');

/** Each way in turn, in the other order every other round; says what it sees as it goes. */
async function inRounds(ways) {
  const found = new Map(ways.map(({ name }) => [name, []]));
  for (const { way } of ways) await load(way, { connections, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, way, pid } of round % 2 === 0 ? ways : [...ways].reverse()) {
      const before = pid && stateOf(pid).cpu;
      const result = await load(way, { connections, seconds });
      const cpu = pid ? ((stateOf(pid).cpu - before) / result.count) * 1000 : 0;
      const alone = await load(way, { connections: 1, seconds: Math.min(seconds, 2) });
      found.get(name).push({ ...result, cpu, p50alone: alone.p50, p99alone: alone.p99 });
      say(
        `round ${round + 1}  ${name.padEnd(8)} ${result.rate.toFixed(0)} requests/s, CPU ${cpu.toFixed(0)} us`,
      );
    }
  }
  const of = (name, key) => found.get(name).map((result) => result[key]);
  for (const { name } of ways) {
    say(
      `${name.padEnd(8)} ${spread(of(name, 'rate'))} requests/s, p50 ${spread(of(name, 'p50'), 2)} ms, p99 ${spread(of(name, 'p99'), 2)} ms, ` +
        `CPU ${spread(of(name, 'cpu'))} us a request; alone p50 ${spread(of(name, 'p50alone'), 2)} ms, p99 ${spread(of(name, 'p99alone'), 2)} ms`,
    );
  }
  for (const { stop } of ways) await stop();
  /** Medians of the rounds' ratios. */
  return (one, other) => ({
    rate: median(of(one, 'rate').map((rate, round) => rate / of(other, 'rate')[round])),
    cpu: median(of(other, 'cpu').map((cpu, round) => cpu / of(one, 'cpu')[round])),
  });
}

async function small() {
  const ratio = await inRounds([direct, await bare(), await forwarding(), await capture()]);
  const { rate, cpu } = ratio('capture', 'bare');
  say(`ratio    ${rate.toFixed(2)} of the bare proxy by rate, ${cpu.toFixed(2)} by CPU time (aim: 0.70)\n`);
}

async function peers() {
  const found = [await mockttp(), await mitmproxy()];
  for (const [at, name] of ['mockttp', 'mitmdump'].entries())
    if (!found[at]) say(`${name} is not installed, and passed over`);
  const others = found.filter((way) => way !== undefined);
  const ratio = await inRounds([await capture(), ...others]);
  for (const { name } of others) {
    const { rate, cpu } = ratio('capture', name);
    say(`ratio    ${rate.toFixed(1)} times ${name} by rate, ${cpu.toFixed(1)} by CPU time (aim: 8)`);
  }
  say('');
}

async function hosts() {
  for (const way of [direct, await bare(), await capture()]) {
    const times = [];
    for (let turn = 0; turn < 40; turn += 1) {
      const begun = performance.now();
      const socket = await open({
        ...way.way,
        servername: way.name === 'capture' ? `h${turn}.bench.example` : 'bench.example',
      }).catch(() => undefined);
      if (!socket) continue;
      await sizeOf(socket, request('/small'));
      times.push(performance.now() - begun);
      socket.destroy();
    }
    say(`${way.name.padEnd(8)} ${spread(times, 1)} ms from nothing to the answer of a host not seen before`);
    await way.stop();
  }
  say('aim: at most 30 ms more than direct\n');
}

/** The highest resident memory while something runs, above what it was before. */
async function peak(pid, work) {
  const before = stateOf(pid).rss;
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, stateOf(pid).rss);
  }, 20);
  const begun = performance.now();
  await work();
  const took = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 500));
  clearInterval(timer);
  return { above: (highest - before) / 2 ** 20, rate: (mib / took) * 1000, idle: before / 2 ** 20 };
}

/** Of a recording and of what lies beside it; they are removed. */
function sizeBeside(path) {
  let size = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.startsWith(basename(path, '.har'))) continue;
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (!found?.isFile()) continue;
    size += found.size;
    rmSync(join(folder, name));
  }
  return size;
}

const block = Buffer.alloc(64 << 10, 'upload ');

async function upload(socket) {
  const size = mib * 2 ** 20;
  let answer = 0;
  socket.on('data', (chunk) => {
    answer += chunk.length;
  });
  socket.write(request('/take', `Content-Length: ${size}\r\n`, 'POST'));
  for (let sent = 0; sent < size; sent += block.length) {
    if (!socket.write(block)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  while (answer === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function frames(socket) {
  const lines =
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  await ask(socket, request(`/socket/${mib * 2 ** 20}`, lines), mib * 2 ** 20);
}

async function large() {
  const works = [
    ['download', (socket) => ask(socket, request(`/bytes/${mib * 2 ** 20}`), mib * 2 ** 20)],
    ['upload', upload],
    ['frames', frames],
  ];
  for (const [what, work] of works) {
    const rates = {};
    for (const make of [bare, capture]) {
      const way = await make();
      await load(way.way, { connections: 4, seconds: 1 });
      const socket = await open(way.way);
      const { above, rate, idle } = await peak(way.pid, () => work(socket));
      rates[way.name] = rate;
      say(
        `${what.padEnd(9)} ${mib} MiB, ${way.name.padEnd(8)} ${rate.toFixed(0)} MiB/s, ${above.toFixed(0)} MiB above idle (${idle.toFixed(0)} MiB)`,
      );
      socket.destroy();
      await way.stop();
      if (way.out) {
        say(`          the recording has ${(sizeBeside(way.out) / 2 ** 20).toFixed(0)} MiB`);
      }
    }
    say(
      `          ${(rates.capture / rates.bare).toFixed(2)} of the bare proxy (aim: at most 60 MiB above idle)`,
    );
  }
  say('');
}

async function soak() {
  const way = await capture();
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(way.way)));
  const rss = [];
  let next = 0;
  const timer = setInterval(() => rss.push(stateOf(way.pid).rss), 200);
  await Promise.all(
    sockets.map(async (socket) => {
      while (next < exchanges) {
        next += 1;
        await sizeOf(socket, request(`/numbered/${next}`));
      }
    }),
  );
  clearInterval(timer);
  for (const socket of sockets) socket.destroy();
  await way.stop();
  const tenth = (index) => {
    const size = Math.max(1, Math.floor(rss.length / 10));
    return median(rss.slice(index * size, (index + 1) * size)) / 2 ** 20;
  };
  const seen = await numbersIn(way.out);
  say(
    `soak     ${exchanges} exchanges: RSS ${tenth(1).toFixed(0)} MiB in the second tenth, ${tenth(9).toFixed(0)} MiB in the last ` +
      `(${((tenth(9) / tenth(1) - 1) * 100).toFixed(0)} %, aim: 10 % at most); ${seen.size} of them whole in the file\n`,
  );
}

/** Numbers of the exchanges whose recorded body is the one that was served. */
async function numbersIn(path) {
  const { createHash } = await import('node:crypto');
  const seen = new Set();
  for (const entry of JSON.parse(readFileSync(path, 'utf8')).log.entries) {
    const asked = new URL(entry.request.url).pathname;
    const { path: served, digest } = JSON.parse(entry.response.content.text);
    const expected = createHash('sha256').update(asked).digest('hex').repeat(2);
    if (served === asked && digest === expected) seen.add(asked);
  }
  return seen;
}

try {
  if (part === 'small' || part === 'all') await small();
  if (part === 'peers' || part === 'all') await peers();
  if (part === 'hosts' || part === 'all') await hosts();
  if (part === 'large' || part === 'all') await large();
  if (part === 'soak' || part === 'all') await soak();
} finally {
  stopAll();
}
