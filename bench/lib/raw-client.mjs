/** A TLS client for bench/capture.mjs that costs next to nothing: fixed requests, and bytes counted. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const host = 'bench.example';

/** A connection to the origin: straight, or through a proxy by CONNECT. */
export async function open({ port, proxy, servername = host, ca }) {
  const socket = connect(proxy ?? port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  if (proxy !== undefined) {
    socket.write(`CONNECT ${servername}:443 HTTP/1.1\r\nHost: ${servername}:443\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    if (!answer.toString().startsWith('HTTP/1.1 200')) throw new Error(answer.toString());
  }
  const secure = connectTls({ socket, servername, ca, rejectUnauthorized: ca !== undefined });
  await once(secure, 'secureConnect');
  return secure;
}

export const request = (path, more = '', method = 'GET') =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: a=1; b=2\r\n${more}\r\n`;

/** Sends and waits for an answer of `size` bytes in all; resolves with them, or their number where there are many. */
export function ask(socket, bytes, size) {
  socket.write(bytes);
  return new Promise((resolve, reject) => {
    let got = 0;
    let last = '';
    const take = (chunk) => {
      got += chunk.length;
      last = chunk;
      if (got < size) return;
      socket.off('data', take).off('close', lost);
      resolve(got);
    };
    const lost = () =>
      reject(
        new Error(`the connection was lost after ${got} of ${size} bytes: ${String(last).slice(0, 200)}`),
      );
    socket.on('data', take).once('close', lost);
  });
}

/** How many bytes the first answer to a request has. */
export async function sizeOf(socket, bytes) {
  socket.write(bytes);
  let text = '';
  for (;;) {
    const [chunk] = await once(socket, 'data');
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
    if (end >= 0 && text.length >= end + 4 + length) return end + 4 + length;
  }
}

/** Requests a second, and latency in ms, of `connections` that each wait for their answer before they ask again. */
export async function load(way, { connections, seconds, path = '/small' }) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(way)));
  const bytes = Buffer.from(request(path));
  const size = await sizeOf(sockets[0], bytes);
  const times = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    sockets.map(async (socket) => {
      for (let begun = performance.now(); begun < end; begun = performance.now()) {
        await ask(socket, bytes, size);
        times.push(performance.now() - begun);
      }
      socket.destroy();
    }),
  );
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor(times.length * share)];
  return { count: times.length, rate: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}
