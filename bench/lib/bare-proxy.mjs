/** The limit for bench/capture.mjs: a TLS server of Node's own that passes requests on with its own client. */
import { readFileSync } from 'node:fs';
import https from 'node:https';

const [folder, origin, trust] = process.argv.slice(2);
const dist = process.env.DRIFTWIRE_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const { openAuthority } = await import(`${dist}/proxy/authority.js`);
const { key, chain } = await (await openAuthority(folder)).leafFor('bench.example');
const agent = new https.Agent({
  keepAlive: true,
  maxFreeSockets: 256,
  scheduling: 'lifo',
  ca: readFileSync(trust),
});
const server = https.createServer({ key, cert: chain }, (request, response) => {
  const up = https.request(
    {
      host: '127.0.0.1',
      port: Number(origin),
      servername: 'bench.example',
      method: request.method,
      path: request.url,
      headers: request.headers,
      agent,
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  up.on('error', () => response.destroy());
  if (request.method === 'GET') up.end();
  else request.pipe(up);
});
server.on('upgrade', (request, socket) => {
  const up = https.request({
    host: '127.0.0.1',
    port: Number(origin),
    servername: 'bench.example',
    path: request.url,
    headers: request.headers,
    agent,
  });
  up.on('upgrade', (answer, other) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\n${answer.rawHeaders.map((text, at) => (at % 2 ? `${text}\r\n` : `${text}: `)).join('')}\r\n`,
    );
    other.pipe(socket).pipe(other);
    for (const one of [socket, other]) one.on('error', () => {});
  });
  up.end();
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
