/** The answer to one request, on its way to the client just as it was given. */

import { type ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderList } from '../exchange.ts';
import { type Framing, wireLines, wireText } from './headers.ts';

/**
 * Header lines go out as they are given: order, case, duplicates. Only what the connection needs is added: a framing
 * line where none of them says how the body ends, and `Connection` where the connection ends with the reply or the
 * client speaks HTTP/1.0. Header text beyond Latin-1 goes out as UTF-8.
 */
export interface ProxyReply {
  /** The final head was given. */
  readonly headSent: boolean;
  /** A status of 100 to 199, but for 101, before the head. Dropped where the client cannot take it. */
  informational(status: number, headers: HeaderList): void;
  /** Status of 200 to 999. Throws RangeError or TypeError on what cannot go over the wire; nothing was sent then. */
  head(status: number, statusText: string | undefined, headers: HeaderList): void;
  /** Sends the head on its own; else it waits for the first part of the body. */
  flush(): void;
  /** A part of the body. False: wait for `drained` before the next one. */
  write(chunk: Uint8Array | string): boolean;
  /** Resolves when more may be written, or when the client is gone. */
  drained(): Promise<void>;
  /**
   * The body is whole. Trailers go out where the body is chunked. Where fewer bytes were written than Content-Length
   * says, the connection ends, so that the client does not wait for the others. `last` is what was not written yet.
   */
  end(trailers?: HeaderList, last?: Uint8Array): void;
  /** Breaks the reply off in a way that no client takes for its end. */
  destroy(): void;
  /** Head and body in one. Adds Content-Length where the headers have no framing. */
  send(status: number, headers: HeaderList, body: Uint8Array | string): void;
}

const small = 16 * 1024;
const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');
const hasNoBody = (status: number): boolean => status === 204 || status === 304;

export class Reply implements ProxyReply {
  readonly #response: ServerResponse;
  readonly #cut: () => void;
  #framing: Framing = {};
  #rest = Number.POSITIVE_INFINITY;
  #drained: Promise<void> | undefined;

  /** `cut` ends the connection with a reset. */
  constructor(response: ServerResponse, cut: () => void) {
    this.#response = response;
    this.#cut = cut;
    response.sendDate = false;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  informational(status: number, headers: HeaderList): void {
    if (!(status >= 100 && status < 200) || status === 101)
      throw new RangeError(`${status} is not informational`);
    const lines = headers.map(([name, value]) => {
      validateHeaderName(name);
      validateHeaderValue(name, wireText(value));
      return `${name}: ${wireText(value)}\r\n`;
    });
    const { socket, req, headersSent } = this.#response;
    // Without a socket the reply still waits for the one before it on the same connection.
    if (headersSent || !socket?.writable || req.httpVersion !== '1.1') return;
    if (status === 100 && lines.length === 0) {
      // Node has to know that the client was told to go on, or it closes the connection after the reply.
      this.#response.writeContinue();
      return;
    }
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1');
  }

  head(status: number, statusText: string | undefined, headers: HeaderList): void {
    const { lines, framing } = wireLines(headers, { transferCoding: this.#mayCode(status) });
    this.#start(status, statusText, lines, framing);
  }

  #mayCode(status: number): boolean {
    return !hasNoBody(status) && this.#response.req.httpVersion === '1.1';
  }

  #start(status: number, statusText: string | undefined, lines: string[], framing: Framing): void {
    const response = this.#response;
    if (!(status >= 200 && status <= 999)) throw new RangeError(`${status} is not the status of a reply`);
    if (response.headersSent) throw new Error('the head was sent before');
    const keepsAlive = response.shouldKeepAlive;
    // Node would name the kind of connection; where nothing is said it stays open all the same.
    if (keepsAlive && response.req.httpVersion === '1.1') response.removeHeader('connection');
    response.writeHead(status, wireText(statusText ?? STATUS_CODES[status] ?? ''), lines);
    this.#framing = framing;
    if (framing.length !== undefined && framing.chunked === undefined) this.#rest = framing.length;
    if (!keepsAlive || framing.close || framing.chunked === false)
      response.once('finish', () => this.#hangUp());
  }

  #hangUp(): void {
    // A handler that gave the request up has taken its socket away already.
    (this.#response.req.socket as Socket | null)?.destroySoon();
  }

  flush(): void {
    if (!this.#response.writableEnded) this.#response.flushHeaders();
  }

  write(chunk: Uint8Array | string): boolean {
    const response = this.#response;
    if (!response.headersSent) throw new Error('the head comes before the body');
    if (response.writableEnded || response.destroyed) return false;
    const bytes = this.#within(chunk);
    return bytes.length === 0 || response.write(bytes);
  }

  /** What Content-Length leaves room for: more would be read as the start of the next reply. */
  #within(chunk: Uint8Array | string): Uint8Array {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#rest === Number.POSITIVE_INFINITY) return bytes;
    const fitting = bytes.length > this.#rest ? bytes.subarray(0, this.#rest) : bytes;
    this.#rest -= fitting.length;
    return fitting;
  }

  drained(): Promise<void> {
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return Promise.resolve();
    this.#drained ??= new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      response.on('drain', done).on('close', done);
    });
    return this.#drained;
  }

  end(trailers?: HeaderList, last?: Uint8Array): void {
    const response = this.#response;
    if (!response.headersSent) throw new Error('the head comes before the end');
    if (response.writableEnded) return;
    if (trailers !== undefined && trailers.length > 0) {
      response.addTrailers(trailers.map(([name, value]): [string, string] => [name, wireText(value)]));
    }
    this.#finish(last && this.#within(last));
  }

  #finish(last?: Uint8Array): void {
    const response = this.#response;
    const isShort = this.#rest !== Number.POSITIVE_INFINITY && this.#rest > 0;
    const carriesBody = response.req.method !== 'HEAD' && !hasNoBody(response.statusCode);
    if (isShort && carriesBody) response.once('finish', () => this.#hangUp());
    // Node sends text, but not bytes, in one piece with the head.
    if (last !== undefined && last.length <= small) response.end(textOf(last), 'latin1');
    else response.end(last);
  }

  destroy(): void {
    const response = this.#response;
    if (response.writableFinished) return;
    const isFramed = this.#framing.chunked || this.#framing.length !== undefined;
    if (response.headersSent && !isFramed && !response.chunkedEncoding) this.#cut();
    response.destroy();
  }

  send(status: number, headers: HeaderList, body: Uint8Array | string): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const { lines, framing } = wireLines(headers, { transferCoding: this.#mayCode(status) });
    const isFramed = framing.length !== undefined || framing.chunked !== undefined || hasNoBody(status);
    if (!isFramed) lines.push('Content-Length', String(bytes.length));
    this.#start(status, undefined, lines, isFramed ? framing : { ...framing, length: bytes.length });
    this.#finish(this.#within(bytes));
  }
}
