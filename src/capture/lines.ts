/** Header lines between client and server. */
import type { HeaderList } from '../exchange.ts';

/** Lines that are for this proxy and nobody behind it. */
const forProxy = /^proxy-(?:connection|authorization)$/i;

/** As the server shall see them. Returns the list itself where nothing has to go. */
export function withoutProxyLines(headers: HeaderList): HeaderList {
  const isFor = ([name]: readonly [string, string]): boolean =>
    (name.charCodeAt(0) | 32) === 112 && forProxy.test(name);
  return headers.some(isFor) ? headers.filter((line) => !isFor(line)) : headers;
}

/** Node refuses to announce trailers for a body that is not chunked, and they could not come. */
export function withoutTrailerLine(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => name.length !== 7 || name.toLowerCase() !== 'trailer');
}

/** Bytes of a head as it was on the wire, with one blank after each colon; `startLine` without its end. */
export function headSize(startLine: number, headers: HeaderList): number {
  let size = startLine + 4;
  for (const [name, value] of headers) size += name.length + value.length + 4;
  return size;
}
