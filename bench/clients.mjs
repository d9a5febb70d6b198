/**
 * A thousand clients at once in one process against a simulation in another, over loopback TLS through its proxy: the
 * client of this package, then npm wechat4u, unmodified. Each logs in, loads its contacts and receives its messages;
 * none leaves before all are online.
 *
 *     npm run build && (cd test/clients && npm ci --ignore-scripts) && node bench/clients.mjs
 *         [--clients 1000] [--messages 10] [--logins 50] [--only ours|wechat4u]
 *
 * `--logins`: so many log in at the same moment. A message comes every second from a client's webwxinit on, so that
 * one session takes no less than that; what a session costs is its CPU time.
 */
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '10' },
    logins: { type: 'string', default: '50' },
    only: { type: 'string' },
  },
});
const [clients, messages, logins] = [values.clients, values.messages, values.logins].map(Number);
const file = (name) => join(import.meta.dirname, 'lib', name);
const told = (child) => new Promise((resolve) => child.once('message', resolve));

const scenario = {
  phone: { scan: 200, confirm: 200 },
  events: Array.from({ length: messages }, (_, index) => ({
    after: (index + 1) * 1000,
    message: { from: index, text: `message ${index} 你好` },
  })),
};

async function run(kind, folder) {
  const server = fork(file('simulated-server.mjs'), ['real', JSON.stringify(scenario), folder]);
  const { port, root } = await told(server);
  const rootFile = join(folder, 'root.pem');
  writeFileSync(rootFile, root);
  const proxy = `http://127.0.0.1:${port}`;
  const clean = Object.entries(process.env).filter(([name]) => !/proxy$|^node_options$|^debug$/i.test(name));
  const crowd = fork(file('crowd.mjs'), [kind, port, rootFile, clients, messages, logins].map(String), {
    env: {
      ...Object.fromEntries(clean),
      HTTPS_PROXY: proxy,
      HTTP_PROXY: proxy,
      NODE_EXTRA_CA_CERTS: rootFile,
    },
  });
  const result = await told(crowd);
  const stopped = told(server);
  server.send('stop');
  return { ...result, server: await stopped };
}

function report(kind, { online, peak, whole, messages: received, failures, login, ms, cpu, rss, server }) {
  const each = (value) => `${(value / clients).toFixed(1)} ms`;
  const seconds = (value) => `${(value / 1000).toFixed(1)} s`;
  const rate = (value) => ((clients / value) * 1000).toFixed(1);
  const lines = [
    `${online} of ${clients} logged in, ${peak} online at once, ${whole} with all their messages (${received} of ${clients * messages})`,
    `${seconds(ms)} in all, ${rate(ms)} sessions a second; ${seconds(login)} until all were online, ${rate(login)} logins a second`,
    `CPU a session: ${each(cpu)} in the clients, ${each(server)} in the server; ${rss.toFixed(0)} MB at most in the clients`,
    ...failures.map(([what, count]) => `${count} times: ${what}`),
  ];
  for (const [index, line] of lines.entries()) console.log(`${(index === 0 ? kind : '').padEnd(9)} ${line}`);
}

for (const kind of ['ours', 'wechat4u']) {
  if (values.only !== undefined && values.only !== kind) continue;
  if (
    kind === 'wechat4u' &&
    !existsSync(join(import.meta.dirname, '../test/clients/node_modules/wechat4u'))
  ) {
    console.log('wechat4u  is not installed and was not run: (cd test/clients && npm ci --ignore-scripts)');
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), 'driftwire-bench-'));
  try {
    report(kind, await run(kind, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
