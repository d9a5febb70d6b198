/** An Exchange as an entry of a HAR file. */
import {
  type Exchange,
  header,
  type Timing,
  type WireFailure,
  type WireRequest,
  type WireResponse,
} from '../exchange.ts';
import { sameBody, sameFailure, sameHeaders, sameMessage } from './alike.ts';
import { composeBody, withoutBody } from './compose-body.ts';
import { composeHeaders, keptCookies } from './compose-headers.ts';
import { sentCookies, setCookies } from './cookies.ts';
import { formatDate, parseDate } from './dates.ts';
import { exchangeOf } from './entry.ts';
import { entryShape } from './har-shape.ts';
import { httpVersion } from './http-version.ts';
import { conformed } from './shape.ts';
import { socketElementOf, socketElements } from './sockets.ts';
import { isSpan, phases } from './timing.ts';
import { queryPairs } from './urls.ts';
import { isObject, type JsonObject, listAt, member, numberAt, objectAt, stringAt } from './values.ts';

/** What a response says that an entry without one must not keep. */
const spoken = [
  'statusText',
  'httpVersion',
  'cookies',
  'headers',
  'content',
  'redirectURL',
  'headersSize',
  'bodySize',
];

/**
 * A valid HAR 1.2 entry for any Exchange. What `extra` said beyond the Exchange is put back, at every level; of what
 * the Exchange says too, the words of `extra` are kept only where they still mean the same.
 */
export function entryOf(exchange: Exchange): JsonObject {
  const told = isObject(exchange.extra) ? exchange.extra : {};
  const before = exchangeOf(told, 0);
  const entry: JsonObject = {
    ...told,
    startedDateTime: composeDate(member(told, 'startedDateTime'), exchange.startedAt),
    time: composeTime(told, before.timing, exchange.timing),
    request: composeRequest(objectAt(told, 'request') ?? {}, before.request, exchange.request),
    response: composeResponse(objectAt(told, 'response') ?? {}, before.response, exchange.response),
    cache: objectAt(told, 'cache') ?? {},
    timings: composeTimings(objectAt(told, 'timings') ?? {}, exchange.timing),
  };
  composeFailure(entry, before.failure, exchange.failure);
  composeMessages(entry, exchange);
  return conformed(entry, entryShape, () => {});
}

function composeDate(told: unknown, startedAt: number): unknown {
  const before = parseDate(told);
  return before === startedAt || (Number.isNaN(before) && Number.isNaN(startedAt))
    ? told
    : formatDate(startedAt);
}

function composeTime(told: JsonObject, before: Timing, timing: Timing): unknown {
  const time = numberAt(told, 'time');
  return time !== undefined && isSpan(time) && before.total === timing.total ? told.time : timing.total;
}

function composeTimings(told: JsonObject, timing: Timing): JsonObject {
  const timings = { ...told };
  for (const phase of phases) {
    const value = timing[phase];
    if (value === undefined) {
      if (phase in told || phase === 'send' || phase === 'wait' || phase === 'receive') timings[phase] = -1;
    } else if (numberAt(told, phase) !== value) timings[phase] = value;
  }
  return timings;
}

function composeRequest(told: JsonObject, before: WireRequest, request: WireRequest): JsonObject {
  const isSameHeaders = sameHeaders(before.headers, request.headers);
  const isSameUrl = before.url === request.url && listAt(told, 'queryString') !== undefined;
  const isSameBody = sameBody(before.body, request.body);
  return {
    ...(isSameBody ? told : withoutBody(told, ['postData', '_content'])),
    method: request.method,
    url: request.url,
    httpVersion: versionOf(told, request.httpVersion),
    cookies: keptCookies(told, isSameHeaders) ?? sentCookies(request.headers),
    headers: composeHeaders(told.headers, isSameHeaders, request.headers),
    queryString: isSameUrl ? told.queryString : queryPairs(request.url),
    ...(!isSameBody && composeBody(told, 'postData', request.headers, request.body)),
    headersSize: isSameHeaders || told.headers === undefined ? (told.headersSize ?? -1) : -1,
    bodySize:
      (isSameBody || isSizeOnly(told, 'postData')) && numberAt(told, 'bodySize') !== undefined
        ? told.bodySize
        : sizeOf(request, told),
  };
}

