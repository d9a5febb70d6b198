/** How long the executable takes to print its help, beside a bare node: `node bench/start.mjs [--rounds 15]`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, ratioOf, run } from './lib/rounds.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const main = join(import.meta.dirname, '../dist/cli/main.js');
const times = run(Number(values.rounds), {
  'driftwire --help': () => spawnSync(process.execPath, [main, '--help']),
  'node -e 0': () => spawnSync(process.execPath, ['-e', '0']),
});
console.log(
  `start: --help ${median(times['driftwire --help']).toFixed(0)} ms, node -e 0 ${median(times['node -e 0']).toFixed(0)} ms`,
);
console.log(`  ratio ${ratioOf(times, 'driftwire --help', 'node -e 0')} (aim: at most 2.50)`);
