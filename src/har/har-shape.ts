/** The shape of HAR 1.2. */
import { isIP } from 'node:net';
import { stringifyLossless } from '../json.ts';
import { cookieDate, formatDate, parseDate, unknownDate } from './dates.ts';
import { cookiePairs } from './headers.ts';
import type { Leaf, List, Member, Shape } from './shape.ts';
import { acceptableUrl, isAcceptableUrl } from './urls.ts';
import { asNumber, asText, isObject } from './values.ts';

const zoned = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const dated = /^\d{4}-?\d\d-?\d\dT?\d\d:?\d\d:?\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/;

const text: Leaf = {
  fault: (value) => (typeof value === 'string' ? undefined : 'type'),
  mend: (value) => (value === null ? undefined : (asText(value) ?? stringifyLossless(value))),
};

const number: Leaf = {
  fault: (value) => (asNumber(value) !== undefined && typeof value !== 'string' ? undefined : 'type'),
  mend: asNumber,
};

const integer: Leaf = {
  fault: (value) => (typeof value === 'bigint' || Number.isInteger(value) ? undefined : 'type'),
  mend: (value) => {
    const found = asNumber(value);
    return found === undefined ? undefined : Math.round(found);
  },
};

const truth: Leaf = {
  fault: (value) => (typeof value === 'boolean' ? undefined : 'type'),
  mend: (value) =>
    /^(true|1)$/i.test(asText(value) ?? '')
      ? true
      : /^(false|0)$/i.test(asText(value) ?? '')
        ? false
        : undefined,
};

const date: Leaf = {
  fault: (value) => (typeof value !== 'string' ? 'type' : zoned.test(value) ? undefined : 'format'),
  mend: (value) => {
    const time = parseDate(value);
    return Number.isNaN(time) ? undefined : formatDate(time);
  },
};

/** `expires` and `lastAccess` of a cache entry. */
const looseDate: Leaf = {
  fault: (value) => (typeof value !== 'string' ? 'type' : dated.test(value) ? undefined : 'format'),
  mend: (value) => (typeof value === 'string' ? cookieDate(value) : undefined),
};

const expiry: Leaf = {
  fault: (value) =>
    value === null || (typeof value === 'string' && zoned.test(value)) ? undefined : 'format',
  mend: (value) => cookieDate(asText(value) ?? ''),
};

const url: Leaf = {
  fault: (value) => (typeof value !== 'string' ? 'type' : isAcceptableUrl(value) ? undefined : 'format'),
  mend: (value) => acceptableUrl(asText(value) ?? ''),
};

const address: Leaf = {
  fault: (value) => (typeof value !== 'string' ? 'type' : isIP(value) > 0 ? undefined : 'format'),
  mend: (value) => {
    const bare = (asText(value) ?? '').replace(/^\[|\](:\d+)?$/g, '');
    return isIP(bare) > 0 ? bare : undefined;
  },
};

const optional = (shape: Member['shape']): Member => ({ shape });
const required = (shape: Member['shape'], fallback: () => unknown): Member => ({ shape, fallback });
const list = (items: Shape): List => ({
  items,
  from: (value) => (isObject(value) ? cookiePairs(value).map(([name, one]) => ({ name, value: one })) : []),
});

const pair: Shape = {
  members: { name: required(text, () => ''), value: required(text, () => ''), comment: optional(text) },
};

const cookie: Shape = {
  members: {
    ...pair.members,
    path: optional(text),
    domain: optional(text),
    expires: optional(expiry),
    httpOnly: optional(truth),
    secure: optional(truth),
  },
};

const postData: Shape = {
  members: {
    mimeType: required(text, () => ''),
    text: optional(text),
    params: optional(
      list({
        members: {
          name: required(text, () => ''),
          value: optional(text),
          fileName: optional(text),
          contentType: optional(text),
          comment: optional(text),
        },
      }),
    ),
    encoding: optional(text),
    comment: optional(text),
  },
};

const content: Shape = {
  members: {
    size: required(integer, () => -1),
    compression: optional(integer),
    mimeType: required(text, () => ''),
    text: optional(text),
    encoding: optional(text),
    comment: optional(text),
  },
};

const request: Shape = {
  members: {
    method: required(text, () => 'GET'),
    url: required(url, () => 'about:blank'),
    httpVersion: required(text, () => ''),
    cookies: required(list(cookie), () => []),
    headers: required(list(pair), () => []),
    queryString: required(list(pair), () => []),
    postData: optional(postData),
    headersSize: required(integer, () => -1),
    bodySize: required(integer, () => -1),
    comment: optional(text),
  },
};

const response: Shape = {
  members: {
    status: required(integer, () => 0),
    statusText: required(text, () => ''),
    httpVersion: required(text, () => ''),
    cookies: required(list(cookie), () => []),
    headers: required(list(pair), () => []),
    content: required(content, () => ({})),
    redirectURL: required(text, () => ''),
    headersSize: required(integer, () => -1),
    bodySize: required(integer, () => -1),
    comment: optional(text),
  },
};

const cached: Shape = {
  isNullable: true,
  members: {
    expires: optional(looseDate),
    lastAccess: required(looseDate, () => unknownDate),
    eTag: required(text, () => ''),
    hitCount: required(integer, () => 0),
    comment: optional(text),
  },
};

const phase = optional(number);
const timings: Shape = {
  members: {
    blocked: phase,
    dns: phase,
    connect: phase,
    ssl: phase,
    send: required(number, () => -1),
    wait: required(number, () => -1),
    receive: required(number, () => -1),
    comment: optional(text),
  },
};

export const entryShape: Shape = {
  members: {
    pageref: optional(text),
    startedDateTime: required(date, () => unknownDate),
    time: required(number, () => -1),
    request: required(request, () => ({})),
    response: required(response, () => ({})),
    cache: required(
      {
        members: { beforeRequest: optional(cached), afterRequest: optional(cached), comment: optional(text) },
      },
      () => ({}),
    ),
    timings: required(timings, () => ({})),
    serverIPAddress: optional(address),
    connection: optional(text),
    comment: optional(text),
  },
};

const tool: Shape = {
  members: {
    name: required(text, () => 'unknown'),
    version: required(text, () => ''),
    comment: optional(text),
  },
};

const page: Shape = {
  members: {
    startedDateTime: required(date, () => unknownDate),
    id: required(text, () => ''),
    title: required(text, () => ''),
    pageTimings: required(
      { members: { onContentLoad: phase, onLoad: phase, comment: optional(text) } },
      () => ({}),
    ),
    comment: optional(text),
  },
};

/** `log` without its entries. */
export const logShape: Shape = {
  members: {
    version: required(text, () => '1.2'),
    creator: required(tool, () => ({})),
    browser: optional(tool),
    pages: optional(list(page)),
    comment: optional(text),
  },
};