/** A size was told without headers or a body that it could be of: who measured it on the wire told nothing else. */
function isSizeOnly(told: JsonObject, part: 'postData' | 'content'): boolean {
  return told.headers === undefined && member(objectAt(told, part), 'text') === undefined;
}

/** -1 for a body that is named but was not recorded. */
function sizeOf({ body }: WireRequest, told: JsonObject): number {
  const isNamed = objectAt(told, 'postData') ?? objectAt(told, '_content');
  return body?.size ?? (isNamed === undefined ? 0 : -1);
}

function composeResponse(
  told: JsonObject,
  before: WireResponse | undefined,
  response: WireResponse | undefined,
): JsonObject {
  if (response === undefined) return composeSilence(before === undefined ? told : withoutBody(told, spoken));
  const isSameHeaders = before !== undefined && sameHeaders(before.headers, response.headers);
  const isSameBody = before !== undefined && sameBody(before.body, response.body);
  return {
    ...(isSameBody ? told : withoutBody(told, ['content'])),
    status: response.status,
    statusText: response.statusText ?? '',
    httpVersion: versionOf(told, response.httpVersion),
    cookies: keptCookies(told, isSameHeaders) ?? setCookies(response.headers),
    headers: composeHeaders(told.headers, isSameHeaders, response.headers),
    ...(!isSameBody && composeBody(told, 'content', response.headers, response.body)),
    redirectURL: isSameHeaders ? (stringAt(told, 'redirectURL') ?? '') : location(response),
    headersSize: isSameHeaders || told.headers === undefined ? (told.headersSize ?? -1) : -1,
    bodySize: isSameBody || isSizeOnly(told, 'content') ? (told.bodySize ?? -1) : -1,
  };
}

/** A response that never came: status 0, as browsers write it. */
function composeSilence(told: JsonObject): JsonObject {
  return {
    ...told,
    status: 0,
    statusText: told.statusText ?? '',
    httpVersion: told.httpVersion ?? '',
    cookies: keptCookies(told, true) ?? [],
    headers: composeHeaders(told.headers, true, []),
    content: objectAt(told, 'content') ?? { size: 0, mimeType: '' },
    redirectURL: told.redirectURL ?? '',
  };
}

function composeFailure(
  entry: JsonObject,
  before: WireFailure | undefined,
  failure: WireFailure | undefined,
): void {
  if (sameFailure(before, failure)) return;
  const response = withoutBody(objectAt(entry, 'response') ?? {}, ['_error', '_failureText']);
  const request = withoutBody(objectAt(entry, 'request') ?? {}, ['_error']);
  delete entry._error;
  entry.request = request;
  entry.response = failure === undefined ? response : { ...response, _error: { ...failure } };
}

function composeMessages(entry: JsonObject, { messages }: Exchange): void {
  const told = socketElements(entry);
  const before = told.filter(({ message }) => message !== undefined);
  if (messages === undefined) {
    if (before.length > 0) delete entry._webSocketMessages;
    return;
  }
  const isSame =
    before.length === messages.length &&
    messages.every((message, index) => sameMessage(before[index]?.message, message));
  entry._webSocketMessages = isSame
    ? told.map(({ element, message }) =>
        message === undefined ? element : socketElementOf(message, element),
      )
    : messages.map((message) => socketElementOf(message, undefined));
}

function versionOf(told: JsonObject, version: string | undefined): string {
  const text = stringAt(told, 'httpVersion');
  return text !== undefined && httpVersion(text) === version ? text : (version ?? '');
}

function location(response: WireResponse): string {
  return header(response.headers, 'location') ?? '';
}
