/** The text of an entry, quickly for exchanges that come from the wire and whose record needs no mending. */
import { isIP } from 'node:net';
import { type Body, type Exchange, type HeaderList, headerValues, type Timing } from '../exchange.ts';
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
  const { request: asked, response: answered } = extra as Extra;
  const sent = linesOf(request.headers);
  const received = linesOf(response.headers);
  return (
    `{"startedDateTime":"${dateText(exchange.startedAt)}","time":${numberText(timing.total)},` +
    `"request":{"method":${quote(request.method)},"url":${quote(request.url)},` +
    `"httpVersion":${quote(request.httpVersion ?? '')},"headers":[${sent.text}],` +
    `"cookies":${sent.hasCookies ? sentText(request.headers) : '[]'},` +
    `"queryString":${request.url.includes('?') ? JSON.stringify(queryPairs(request.url)) : '[]'},` +
    `"headersSize":${asked?.headersSize ?? -1},"bodySize":${asked?.bodySize ?? request.body?.size ?? 0}` +
    `${request.body === undefined ? '' : `,"postData":${bodyText(sent, request.body, false)}`}` +
    `${membersText(asked, isSize)}},` +
    `"response":{"status":${response.status},"statusText":${quote(response.statusText ?? '')},` +
    `"httpVersion":${quote(response.httpVersion ?? '')},"headers":[${received.text}],` +
    `"cookies":${received.setsCookies ? JSON.stringify(setCookies(response.headers)) : '[]'},` +
    `"content":${bodyText(received, response.body, true)},` +
    `"redirectURL":${quote(received.location ?? '')},` +
    `"headersSize":${answered?.headersSize ?? -1},"bodySize":${answered?.bodySize ?? -1}${membersText(answered, isSize)}},` +
    `"cache":{},"timings":${timings}${membersText(extra as Extra, isMessage)}}`
  );
}

interface Sizes {
  readonly headersSize?: number;
  readonly bodySize?: number;
}

type Extra = { readonly request?: Sizes; readonly response?: Sizes };

const usual = new Set(['pageref', 'connection', 'comment']);

/** It says nothing that HAR 1.2 would object to, or that the exchange says too. */
function isPlainExtra(extra: unknown): boolean {
  if (!isObject(extra)) return false;
  for (const key of Object.keys(extra)) {
    const value = extra[key];
    if (isMessage(key)) {
      if (!isObject(value)) return false;
      for (const inner of Object.keys(value)) if (!isPlainSize(inner, value[inner])) return false;
    } else if (key === 'serverIPAddress') {
      if (typeof value !== 'string' || !isAddress(value)) return false;
    } else if (usual.has(key) ? typeof value !== 'string' : !isOwn(key, value)) return false;
  }
  return true;
}

let lastAddress = '';

function isAddress(text: string): boolean {
  if (text === lastAddress) return text !== '';
  if (isIP(text) === 0) return false;
  lastAddress = text;
  return true;
}

const isMessage = (key: string): boolean => key === 'request' || key === 'response';
const isSize = (key: string): boolean => key === 'headersSize' || key === 'bodySize';

const isOwn = (key: string, value: unknown): boolean =>
  key.startsWith('_') &&
  !/^_(?:error|failureText|content|webSocketMessages)$/.test(key) &&
  value !== undefined;

const isPlainSize = (key: string, value: unknown): boolean =>
  isSize(key) ? Number.isInteger(value) : isOwn(key, value);

/** Those that were not written elsewhere. */
function membersText(members: object | undefined, isWritten: (key: string) => boolean): string {
  let text = '';
  for (const key of Object.keys(members ?? {})) {
    if (isWritten(key)) continue;
    const value = (members as JsonObject)[key];
    text += `,${quote(key)}:${typeof value === 'string' ? quote(value) : stringifyLossless(value)}`;
  }
  return text;
}

function timingsText(timing: Timing): string | undefined {
  if (!Number.isFinite(timing.total)) return undefined;
  let text = '';
  for (const phase of phases) {
    const value = timing[phase];
    if (value === undefined) {
      if (phase === 'send' || phase === 'wait' || phase === 'receive') text += `"${phase}":-1,`;
    } else if (Number.isFinite(value)) text += `"${phase}":${numberText(value)},`;
    else return undefined;
  }
  return `{${text.slice(0, -1)}}`;
}

/** Whole thousandths in integers: JavaScript takes several times as long over a fraction. */
function numberText(value: number): string {
  const thousandths = Math.round(value * 1000);
  if (thousandths / 1000 !== value || thousandths < 0 || thousandths > 2 ** 31) return String(value);
  const whole = (thousandths / 1000) | 0;
  const rest = thousandths - whole * 1000;
  return rest === 0 ? `${whole}` : `${whole}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}

/** Header lines as JSON, and what an entry says of them elsewhere. */
interface Lines {
  text: string;
  type: string | undefined;
  coding: string | undefined;
  location: string | undefined;
  hasCookies: boolean;
  setsCookies: boolean;
}

function linesOf(headers: HeaderList): Lines {
  const lines: Lines = {
    text: '',
    type: undefined,
    coding: undefined,
    location: undefined,
    hasCookies: false,
    setsCookies: false,
  };
  let text = '';
  for (const [name, value] of headers) {
    text += text === '' ? lineText(name, value) : `,${lineText(name, value)}`;
    // Lengths first: most names are not of interest.
    const { length } = name;
    if (length === 12 && name.toLowerCase() === 'content-type') lines.type ??= value;
    else if (length === 16 && name.toLowerCase() === 'content-encoding') lines.coding ??= value;
    else if (length === 8 && name.toLowerCase() === 'location') lines.location ??= value;
    else if (length === 6 && name.toLowerCase() === 'cookie') lines.hasCookies = true;
    else if (length === 10 && name.toLowerCase() === 'set-cookie') lines.setsCookies = true;
  }
  lines.text = text;
  return lines;
}

/** The last line of each name: most are the same from one exchange to the next. */
const lastLines = new Map<string, { value: string; text: string }>();
const mostNames = 500;
const longestLine = 4096;

function lineText(name: string, value: string): string {
  const last = lastLines.get(name);
  if (last?.value === value) return last.text;
  const text = `{"name":${quote(name)},"value":${quote(value)}}`;
  if (text.length > longestLine) return text;
  if (last) {
    last.value = value;
    last.text = text;
  } else {
    if (lastLines.size >= mostNames) lastLines.clear();
    lastLines.set(name, { value, text });
  }
  return text;
}

let lastSent = { value: '', text: '[]' };

/** The same client sends the same cookies. */
function sentText(headers: HeaderList): string {
  const values = headerValues(headers, 'cookie');
  if (values.length !== 1) return JSON.stringify(sentCookies(headers));
  const [value = ''] = values;
  if (lastSent.value !== value) lastSent = { value, text: JSON.stringify(sentCookies(headers)) };
  return lastSent.text;
}

function bodyText({ type = '', coding = '' }: Lines, body: Body | undefined, isContent: boolean): string {
  const size = isContent ? `"size":${body?.size ?? -1},` : '';
  const head = `{${size}"mimeType":${quote(type)}`;
  if (body === undefined) return `${head}}`;
  return `${head}${membersText(carriedAs(body, type, coding), never)}}`;
}

const never = (): boolean => false;
