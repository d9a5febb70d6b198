/** Answers without a request. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { answer, statusOf } from '../../src/proxy/answers.ts';
import { once } from './reach.ts';

describe('an answer', () => {
  test('is a whole reply, after which the connection ends', async () => {
    const socket = new PassThrough();
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk));
    answer(socket, 408, 'too late');
    await once(socket, 'close');
    expect(text).toBe(
      'HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo late\n',
    );
  });

  test('is not tried where nothing can be written', () => {
    const socket = new PassThrough();
    socket.end();
    answer(socket, 400, '');
    expect(socket.destroyed).toBe(true);
  });
});

test.each([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['HPE_INVALID_METHOD', 400],
  [undefined, 400],
])('the status for %s is %d', (code, status) => {
  expect(statusOf(code)[0]).toBe(status);
});
