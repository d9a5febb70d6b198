/** What the service answers, family by family: headers and body as on the wire (protocol.md 1.8). */

import { serverJson } from './server-json.mjs';

/** @typedef {import('./har.mjs').Reply} Reply */
/** @typedef {import('./har.mjs').HeaderLines} HeaderLines */

const keepAlive = ['Connection', 'keep-alive'];
const hsts = ['Strict-Transport-Security', 'max-age=31536000'];

/** A body of up to this size goes uncompressed. */
const plainLimit = 200;

/**
 * What gzip makes of this many bytes. Real compressors differ from build to build, and a recording has to come
 * out the same everywhere, so the size is reckoned: text of keys and ids shrinks to about a third.
 */
const zipped = (size, ratio) => 18 + Math.round(size * ratio);

/** @returns {Reply} */
function reply(headers, body, { status = 200, statusText = 'OK', ratio = 0 } = {}) {
  const size = Buffer.byteLength(body);
  const wireSize = ratio > 0 && size > plainLimit ? zipped(size, ratio) : undefined;
  const lines = [...headers];
  if (wireSize !== undefined) lines.push(['Content-Encoding', 'gzip']);
  lines.push(['Content-Length', String(wireSize ?? size)]);
  return { status, statusText, headers: lines, body, ...(wireSize !== undefined && { wireSize }) };
}

/** A reply that runs as a script: jslogin, login. */
export const script = (body) =>
  reply(
    [keepAlive, ['Content-Type', 'text/javascript'], ['Cache-Control', 'no-cache, must-revalidate']],
    body,
    {
      ratio: 0.75,
    },
  );

/** The push host's script, readable from any origin. */
export const pushScript = (body) =>
  reply([keepAlive, ['Content-Type', 'text/javascript'], ['Access-Control-Allow-Origin', '*']], body);

/** JSON of the main host: never labelled as JSON. @param {object} value @param {HeaderLines} extra */
export const json = (value, extra = []) =>
  reply([keepAlive, ['Content-Type', 'text/plain'], ...extra, hsts], serverJson(value), { ratio: 0.3 });

/** JSON on one line: webwxpushloginurl alone answers so. */
export const shortJson = (value) =>
  reply([keepAlive, ['Content-Type', 'text/plain'], hsts], JSON.stringify(value));

/** JSON of the file host, for one origin with cookies. */
export const fileJson = (value, origin) =>
  reply([keepAlive, ['Content-Type', 'text/plain'], ...allow(origin)], serverJson(value), { ratio: 0.3 });

/** The answer to a CORS preflight. */
export const preflight = (origin) => reply([keepAlive, ['Content-Type', 'text/plain'], ...allow(origin)], '');

const allow = (origin) => [
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Headers', 'Content-Type'],
  ['Access-Control-Allow-Credentials', 'true'],
];

/**
 * One line of XML; the status is 301 where the request did not ask for version 2.
 * @param {string} body @param {string[]} cookies @param {{ status?: number, location?: string }} [how]
 */
export const xml = (body, cookies, { status = 200, location } = {}) =>
  reply(
    [
      keepAlive,
      ['Content-Type', 'text/plain;charset=utf-8'],
      ...cookies.map((cookie) => ['Set-Cookie', cookie]),
      hsts,
      ...(location ? [['Location', location]] : []),
    ],
    body,
    { status, statusText: status === 200 ? 'OK' : 'Moved Permanently', ratio: 0.77 },
  );

/** A web page. */
export const html = (body) =>
  reply(
    [
      keepAlive,
      ['Content-Type', 'text/html;charset=utf-8'],
      ['Cache-Control', 'no-cache, must-revalidate'],
      hsts,
    ],
    body,
    {
      ratio: 0.45,
    },
  );

/** Sends the browser elsewhere. @param {HeaderLines} extra */
export const redirect = (status, location, extra = []) =>
  reply([keepAlive, ['Content-Type', 'text/html'], ['Location', location], ...extra], '', {
    status,
    statusText: status === 301 ? 'Moved Permanently' : 'Found',
  });

/** A picture, or a voice. @param {Buffer} bytes */
export const media = (bytes, mimeType) =>
  reply([keepAlive, ['Content-Type', mimeType], ['Cache-Control', 'max-age=604800']], bytes);

/** The whole of a video, as the answer to `Range: bytes=0-`. @param {Buffer} bytes */
export const partial = (bytes, mimeType) =>
  reply(
    [
      keepAlive,
      ['Content-Type', mimeType],
      ['Accept-Ranges', 'bytes'],
      ['Content-Range', `bytes 0-${bytes.length - 1}/${bytes.length}`],
    ],
    bytes,
    { status: 206, statusText: 'Partial Content' },
  );

/** A file to keep. @param {Buffer} bytes */
export const attachment = (bytes, fileName) =>
  reply(
    [
      ['Server', 'nginx'],
      keepAlive,
      ['Content-Type', 'application/octet-stream'],
      ['Content-Disposition', `attachment; filename="${encodeURIComponent(fileName)}"`],
      ['access-control-allow-origin', '*'],
    ],
    bytes,
  );

/** The browser gave up before there was an answer. @returns {Reply} */
export const aborted = { status: 0, statusText: '', headers: [], body: '', error: 'net::ERR_ABORTED' };
