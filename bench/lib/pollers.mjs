/** Many clients that each wait for one answer over TLS; through CONNECT, but for the bare server. */
import net from 'node:net';
import tls from 'node:tls';

const [kind, port, count] = process.argv.slice(2);
const together = 64;
let [begun, waiting, answered] = [0, 0, 0];

function tunnel(then) {
  const socket = net.connect(Number(port), '127.0.0.1');
  if (kind === 'bare') return then(socket);
  socket.write('CONNECT push.example.com:443 HTTP/1.1\r\nHost: push.example.com:443\r\n\r\n');
  socket.once('data', () => then(socket));
}

function poll() {
  if (begun >= Number(count)) return;
  begun += 1;
  tunnel((socket) => {
    const secure = tls.connect({ socket, servername: 'push.example.com', rejectUnauthorized: false }, () => {
      secure.write('GET /hold HTTP/1.1\r\nHost: push.example.com\r\n\r\n', () => {
        waiting += 1;
        // The server has the last request when it has read as much as was written before the question about memory.
        if (waiting === Number(count)) setTimeout(() => process.send({}), 500);
        poll();
      });
    });
    secure.once('data', () => {
      answered += 1;
      if (answered === Number(count)) process.send({ count: answered });
    });
  });
}

for (let client = 0; client < together; client += 1) poll();
