/** The text of an entry, quickly for exchanges that come from the wire and whose record needs no mending. */
import { isIP } from 'node:net';
import { type Body, type Exchange, type HeaderList, header, type Timing } from '../exchange.ts';
import { stringifyLossless } from '../json.ts';
import { entryOf } from './compose.ts';
import { carriedAs } from './compose-body.ts';
import { sentCookies, setCookies } from './cookies.ts';
import { formatDate } from './dates.ts';
import { phases } from './timing.ts';
import { isAcceptableUrl, queryPairs } from './urls.ts';
import { isObject, type JsonObject } from './values.ts';

/** The JSON of `entryOf`, members in another order. */
export function entryText(exchange: Exchange): string {
  return quickText(exchange) ?? stringifyLossless(entryOf(exchange));
}

const needsEscape = /["\\\x00-\x1f\ud800-\udfff]/;
const quote = (text: string): string => (needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`);

let lastDate = { time: Number.NaN, text: '' };

/** Many exchanges begin in the same millisecond. */
function dateText(time: number): string {
  if (lastDate.time !== time) lastDate = { time, text: formatDate(time) };
  return lastDate.text;
}

/** Undefined where the slow way has to be gone. */
function quickText(exchange: Exchange): string | undefined {
  const { request, response, timing, extra = {} } = exchange;
  if (response === undefined || exchange.failure !== undefined || exchange.messages !== undefined)
    return undefined;
  if (!isPlainExtra(extra) || !isAcceptableUrl(request.url) || !Number.isInteger(response.status))
    return undefined;
  const timings = timingsText(timing);
  if (timings === undefined) return undefined;
  const { request: asked = {}, response: answered = {}, ...beside } = extra as Extra;
  return (
    `{"startedDateTime":"${dateText(exchange.startedAt)}","time":${timing.total},` +
    `"request":{"method":${quote(request.method)},"url":${quote(request.url)},` +
    `"httpVersion":${quote(request.httpVersion ?? '')},"headers":${headersText(request.headers)},` +
    `"cookies":${cookiesText(request.headers, 'cookie', sentCookies)},` +
    `"queryString":${request.url.includes('?') ? JSON.stringify(queryPairs(request.url)) : '[]'},` +
    `"headersSize":${asked.headersSize ?? -1},"bodySize":${asked.bodySize ?? request.body?.size ?? 0}` +
    `${request.body === undefined ? '' : `,"postData":${bodyText(request.headers, request.body, false)}`}` +
    `${othersText(asked)}},` +
    `"response":{"status":${response.status},"statusText":${quote(response.statusText ?? '')},` +
    `"httpVersion":${quote(response.httpVersion ?? '')},"headers":${headersText(response.headers)},` +
    `"cookies":${cookiesText(response.headers, 'set-cookie', setCookies)},` +
    `"content":${bodyText(response.headers, response.body, true)},` +
    `"redirectURL":${quote(header(response.headers, 'location') ?? '')},` +
    `"headersSize":${answered.headersSize ?? -1},"bodySize":${answered.bodySize ?? -1}${othersText(answered)}},` +
    `"cache":{},"timings":${timings}${membersText(beside)}}`
  );
}

interface Sizes {
  readonly headersSize?: number;
  readonly bodySize?: number;
}

type Extra = JsonObject & { readonly request?: Sizes; readonly response?: Sizes };

const usual = new Set(['pageref', 'connection', 'comment']);

/** It says nothing that HAR 1.2 would object to, or that the exchange says too. */
function isPlainExtra(extra: unknown): boolean {
  if (!isObject(extra)) return false;
  for (const [key, value] of Object.entries(extra)) {
    if (key === 'request' || key === 'response') {
      if (!isObject(value) || !Object.entries(value).every(isPlainSize)) return false;
    } else if (key === 'serverIPAddress') {
      if (typeof value !== 'string' || isIP(value) === 0) return false;
    } else if (usual.has(key) ? typeof value !== 'string' : !isOwn(key, value)) return false;
  }
  return true;
}

const isOwn = (key: string, value: unknown): boolean =>
  key.startsWith('_') &&
  !/^_(?:error|failureText|content|webSocketMessages)$/.test(key) &&
  value !== undefined;

const isPlainSize = ([key, value]: [string, unknown]): boolean =>
  key === 'headersSize' || key === 'bodySize' ? Number.isInteger(value) : isOwn(key, value);

function othersText({ headersSize: _, bodySize: __, ...others }: Sizes): string {
  return membersText(others as JsonObject);
}

function membersText(members: JsonObject): string {
  let text = '';
  for (const [key, value] of Object.entries(members))
    text += `,${quote(key)}:${typeof value === 'string' ? quote(value) : stringifyLossless(value)}`;
  return text;
}

function timingsText(timing: Timing): string | undefined {
  if (!Number.isFinite(timing.total)) return undefined;
  let text = '';
  for (const phase of phases) {
    const value = timing[phase];
    if (value === undefined) {
      if (phase === 'send' || phase === 'wait' || phase === 'receive') text += `"${phase}":-1,`;
    } else if (Number.isFinite(value)) text += `"${phase}":${value},`;
    else return undefined;
  }
  return `{${text.slice(0, -1)}}`;
}

function headersText(headers: HeaderList): string {
  let text = '';
  for (const [name, value] of headers) text += `,{"name":${quote(name)},"value":${quote(value)}}`;
  return `[${text.slice(1)}]`;
}

function cookiesText(headers: HeaderList, name: string, read: (headers: HeaderList) => JsonObject[]): string {
  return header(headers, name) === undefined ? '[]' : JSON.stringify(read(headers));
}

function bodyText(headers: HeaderList, body: Body | undefined, isContent: boolean): string {
  const mimeType = header(headers, 'content-type') ?? '';
  const size = isContent ? `"size":${body?.size ?? -1},` : '';
  const head = `{${size}"mimeType":${quote(mimeType)}`;
  if (body === undefined) return `${head}}`;
  const carried = carriedAs(body, mimeType, header(headers, 'content-encoding') ?? '');
  return `${head}${membersText(carried)}}`;
}
