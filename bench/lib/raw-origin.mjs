/**
 * A TLS origin for bench/capture.mjs that costs next to nothing: it answers from memory, whole heads at a time.
 * `/small` is a JSON of 193 bytes, `/bytes/N` N bytes, `/take` a body, `/socket/N` N bytes of WebSocket frames.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:tls';

const [folder, name = 'bench.example'] = process.argv.slice(2);
const dist = process.env.DRIFTWIRE_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const { openAuthority } = await import(`${dist}/proxy/authority.js`);
const { key, chain } = await (await openAuthority(folder)).leafFor(name);

const body = JSON.stringify({ BaseResponse: { Ret: 0, ErrMsg: '' }, text: 'x'.repeat(143) });
const lines = 'Content-Type: application/json';
const small = Buffer.from(`HTTP/1.1 200 OK\r\n${lines}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
const end = Buffer.from('\r\n\r\n');
const block = Buffer.alloc(64 << 10, 'driftwire ');

const server = createServer({ key, cert: chain }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', function take(chunk) {
    if (chunk.subarray(0, 10).toString('latin1') === 'GET /small') {
      for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, at + 4)) {
        socket.write(small);
      }
      return;
    }
    socket.off('data', take);
    socket.pause();
    void answer(socket, chunk).finally(() => socket.on('data', take).resume());
  });
});

async function answer(socket, first) {
  const head = first.toString('latin1', 0, first.indexOf(end));
  const [, path] = head.split(' ');
  const size = Number(path.split('/')[2] ?? 0);
  if (path.startsWith('/numbered')) socket.write(numbered(path));
  if (path.startsWith('/bytes'))
    await send(socket, `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`, size);
  if (path.startsWith('/take')) await takeBody(socket, head, first);
  if (path.startsWith('/socket')) await sendFrames(socket, head, size);
}

/** Bodies that differ, so that a recording can be held against what was served. */
function numbered(path) {
  const text = JSON.stringify({ path, digest: createHash('sha256').update(path).digest('hex').repeat(2) });
  return `HTTP/1.1 200 OK\r\n${lines}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

async function send(socket, head, size) {
  socket.write(head);
  for (let rest = size; rest > 0; rest -= block.length) {
    if (!socket.write(rest >= block.length ? block : block.subarray(0, rest)) && !socket.destroyed)
      await drained(socket);
  }
}

const drained = (socket) =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });

async function takeBody(socket, head, first) {
  const length = Number(/content-length: (\d+)/i.exec(head)[1]);
  let got = first.length - head.length - 4;
  await new Promise((resolve) => {
    const take = (chunk) => {
      got += chunk.length;
      if (got >= length) done();
    };
    const done = () => {
      socket.off('data', take).off('close', done).pause();
      resolve();
    };
    socket.on('data', take).on('close', done);
    if (got >= length) done();
    else socket.resume();
  });
  socket.write(small);
}

async function sendFrames(socket, head, size) {
  const key = /sec-websocket-key: (\S+)/i.exec(head)[1];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const frame = Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]), block]);
  for (let sent = 0; sent < size; sent += block.length) {
    if (!socket.write(frame) && !socket.destroyed) await drained(socket);
  }
  socket.end(Buffer.from([0x88, 2, 3, 232]));
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
