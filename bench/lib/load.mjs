/** Small requests over keep-alive TLS, as fast as they are answered. */
import { spawn, spawnSync } from 'node:child_process';
import https from 'node:https';

const connections = 32;
const seconds = 4;
const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

/** Requests per second, and latency in ms, of a server on a port of this machine. */
export const wrk = (port) => (hasWrk ? byWrk(port) : byNode(port));

const milliseconds = (text, unit) => Number(text) * { us: 0.001, ms: 1, s: 1000 }[unit];

async function byWrk(port) {
  const child = spawn('wrk', [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    `https://127.0.0.1:${port}/small`,
  ]);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  const at = (share) => milliseconds(...new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(text).slice(1));
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(text);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), p50: at(50), p99: at(99) };
}

async function byNode(port) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: connections, rejectUnauthorized: false });
  const times = [];
  const end = performance.now() + seconds * 1000;
  const one = () =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const request = https.get({ port, host: '127.0.0.1', path: '/small', agent }, (response) => {
        response.resume().once('end', () => resolve(times.push(performance.now() - begun)));
      });
      request.once('error', reject);
    });
  const loop = async () => {
    while (performance.now() < end) await one();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)];
  return { rate: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}
