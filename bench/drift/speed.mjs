/** How fast a recording of 10,000 exchanges and more is compared with a baseline, and in how much memory. `node bench/drift/speed.mjs` */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLargeHar } from '../make-large.mjs';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
/** Runs the command and tells its own time of CPU, seconds, and its largest memory, MB. */
const watch = `process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
require('node:fs').writeSync(2, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 })); });`;
const watcher = join(folder, 'watch.cjs');

function run(...argv) {
  const { stderr } = spawnSync(process.execPath, ['--require', watcher, main, ...argv, '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stderr.slice(stderr.lastIndexOf('{"seconds"')));
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
    const drift = run('drift', base, file);
    const decode = run('decode', file);
    console.log(
      `${entries} exchanges, ${(bytes / 1e6).toFixed(0)} MB: drift ${(bytes / 1e6 / drift.seconds).toFixed(0)} MB a second of CPU (goal 50), ${drift.memory.toFixed(0)} MB of memory; ${(drift.seconds / decode.seconds).toFixed(2)} times the CPU of decode`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
