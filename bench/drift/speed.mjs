/**
 * How fast a recording of 10,000 exchanges and more is compared with a baseline, and in how much memory: as a whole
 * process, which starts and learns its own code first, and again and again in one. `node bench/drift/speed.mjs`
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarReader } from '../../dist/har/read.js';
import { wechat } from '../../dist/index.js';
import { Learner } from '../../dist/replay/drift/learn.js';
import { writeLargeHar } from '../make-large.mjs';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const rounds = 3;
/** Runs the command and tells its own time and its time of CPU, seconds, and its largest memory, MB. */
const watch = `process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
require('node:fs').writeSync(2, JSON.stringify({ wall: performance.now() / 1000, cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 })); });`;
const watcher = join(folder, 'watch.cjs');

function run(...argv) {
  const { stderr } = spawnSync(process.execPath, ['--require', watcher, main, ...argv, '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stderr.slice(stderr.lastIndexOf('{"wall"')));
}

/** The best of some runs, figure by figure. */
function best(...argv) {
  const runs = Array.from({ length: rounds }, () => run(...argv));
  const least = (key) => Math.min(...runs.map((one) => one[key]));
  return { wall: least('wall'), cpu: least('cpu'), memory: least('memory') };
}

/** Seconds of CPU to read a recording and learn it, in a process that has done so before. */
async function warm(file) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage();
    const learner = new Learner(wechat);
    const reader = await HarReader.open(file, { headers: true });
    for await (const batch of reader.batches()) for (const { exchange } of batch) learner.add(exchange);
    await reader.close();
    learner.finish();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

try {
  writeFileSync(watcher, watch);
  for (const megabytes of [45, 180]) {
    const file = join(folder, `${megabytes}.har`);
    const out = createWriteStream(file);
    const { entries, bytes } = await writeLargeHar(out, { bytes: megabytes * 1e6 });
    out.end();
    await once(out, 'close');
    const base = join(folder, 'base.json');
    run('baseline', file, '-o', base);
    const drift = best('drift', base, file);
    const decode = best('decode', file);
    const rate = (seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB a second`;
    console.log(
      `${entries} exchanges, ${(bytes / 1e6).toFixed(0)} MB: drift ${rate(drift.wall)}, ${rate(drift.cpu)} of CPU (goal 50), ${drift.memory.toFixed(0)} MB of memory; ${(drift.cpu / decode.cpu).toFixed(2)} times the CPU of decode`,
    );
    if (megabytes === 45) console.log(`  once warm: ${rate(await warm(file))} of CPU`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
