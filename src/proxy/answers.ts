/** Answers to clients whose connection has no request that a handler could answer. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Bytes of the head of a message, either way: browsers send no larger one. */
export const largestHead = 256 << 10;

/** A short answer in plain text, after which the connection ends. */
export function answer(socket: Duplex, status: number, text: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = Buffer.from(`${text}\n`);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  // Whoever does not read the answer shall not keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

/** The status, with its reason, for a request that could not be read; `code` is that of the parser's error. */
export function statusOf(code: string | undefined): readonly [status: number, text: string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [431, `the head of the request is larger than ${largestHead >> 10} KiB`];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'the head of the request did not come in time'];
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return [413, 'the chunk extensions of the request are too long'];
  return [400, 'this is not an HTTP request'];
}
