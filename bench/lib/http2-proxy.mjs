/** Bare servers and proxies in HTTP/1.1 and HTTP/2, for bench/http2.mjs; says its CPU time when it is asked. */
import http2 from 'node:http2';
import https from 'node:https';

const [kind, folder, upstream] = process.argv.slice(2);
const dist = process.env.DRIFTWIRE_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const { openAuthority } = await import(`${dist}/proxy/authority.js`);
const { key, chain } = await (await openAuthority(folder)).leafFor('bench.example');
const tls = { key, cert: chain };
const body = Buffer.alloc(193, 'x');
const type = 'application/json';

const kinds = {
  origin1() {
    return https.createServer(tls, (_, response) => {
      response.writeHead(200, ['Content-Type', type, 'Content-Length', String(body.length)]).end(body);
    });
  },
  origin2() {
    return http2.createSecureServer(tls).on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': type, 'content-length': body.length });
      stream.end(body);
    });
  },
  proxy1() {
    const agent = new https.Agent({
      keepAlive: true,
      maxFreeSockets: 256,
      scheduling: 'lifo',
      rejectUnauthorized: false,
    });
    return https.createServer(tls, ({ method, url: path, rawHeaders: headers }, response) => {
      const options = { host: '127.0.0.1', port: Number(upstream), method, path, headers, agent };
      const request = https.request(options, (answer) => {
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.on('data', (chunk) => response.write(chunk));
        answer.on('end', () => response.end());
      });
      request.end();
    });
  },
  /** Sockets of a TLS server are handed to the HTTP/2 server, as the listener would have to do it. */
  proxy2() {
    const session = http2.connect(`https://127.0.0.1:${upstream}`, { rejectUnauthorized: false });
    const inner = http2.createServer().on('session', (one) => one.on('error', () => {}));
    inner.on('stream', (stream, headers) => {
      const request = session.request(headers, { endStream: true });
      request.on('response', (answer) => {
        stream.respond(answer, { sendDate: false });
        request.on('data', (chunk) => stream.write(chunk));
        request.on('end', () => stream.end());
      });
    });
    const server = https.createServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] });
    server.removeAllListeners('secureConnection');
    return server.on('secureConnection', (socket) => inner.emit('connection', socket));
  },
};

const server = kinds[kind]();
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});
