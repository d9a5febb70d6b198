/** How fast a large recording is decoded, beside parsing it: `node bench/decode.mjs [--size 100MB] [--rounds 5]`. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, openSync, rmSync } from 'node:fs';
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
const log = JSON.parse(fs.readFileSync(process.argv[1], 'utf8')).log;
process.stderr.write(String(log.entries.length));`;

try {
  const out = createWriteStream(file);
  const { entries, bytes } = await writeLargeHar(out, { bytes: Number.parseInt(values.size, 10) * 1e6 });
  out.end();
  await once(out, 'close');
  console.log(
    `decode: ${entries} exchanges, ${(bytes / 1e6).toFixed(0)} MB; whole processes, start-up included`,
  );
  const sink = openSync(join(folder, 'events.ndjson'), 'w');
  const rounds = run(Number(values.rounds), {
    'JSON.parse(readFileSync)': () => spawnSync(process.execPath, ['-e', parse, file]),
    'driftwire decode': () =>
      spawnSync(process.execPath, [main, 'decode', file, '--quiet'], { stdio: ['ignore', sink, 'inherit'] }),
  });
  for (const [name, times] of Object.entries(rounds))
    console.log(
      `  ${name.padEnd(26)} ${median(times).toFixed(0)} ms, ${(bytes / 1e3 / median(times)).toFixed(0)} MB/s`,
    );
  console.log(
    `  ratio ${ratioOf(rounds, 'JSON.parse(readFileSync)', 'driftwire decode')} (aim: at least 1.00)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
