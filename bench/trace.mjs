/** How the time of a trace grows with its recording: `node bench/trace.mjs [--counts 1000,5000,20000]`. */

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Tracer } from '../dist/decode/trace/index.js';
import { HarReader } from '../dist/har/read.js';
import { wechat } from '../dist/protocol/wechat/index.js';
import { largeHar } from './make-large.mjs';

const { values } = parseArgs({ options: { counts: { type: 'string', default: '1000,5000,20000' } } });
const counts = values.counts.split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const file = join(folder, 'large.har');

/** The first so many exchanges, twice, as the command does; ms and the largest memory in MB. */
async function trace(count) {
  const reader = await HarReader.open(file);
  const tracer = new Tracer(wechat);
  const [start, before] = [performance.now(), process.cpuUsage().user];
  let [seen, used, peak] = [0, 0, 0];
  for (const pass of ['survey', 'trace']) {
    seen = 0;
    for await (const { exchange } of reader.ordered()) {
      if (seen++ >= count) break;
      const found = tracer[pass](exchange);
      used += found?.length ?? 0;
      if (seen % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss);
    }
  }
  await reader.close();
  const cpu = (process.cpuUsage().user - before) / 1000;
  return { ms: performance.now() - start, cpu, used, peak: peak / 1e6 };
}

try {
  const out = createWriteStream(file);
  const largest = Math.max(...counts);
  const bytes = largest * 4500;
  for (const piece of largeHar({ bytes })) if (!out.write(piece)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
  await trace(200);
  let before;
  for (const count of counts) {
    const { ms, cpu, used, peak } = await trace(count);
    const ratio =
      before === undefined ? '' : `, ${(cpu / before / (count / counts[0])).toFixed(2)} of linear`;
    before ??= cpu;
    console.log(
      `trace: ${count} exchanges, ${used} values in ${ms.toFixed(0)} ms, CPU ${cpu.toFixed(0)} ms, memory ${peak.toFixed(0)} MB${ratio}`,
    );
  }
  console.log('  (aims: 1000 exchanges under 2000 ms; linear to 20000)');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
