/** Connections through another proxy. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { UpstreamError } from './failure.ts';

/** A proxy on the way to all hosts. */
export interface Via {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** `user:password`, as they are; absent where the proxy asks for none. */
  readonly auth?: string | undefined;
}

/** Undefined for what is no `http:` or `https:` URL of a proxy. */
export function readVia(text: string): Via | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.pathname.length > 1)
    return undefined;
  const secure = url.protocol === 'https:';
  const auth = [url.username, url.password].map(decoded).join(':');
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    ...(auth !== ':' && { auth }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The header lines that the proxy wants to see. */
export const viaLines = ({ auth }: Via): [string, string][] =>
  auth === undefined ? [] : [['Proxy-Authorization', `Basic ${Buffer.from(auth).toString('base64')}`]];

export const authorityOf = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

export interface ThroughOptions extends https.RequestOptions {
  /** Milliseconds for the proxy to open the tunnel. */
  readonly patience: number;
}

/** A tunnel to a host; rejects where the proxy does not open one. */
export function through(via: Via, host: string, port: number, options: ThroughOptions): Promise<Socket> {
  const { patience, ...tls } = options;
  const target = authorityOf(host, port);
  const name = authorityOf(via.host, via.port);
  return new Promise((resolve, reject) => {
    const request = (via.secure ? https : http).request({
      ...(via.secure && tls),
      method: 'CONNECT',
      host: via.host,
      port: via.port,
      path: target,
      headers: [['Host', target], ...viaLines(via)].flat(),
      agent: false,
      signal: options.signal,
    });
    const timer = setTimeout(
      () => request.destroy(new UpstreamError('timeout', `the proxy ${name} did not answer in time`)),
      patience,
    );
    const settle = (): void => clearTimeout(timer);
    request.once('error', (error) => {
      settle();
      reject(error);
    });
    request.once('response', ({ statusCode, statusMessage }) => {
      const words = `the proxy ${name} answered ${statusCode} ${statusMessage} to CONNECT ${target}`;
      request.destroy(new UpstreamError('refused', words));
    });
    request.once('connect', ({ statusCode, statusMessage }, socket, head) => {
      settle();
      if (statusCode! < 200 || statusCode! > 299) {
        socket.destroy();
        reject(
          new UpstreamError(
            'refused',
            `the proxy ${name} answered ${statusCode} ${statusMessage} to CONNECT ${target}`,
          ),
        );
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket as Socket);
    });
    request.end();
  });
}
