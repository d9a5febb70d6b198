/** HAR 1.2 text from requests and replies. */

import { parseSetCookie } from './cookies.mjs';

/**
 * @typedef {[name: string, value: string][]} HeaderLines
 * @typedef {{ method: string, url: string, headers: HeaderLines, body?: string | Buffer, bodyNotKept?: number }} Request
 *   `bodyNotKept`: size in bytes of a body the recorder left out
 * @typedef {{ status: number, statusText: string, headers: HeaderLines, body: string | Buffer, wireSize?: number, error?: string }} Reply
 *   `wireSize`: bytes as transferred, where compressed; `error`: why there was no reply (status 0)
 * @typedef {{ blocked: number, dns: number, connect: number, ssl: number, send: number, wait: number, receive: number }} Timings
 */

/** @param {{ startedAt: number, request: Request, reply: Reply, timings: Timings, address?: string, comment?: string }} call */
export function harEntry({ startedAt, request, reply, timings, address, comment }) {
  const { ssl: _insideConnect, ...phases } = timings;
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: Object.values(phases).reduce((sum, ms) => sum + Math.max(0, ms), 0),
    request: harRequest(request),
    response: harResponse(reply, new URL(request.url).hostname),
    cache: {},
    timings,
    ...(address && { serverIPAddress: address }),
    ...(comment && { comment }),
  };
}

/** @param {Request} request */
function harRequest({ method, url, headers, body, bodyNotKept }) {
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: requestCookies(headers),
    headers: headers.map(nameAndValue),
    queryString: queryString(url),
    ...postData(headers, body, bodyNotKept),
    headersSize: -1,
    bodySize: bodyNotKept ?? Buffer.byteLength(body ?? ''),
  };
}

const nameAndValue = ([name, value]) => ({ name, value });
const isType = ([name]) => name === 'Content-Type';

function requestCookies(headers) {
  const line = headers.find(([name]) => name === 'Cookie')?.[1];
  if (!line) return [];
  return line.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
}

/** A `+` stays: this page pastes base64 into queries without encoding it. */
function queryString(url) {
  const at = url.indexOf('?');
  if (at < 0) return [];
  const pairs = url
    .slice(at + 1)
    .split('&')
    .filter(Boolean);
  return pairs.map((pair) => {
    const [name, ...value] = pair.split('=');
    return { name, value: decodeURIComponent(value.join('=')) };
  });
}

function postData(headers, body, bodyNotKept) {
  const mimeType = headers.find(isType)?.[1];
  if (bodyNotKept !== undefined)
    return { postData: { mimeType, comment: 'body not kept: larger than the recorder takes' } };
  if (!body?.length) return {};
  return { postData: { mimeType, ...carried(body) } };
}

/** Text where the bytes are UTF-8, else base64. */
function carried(body) {
  if (typeof body === 'string') return { text: body };
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body)
    ? { text }
    : { text: body.toString('base64'), encoding: 'base64' };
}

/** @param {Reply} reply @param {string} host */
function harResponse({ status, statusText, headers, body, wireSize, error }, host) {
  const size = Buffer.byteLength(body);
  const isBinary = typeof body !== 'string';
  return {
    status,
    statusText,
    httpVersion: error ? '' : 'HTTP/1.1',
    cookies: headers
      .filter(([name]) => name === 'Set-Cookie')
      .map(([, value]) => responseCookie(value, host)),
    headers: headers.map(nameAndValue),
    content: {
      size,
      ...(wireSize !== undefined && { compression: size - wireSize }),
      mimeType: headers.find(isType)?.[1] ?? 'x-unknown',
      ...(size > 0 && {
        text: isBinary ? body.toString('base64') : body,
        ...(isBinary && { encoding: 'base64' }),
      }),
    },
    redirectURL: headers.find(([name]) => name === 'Location')?.[1] ?? '',
    headersSize: -1,
    bodySize: error ? -1 : (wireSize ?? size),
    ...(error && { _error: error }),
  };
}

function responseCookie(header, host) {
  const { name, value, path, expires, secure, hostOnly } = parseSetCookie(header, host);
  const domain = hostOnly ? undefined : /domain=([^;]*)/i.exec(header)?.[1];
  return {
    name,
    value,
    ...(path && { path }),
    ...(domain && { domain }),
    ...(Number.isFinite(expires) && { expires: new Date(expires).toISOString() }),
    secure,
  };
}

/** What stands before the first entry of a file. */
export const harHead = (comment) =>
  `{"log":{"version":"1.2","creator":{"name":"driftwire","version":"0.1.0"},"comment":${JSON.stringify(comment)},"entries":[`;

/** What stands after the last one. */
export const harTail = '\n]}}\n';

/** A whole file, one line an entry so that a change shows as the lines it touches. */
export function harText(comment, entries) {
  return `${harHead(comment)}\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}${harTail}`;
}
