/**
 * Many clients at once in one process, ours or npm wechat4u: each logs in and loads its contacts, stays until all are
 * online and its messages have come, and logs out. Tells how it went.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Client, openTransport, wechat } from '../../dist/index.js';

const [kind, port, root, ...numbers] = process.argv.slice(2);
const [count, messages, atOnce] = numbers.map(Number);
/** Seconds after which a client that still waits for messages logs out without them. */
const patience = 60;
const told = { online: 0, peak: 0, whole: 0, messages: 0, failures: new Map() };
let [begun, settled, ended] = [0, 0, 0];
let release;
const everybody = new Promise((resolve) => {
  release = resolve;
});

const fail = (error) => {
  const text = String(error?.message ?? error)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d+\.\d+/g, '…')
    .slice(0, 120);
  told.failures.set(text, (told.failures.get(text) ?? 0) + 1);
};

/** Counts what has been received, and tells when that is all there is. */
function inbox() {
  let [received, done] = [0, undefined];
  const all = new Promise((resolve) => {
    done = resolve;
  });
  const add = () => {
    told.messages += 1;
    received += 1;
    if (received === messages) done(true);
  };
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, patience * 1000).unref());
    return false;
  };
  return { add, all: async () => Promise.race([all, late()]) };
}

/** A login is over, well or badly: the next may begin. */
function settle(isOnline) {
  settled += 1;
  if (isOnline) {
    told.online += 1;
    told.peak = Math.max(told.peak, told.online - ended);
  }
  if (settled === count) release();
  next();
}

const isText = ({ kind: sort, type }) => sort === 'text' || type === 1;

async function ours(transport) {
  const client = new Client(wechat, transport.effects);
  const { add, all } = inbox();
  client.on('message', (event) => {
    if (isText(event)) add();
  });
  let isOnline = false;
  try {
    await client.login();
    const syncing = client.sync();
    await client.contacts.load();
    isOnline = true;
    settle(true);
    await everybody;
    const isWhole = await all();
    ended += 1;
    await client.logout();
    await syncing;
    if (isWhole) told.whole += 1;
  } catch (error) {
    fail(error);
    if (!isOnline) settle(false);
  }
}

/** As its own documentation starts it; it takes the proxy and the root from the environment. */
function theirs(Wechat4u) {
  return new Promise((resolve) => {
    const bot = new Wechat4u();
    const { add, all } = inbox();
    let [isOnline, isWhole] = [false, false];
    bot.on('error', fail);
    bot.on('message', ({ MsgType }) => {
      if (MsgType === 1) add();
    });
    // Its contacts are still on their way then.
    bot.once('login', async () => {
      isOnline = true;
      settle(true);
      await everybody;
      isWhole = await all();
      ended += 1;
      bot.stop();
    });
    bot.once('logout', () => {
      if (isWhole) told.whole += 1;
      if (!isOnline) settle(false);
      resolve();
    });
    bot.start();
  });
}

function player() {
  if (kind === 'wechat4u') {
    const require = createRequire(join(import.meta.dirname, '../../test/clients/package.json'));
    const found = require(kind);
    return { play: () => theirs(found.default ?? found), close: () => undefined };
  }
  const transport = openTransport({ via: `http://127.0.0.1:${port}`, trust: [readFileSync(root, 'utf8')] });
  return { play: () => ours(transport), close: () => transport.close() };
}

// A bot does not look at how its logout went.
process.on('unhandledRejection', fail);
const { play, close } = player();
const plays = [];
/** So many log in at the same moment; the others wait for their turn. */
function next() {
  if (begun >= count) return;
  begun += 1;
  plays.push(play());
}

const before = process.cpuUsage();
const start = performance.now();
for (let index = 0; index < atOnce; index += 1) next();
await everybody;
const login = performance.now() - start;
await Promise.all(plays);
await close();
const { user, system } = process.cpuUsage(before);
const rss = process.resourceUsage().maxRSS / 1024;
const ms = performance.now() - start;
process.send({ ...told, failures: [...told.failures], login, ms, cpu: (user + system) / 1000, rss }, () =>
  process.exit(),
);
