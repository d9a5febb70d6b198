/** Requests that ask to go on with another protocol. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { answer } from './answers.ts';
import { type Dispatcher, isForSocket } from './dispatch.ts';
import type { ProxyRequest } from './request.ts';

/**
 * Takes over a connection; `head` is what came behind the request. What it throws ends the connection.
 * The request has no body.
 */
export type UpgradeHandler = (request: ProxyRequest, socket: Duplex, head: Buffer) => void | Promise<void>;

export interface UpgradeOptions {
  readonly dispatcher: Dispatcher;
  readonly onUpgrade: UpgradeHandler;
  readonly onError: (error: unknown, request?: ProxyRequest) => void;
  /** Has a socket read as HTTP once more. */
  readonly again: (socket: Duplex) => void;
}

/** The listener for a server's `upgrade` event. */
export function upgrader(
  options: UpgradeOptions,
): (message: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (message, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!isForSocket(message)) {
      socket.pause().unshift(withoutUpgrade(message, head));
      options.again(socket);
      return;
    }
    const request = options.dispatcher.requestOf(message);
    if (!request) {
      answer(socket, 400, 'this request names no host that it could be for');
      return;
    }
    socket.once('close', () => request.leave());
    const fail = (error: unknown): void => {
      if (!request.isGone) options.onError(error, request);
      socket.destroy();
    };
    try {
      options.onUpgrade(request, socket, head)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/**
 * Whether an offer goes to the `upgrade` event; Node 24.9 and newer ask. They read the body behind an offer, and would keep
 * it from whoever reads the request again; one that is passed over here they read as any other request.
 */
export const stopsParser = (message: IncomingMessage): boolean =>
  isForSocket(message) || !('transfer-encoding' in message.headers || 'content-length' in message.headers);

/** The request as it came, but for the offer: the parser stopped reading at it, so it has to be read again. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, head: Buffer): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!, rawHeaders[index + 1]!];
    if (/^(?:upgrade|http2-settings)$/i.test(name)) continue;
    const kept = /^connection$/i.test(name) ? otherOptions(value) : value;
    if (kept !== '' || value === '') lines.push(`${name}: ${kept}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]);
}

const otherOptions = (value: string): string =>
  value
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !/^(?:upgrade|http2-settings)$/i.test(option))
    .join(', ');
