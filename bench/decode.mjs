/**
 * How fast a large recording is decoded, beside parsing it, and in how much memory:
 * `node bench/decode.mjs [--size 100MB] [--rounds 5]`. No string holds more than 512 MB, so beyond that nobody is beside it.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, ratioOf, run } from './lib/rounds.mjs';
import { writeLargeHar } from './make-large.mjs';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '100MB' }, rounds: { type: 'string', default: '5' } },
});
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const file = join(folder, 'large.har');
const main = join(import.meta.dirname, '../dist/cli/main.js');

/** The whole file as one string, then as one value: what most readers do. */
const parse = `const fs = require('node:fs');
globalThis.log = JSON.parse(fs.readFileSync(process.argv[1], 'utf8')).log;`;

/** Has a process tell its largest memory when it ends. */
const telling = "process.on('exit', () => console.error(process.resourceUsage().maxRSS));";
const largestString = 512e6;

/** Megabytes (2^20) that a process took at most. */
const memoryOf = ({ stderr }) => Number(stderr.toString().trim()) / 1024;

try {
  const out = createWriteStream(file);
  const { entries, bytes } = await writeLargeHar(out, { bytes: Number.parseInt(values.size, 10) * 1e6 });
  out.end();
  await once(out, 'close');
  console.log(
    `decode: ${entries} exchanges, ${(bytes / 1e6).toFixed(0)} MB; whole processes, start-up included`,
  );
  const preload = join(folder, 'telling.cjs');
  writeFileSync(preload, telling);
  const sink = openSync(join(folder, 'events.ndjson'), 'w');
  const memory = {};
  /** Runs node, and remembers the most memory it took in any round. */
  const node = (name, args, stdout) => () => {
    const result = spawnSync(process.execPath, ['--require', preload, ...args], {
      stdio: ['ignore', stdout, 'pipe'],
    });
    memory[name] = Math.max(memory[name] ?? 0, memoryOf(result));
    return result;
  };
  const mine = 'driftwire decode';
  const peer = 'JSON.parse(readFileSync)';
  const rounds = run(Number(values.rounds), {
    ...(bytes < largestString && { [peer]: node(peer, ['-e', parse, file], 'ignore') }),
    [mine]: node(mine, [main, 'decode', file, '--quiet'], sink),
  });
  for (const [name, times] of Object.entries(rounds))
    console.log(
      `  ${name.padEnd(26)} ${median(times).toFixed(0)} ms, ${(bytes / 1e3 / median(times)).toFixed(0)} MB/s, ${memory[name].toFixed(0)} MB`,
    );
  if (bytes < largestString) console.log(`  ratio ${ratioOf(rounds, peer, mine)} (aim: at least 1.00)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
