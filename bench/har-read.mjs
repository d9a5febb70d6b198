/**
 * Measures how fast recordings are read: entry by entry against `JSON.parse(readFileSync())` of the whole, in fresh
 * processes that take turns, and alone for files that the latter cannot read at all.
 *
 *   node bench/har-read.mjs [FILE.har] [--size 100] [--rounds 5] [--large]
 *
 * Build first. Sizes are in MB; without a file two are made: what a browser records of ordinary pages, and a long
 * WeChat session, which is mostly headers. `--large` adds 1 GB and 4 GB.
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

/** What the recordings are made of, by kind. */
const kinds = {
  browser: (bytes) => around(browserEntries(), bytes),
  wechat: (bytes) => (bytes <= 2e8 ? largeHar({ bytes }) : around(wechatEntries(), bytes)),
};

/** The entries over and over until there are that many bytes. */
function* around(entries, bytes) {
  yield '{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"entries":[\n';
  const length = Buffer.byteLength(entries) + 2;
  for (let written = 0; written < bytes; written += length) yield (written === 0 ? '' : ',\n') + entries;
  yield ']}}';
}

function wechatEntries() {
  const text = [...largeHar({ bytes: 2e7 })].join('');
  return text.slice(text.indexOf('"entries":[') + '"entries":['.length, text.lastIndexOf(']'));
}

/** Some two hundred requests of a page: scripts, styles, JSON with Chinese text, markup and pictures. */
function browserEntries() {
  const line = (index) =>
    `  function f${index}(a, b) { return a["key-${index}"] + "\\n" + b.map((x) => x * ${index}); }\n`;
  const bodies = [
    (index) => ['text/javascript', Array.from({ length: 300 }, (_, at) => line(index + at)).join('')],
    (index) => [
      'application/json',
      JSON.stringify(
        Array.from({ length: 120 }, (_, at) => ({ id: index * at, name: `名称 ${at}`, tags: ['新闻', 'b'] })),
      ),
    ],
    (index) => [
      'text/html',
      `<html><body>${`<div class="item-${index}"><p>段落 text & more</p></div>\n`.repeat(400)}</body></html>`,
    ],
    (index) => ['text/css', `.rule-${index} > a:hover { color: #fff; margin: 0 auto }\n`.repeat(500)],
    (index) => [
      'application/xml',
      `<item id="${index}"><title>标题</title><link>https://example.test/${index}</link></item>`.repeat(150),
    ],
    (index) => ['image/png', Buffer.alloc(15_000, `picture ${index}`).toString('base64'), 'base64'],
  ];
  const entries = Array.from({ length: 240 }, (_, index) =>
    browserEntry(index, bodies[index % 11 === 10 ? 5 : index % 5](index)),
  );
  return entries.map((entry) => JSON.stringify(entry)).join(',\n');
}

function browserEntry(index, [mimeType, text, encoding]) {
  const headers = (count) =>
    Array.from({ length: count }, (_, at) => ({
      name: `x-header-${at}`,
      value: `${'value '.repeat(6)}${index}`,
    }));
  const url = `https://cdn${index % 7}.example.test/assets/file-${index}?v=${index * 7919}&lang=zh_CN`;
  const message = { httpVersion: 'http/2.0', cookies: [], headersSize: -1, bodySize: 0 };
  return {
    startedDateTime: new Date(1.6e12 + index * 137).toISOString(),
    time: 50.5 + index,
    request: {
      method: 'GET',
      url,
      ...message,
      headers: headers(14),
      queryString: [{ name: 'v', value: `${index * 7919}` }],
    },
    response: {
      ...message,
      status: 200,
      statusText: '',
      headers: headers(18),
      content: { size: text.length, mimeType, text, ...(encoding && { encoding }) },
      redirectURL: '',
    },
    cache: {},
    timings: { blocked: 1.5, dns: -1, ssl: -1, connect: -1, send: 0.2, wait: 40.25, receive: 8.5 },
    serverIPAddress: '203.0.113.7',
    connection: `${index % 6}`,
    pageref: 'page_1',
  };
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
  const file = join(folder, 'recording.har');
  try {
    for (const given of positionals) compare(given, Number(values.rounds));
    for (const [kind, pieces] of Object.entries(positionals.length > 0 ? {} : kinds)) {
      say(`${kind}:`);
      await pipeline(pieces(Number(values.size) * 1e6), createWriteStream(file));
      compare(file, Number(values.rounds));
    }
    for (const bytes of values.large ? [1e9, 4e9] : []) {
      await pipeline(kinds.wechat(bytes), createWriteStream(file));
      alone(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
