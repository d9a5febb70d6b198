/** A TLS server that answers from memory: the listener, or Node's own; a process of its own for bench/listener.mjs. */
import https from 'node:https';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const [kind, folder, print] = process.argv.slice(2);
const dist = process.env.DRIFTWIRE_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const body = Buffer.from(JSON.stringify({ BaseResponse: { Ret: 0, ErrMsg: '' }, text: 'x'.repeat(140) }));
const headers = [
  ['Content-Type', 'application/json'],
  ['Content-Length', String(body.length)],
];
/** Answers that wait. */
let held = [];

const { openAuthority } = await import(`${dist}/proxy/authority.js`);
const authority = await openAuthority(folder);
const port = kind === 'bare' ? await bare() : await listener();
if (print) process.stdout.write(`${port}\n`);
process.send?.({ port });

const questions = {
  memory() {
    for (let round = 0; round < 3; round += 1) globalThis.gc();
    return { rss: process.memoryUsage().rss, held: held.length };
  },
  held: () => ({ held: held.length }),
  release() {
    const waiting = held;
    held = [];
    for (const { release } of waiting) release();
    return {};
  },
  async left() {
    await Promise.all(held.map(({ left }) => left));
    held = [];
    return {};
  },
  async certificates() {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const each = [];
    for (let index = 0; index < 200; index += 1) {
      const begun = performance.now();
      await authority.leafFor(`host${index}.example`);
      each.push(performance.now() - begun);
    }
    delay.disable();
    return { each, longest: Math.max(...each), delay: delay.max / 1e6 };
  },
};

process.on('message', async (question) => process.send(await questions[question]()));

async function listener() {
  const { listen } = await import(`${dist}/proxy/listener.js`);
  const open = await listen({
    authority,
    handler: (request, reply) => {
      if (request.url.endsWith('/hold'))
        held.push({ release: () => reply.send(200, headers, body), left: aborted(request.signal) });
      else reply.send(200, headers, body);
    },
  });
  return open.port;
}

const aborted = (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve));

async function bare() {
  const { key, chain } = await authority.leafFor('127.0.0.1');
  const server = https.createServer({ key, cert: chain }, (request, response) => {
    const answer = () => response.writeHead(200, headers.flat()).end(body);
    if (request.url === '/hold') held.push({ release: answer });
    else answer();
  });
  Object.assign(server, { requestTimeout: 0, keepAliveTimeout: 75_000 });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}
