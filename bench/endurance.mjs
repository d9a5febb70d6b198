/**
 * What `driftwire serve --simulate` does under 50,000 requests in a row: its memory after each tenth of them, how many
 * a second it answers, and whether the memory stays bounded.
 *
 *     npm run build && node bench/endurance.mjs [requests, default 50000]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [requests = 50_000] = process.argv.slice(2).map(Number);
const width = 16;
/** MiB that memory may grow by from the second tenth on; a leak of one kilobyte a request would be 40. */
const most = 24;
const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
const say = (line) => process.stdout.write(`${line}\n`);

/** Resolves when it listens. */
async function server() {
  const main = join(import.meta.dirname, '../dist/cli/main.js');
  const child = spawn(process.execPath, [main, 'serve', '--simulate', '--listen', '127.0.0.1:0'], {
    env: { ...process.env, DRIFTWIRE_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!/certificate +\S+\.pem/.test(said)) {
    said += await new Promise((resolve) => child.stderr.once('data', (chunk) => resolve(String(chunk))));
  }
  child.stderr.resume();
  const [, port] = /127\.0\.0\.1:(\d+)/.exec(said);
  const [, certificate] = /certificate +(\S+\.pem)/.exec(said);
  return { child, port: Number(port), ca: readFileSync(certificate) };
}

/** MiB of a process that are its own; Linux only. */
const memory = (pid) =>
  Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** One login code in three requests; the rest are polls and requests that cannot be answered well. */
const paths = (uuid) => [
  '/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN',
  `/qrcode/${uuid}`,
  '/cgi-bin/mmwebwx-bin/login?uuid=unknown==&tip=1',
];

const { child, port, ca } = await server();
const agent = new https.Agent({ keepAlive: true, maxSockets: width, ca, servername: 'login.wx.qq.com' });
const headers = { host: 'login.wx.qq.com' };
const get = (path) =>
  new Promise((resolve, reject) => {
    const asked = https.get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode, body }));
    });
    asked.once('error', reject);
  });

let [asked, failed] = [0, 0];
let uuid = uuidOf((await get(paths('')[0])).body);
function uuidOf(body) {
  return /uuid = "([^"]+)"/.exec(body)?.[1];
}

async function ask(until) {
  while (asked < until) {
    const path = paths(uuid)[asked++ % 3];
    const { status, body } = await get(path);
    uuid = uuidOf(body) ?? uuid;
    if (status !== 200) failed += 1;
  }
}

try {
  const sizes = [];
  const begun = performance.now();
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    await Promise.all(Array.from({ length: width }, () => ask((requests * tenth) / 10)));
    sizes.push(memory(child.pid));
  }
  const rate = (asked / (performance.now() - begun)) * 1000;
  const grown = Math.max(...sizes.slice(2)) - sizes[1];
  say(`${asked} requests, ${failed} not answered with 200, ${rate.toFixed(0)} a second`);
  say(`memory after each tenth: ${sizes.map((size) => size.toFixed(0)).join(' ')} MiB`);
  say(
    `${grown <= most ? 'bounded' : 'NOT BOUNDED'}: grew by ${grown.toFixed(1)} MiB after the second tenth (limit ${most})`,
  );
} finally {
  agent.destroy();
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
