/** How fast a recorded session is run again, in process and over loopback sockets: `node bench/rerun.mjs [--rounds 30]`. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HarReader } from '../dist/har/read.js';
import { inProcess, VirtualClock } from '../dist/protocol/drive.js';
import { wechat } from '../dist/protocol/wechat/index.js';
import { RecordedBackend } from '../dist/replay/recorded.js';
import { rerun } from '../dist/replay/rerun/rerun.js';
import { median } from './lib/rounds.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' } } });
const rounds = Number(values.rounds);
/** Rounds before those that count. */
const warmUp = 5;
const file = join(import.meta.dirname, '../captures/wechat/login-expiry-cancel-relogin.har');
const main = join(import.meta.dirname, '../dist/cli/main.js');

const exchanges = [];
const reader = await HarReader.open(file);
for await (const { exchange } of reader.ordered()) exchanges.push(exchange);
await reader.close();
const span = (exchanges.at(-1).startedAt - exchanges[0].startedAt) / 60_000;
console.log(`rerun: ${exchanges.length} exchanges of ${span.toFixed(1)} minutes`);

/** Once in process, in virtual time; wall and CPU ms. */
async function once(isOwn) {
  const backend = isOwn ? new RecordedBackend(exchanges, { protocol: wechat }) : await wechat.simulate();
  const [start, before] = [performance.now(), process.cpuUsage().user];
  const { ends } = await rerun(exchanges, {
    protocol: wechat,
    effects: inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1))),
    isOwn,
  });
  const [ms, cpu] = [performance.now() - start, (process.cpuUsage().user - before) / 1000];
  if (ends.reached.sync !== ends.recorded.sync) throw new Error('the run ended elsewhere');
  return [ms, cpu];
}

for (const [name, isOwn] of [
  ['against itself', true],
  ['against a simulation', false],
]) {
  const all = [];
  for (let round = 0; round < rounds + warmUp; round++) all.push(await once(isOwn));
  const times = all.slice(warmUp);
  const [wall, cpu] = [times.map(([ms]) => ms), times.map(([, ms]) => ms)];
  console.log(
    `  in process, ${name}: ${median(wall).toFixed(0)} ms, fastest ${Math.min(...wall).toFixed(0)} ms, the very first ${all[0][0].toFixed(0)} ms; CPU ${median(cpu).toFixed(0)} ms (aim: median under 50 ms)`,
  );
}

const home = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const env = { ...process.env, DRIFTWIRE_HOME: home };
const server = spawn(process.execPath, [main, 'serve', file, '--listen', '127.0.0.1:0', '--pace', 'x5000'], {
  env,
});
try {
  let said = '';
  const port = await new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error(said)));
    server.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /127\.0\.0\.1:(\d+)/.exec(said);
      if (found) resolve(found[1]);
    });
  });
  const times = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const argv = ['replay', file, '--against', `http://127.0.0.1:${port}`, '--pace', 'instant', '--quiet'];
    const { status, stderr } = spawnSync(process.execPath, [main, ...argv], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
    times.push(performance.now() - start);
  }
  const bare = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    spawnSync(process.execPath, [main, 'replay', file, '--dry-run', '--quiet'], { env });
    bare.push(performance.now() - start);
  }
  console.log(
    `  over loopback sockets, at instant pace: ${median(times).toFixed(0)} ms for the whole process, of which ${median(bare).toFixed(0)} ms start-up and planning (aim: under 1000 ms)`,
  );
} finally {
  server.kill('SIGINT');
  rmSync(home, { recursive: true, force: true });
}
