/**
 * Measures how fast recordings are read: entry by entry against `JSON.parse(readFileSync())` of the whole, in fresh
 * processes that take turns, and alone for files that the latter cannot read at all.
 *
 *   node bench/har-read.mjs [FILE.har] [--size 100] [--rounds 5] [--large]
 *
 * Build first. Sizes are in MB; without a file one is made. `--large` adds 1 GB and 4 GB.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { largeHar } from './make-large.mjs';

const goal = { ratio: 2, rss: 120 };

/** Both ways look at the URL and the body of every entry. */
const ways = {
  async parse(file) {
    const { log } = JSON.parse(readFileSync(file));
    let seen = 0;
    for (const { request, response } of log.entries)
      seen += request.url.length + (response.content.text ?? '').length;
    return { entries: log.entries.length, seen };
  },
  async read(file, { HarReader }) {
    const reader = await HarReader.open(file);
    let entries = 0;
    let seen = 0;
    for await (const { exchange } of reader.entries()) {
      const body = exchange.response?.body;
      seen += exchange.request.url.length + (body?.isText ? body.text().length : 0);
      entries++;
    }
    await reader.close();
    return { entries, seen };
  },
};

async function work(way, file) {
  const modules = way === 'read' ? await import('../dist/har/read.js') : {};
  const start = performance.now();
  const { entries } = await ways[way](file, modules);
  const ms = performance.now() - start;
  const rss = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ entries, ms, rss }));
}

/** One way in a process of its own. */
function run(way, file) {
  const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--way', way, file]);
  return JSON.parse(output.toString());
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

const rate = (bytes, ms) => `${Math.round(bytes / 1000 / ms)} MB/s`;

function compare(file, rounds) {
  const { size } = statSync(file);
  const results = Array.from({ length: rounds }, () => ({
    parse: run('parse', file),
    read: run('read', file),
  }));
  const ratios = results.map(({ parse, read }) => parse.ms / read.ms);
  for (const { parse, read } of results) {
    if (parse.entries !== read.entries)
      throw new Error(`${read.entries} entries read, ${parse.entries} parsed`);
    say(
      `  JSON.parse ${rate(size, parse.ms)} (${parse.rss} MB)  entry by entry ${rate(size, read.ms)} (${read.rss} MB)  ratio ${(parse.ms / read.ms).toFixed(2)}`,
    );
  }
  const rss = Math.max(...results.map(({ read }) => read.rss));
  say(
    `${(size / 1e6).toFixed(0)} MB, ${results[0].read.entries} entries: median ratio ${median(ratios).toFixed(2)} (goal ${goal.ratio}), peak RSS ${rss} MB (goal ${goal.rss})`,
  );
}

function alone(file) {
  const { size } = statSync(file);
  const { entries, ms, rss } = run('read', file);
  say(
    `${(size / 1e9).toFixed(1)} GB, ${entries} entries: ${rate(size, ms)}, peak RSS ${rss} MB (goal ${goal.rss})`,
  );
}

/** A file of that many bytes: entries of one session after the other. */
async function make(file, bytes) {
  await pipeline(bytes <= 2e8 ? largeHar({ bytes }) : repeated(bytes), createWriteStream(file));
}

function* repeated(bytes) {
  const text = [...largeHar({ bytes: 2e7 })].join('');
  const start = text.indexOf('"entries":[') + '"entries":['.length;
  const entries = text.slice(start, text.lastIndexOf(']'));
  yield text.slice(0, start);
  const length = Buffer.byteLength(entries) + 1;
  for (let written = 0; written < bytes; written += length) yield (written === 0 ? '' : ',') + entries;
  yield ']}}';
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    way: { type: 'string' },
  },
});

if (values.way !== undefined) await work(values.way, positionals[0]);
else {
  const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
  try {
    const file = positionals[0] ?? join(folder, 'recording.har');
    if (positionals[0] === undefined) await make(file, Number(values.size) * 1e6);
    compare(file, Number(values.rounds));
    for (const bytes of values.large ? [1e9, 4e9] : []) {
      const large = join(folder, 'large.har');
      await make(large, bytes);
      alone(large);
      rmSync(large);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
