/** What a request is about: the target of a CONNECT, the absolute URL of a request. */
import { readHost } from './host.ts';

/** A host in the form of `readHost`, with a port. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The five ways in which a request comes to the listener. */
export type ReachedBy = 'connect' | 'absolute' | 'tls-absolute' | 'tls-origin' | 'origin';

/** What is known of a request's connection. */
export interface Way {
  /** Of the tunnel that the request came through. */
  readonly target?: Target | undefined;
  /** Present where the request was encrypted; the name is empty where the client gave none. */
  readonly tls?: { readonly sni: string } | undefined;
}

function portOf(digits: string): number | undefined {
  const port = Number(digits);
  return /^\d{1,5}$/.test(digits) && port > 0 && port < 65536 ? port : undefined;
}

function readAuthority(text: string, defaultPort: number | undefined): Target | undefined {
  const parts = /^(\[[^\]]*\]|[^:[\]]+)(?::(\d*))?$/.exec(text);
  const host = parts && readHost(parts[1]!);
  const port = parts?.[2] === undefined ? defaultPort : portOf(parts[2]);
  return host && port !== undefined ? { host, port } : undefined;
}

/** The target of a CONNECT, as RFC 9110, 9.3.6 has it: host and port, both needed. Undefined for all else. */
export const readTarget = (text: string): Target | undefined => readAuthority(text, undefined);

const schemes: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** The target as it stands in a URL, without the port that goes with the scheme. */
function authorityOf({ host, port }: Target, scheme: string): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === schemes[scheme] ? name : `${name}:${port}`;
}

interface Absolute {
  /** Everything after the authority. */
  readonly rest: string;
}

/** An `http:` or `https:` URL with an authority that names a host; undefined for all else. */
function readAbsolute(url: string): Absolute | undefined {
  const parts = /^(https?):\/\/(?:[^/?#@\\]*@)?([^/?#@\\]*)(|[/?#].*)$/i.exec(url);
  if (!parts || !readAuthority(parts[2]!, schemes[parts[1]!.toLowerCase()])) return undefined;
  return { rest: parts[3]! };
}

/** What the connection itself says about the host; `host` is the request's Host header. */
function authorityByConnection(way: Way, host: string | undefined): string | undefined {
  const scheme = way.tls ? 'https' : 'http';
  if (way.target) return authorityOf(way.target, scheme);
  const named = host === undefined ? undefined : readAuthority(host, schemes[scheme]);
  const sni = way.tls && readHost(way.tls.sni);
  // The client asked for a certificate of this name; the header adds the port where it agrees.
  if (sni && named?.host !== sni) return sni;
  return named && authorityOf(named, scheme);
}

/** The URL that a client meant, with the way that it took. */
export interface Destination {
  readonly url: string;
  readonly reachedBy: ReachedBy;
}

/**
 * `requestTarget` is what the request line says. A tunnel's own target goes before all that the request says of its
 * host. Undefined where the request names no host, or none that can be.
 */
export function destinationOf(
  requestTarget: string,
  way: Way,
  host: string | undefined,
): Destination | undefined {
  const isOrigin = requestTarget.startsWith('/');
  const absolute = isOrigin || requestTarget === '*' ? undefined : readAbsolute(requestTarget);
  if (!isOrigin && requestTarget !== '*' && !absolute) return undefined;
  if (absolute && !way.target)
    return { url: requestTarget, reachedBy: way.tls ? 'tls-absolute' : 'absolute' };
  const authority = authorityByConnection(way, host);
  if (authority === undefined) return undefined;
  const path = absolute ? absolute.rest : isOrigin ? requestTarget : '';
  const url = `${way.tls ? 'https' : 'http'}://${authority}${path}`;
  return { url, reachedBy: way.target ? 'connect' : way.tls ? 'tls-origin' : 'origin' };
}
