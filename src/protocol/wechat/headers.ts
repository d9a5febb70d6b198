/** The headers of WeChat Web's page, by the way it asks (official.md 3). */
import type { HeaderList } from '../../exchange.ts';
import type { Outgoing } from '../protocol.ts';
import { domains } from './hosts.ts';

/**
 * Names in wire order. What tells one browser from another (User-Agent, sec-ch-ua, languages, codings) has a place
 * here but no value: whoever wants to look like a browser gives it.
 */
const orders = {
  get: 'sec-ch-ua-platform User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile',
  ajax: 'sec-ch-ua-platform X-Requested-With User-Agent Accept sec-ch-ua Accept-Language sec-ch-ua-mobile',
  post: 'sec-ch-ua-platform User-Agent Accept sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Origin',
  upload:
    'sec-ch-ua-platform User-Agent sec-ch-ua Content-Type sec-ch-ua-mobile Accept-Language Accept Origin',
  element: 'sec-ch-ua-platform User-Agent sec-ch-ua Accept-Language sec-ch-ua-mobile Accept',
  navigation:
    'sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests User-Agent Accept-Language Accept',
  form:
    'Cache-Control sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform Upgrade-Insecure-Requests Content-Type User-Agent ' +
    'Origin Accept-Language Accept',
} as const;
const fetched = 'Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest Referer Accept-Encoding';
const visited = 'Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-User Sec-Fetch-Dest Referer Accept-Encoding';

const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const accepts: Readonly<Record<Outgoing['kind'], string>> = {
  script: '*/*',
  xhr: 'application/json, text/plain, */*',
  ajax: 'application/json, text/javascript, */*; q=0.01',
  audio: '*/*',
  video: '*/*',
  image: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  navigation: page,
  form: page,
};

function orderOf({ kind, body }: Outgoing): string {
  if (kind === 'navigation' || kind === 'form') return `${orders[kind]} ${visited}`;
  if (kind === 'ajax') return `${orders.ajax} ${fetched}`;
  if (kind !== 'xhr') return `${orders.element} ${fetched}`;
  if (!body) return `${orders.get} ${fetched}`;
  return `${body.codec === 'multipart' ? orders.upload : orders.post} ${fetched}`;
}

/** The headers of one request, in wire order; those that nobody has a value for are left out. */
export function headers(call: Outgoing): HeaderList {
  const given = new Map(
    Object.entries(call.given).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  );
  const own = orderOf(call)
    .split(' ')
    .flatMap((name): [string, string][] => {
      const chosen = given.get(name.toLowerCase());
      given.delete(name.toLowerCase());
      const value = chosen?.value ?? values[name]?.(call);
      return value === undefined ? [] : [[chosen?.name ?? name, value]];
    });
  return [...own, ...[...given.values()].map(({ name, value }): [string, string] => [name, value])];
}

const values: Readonly<Record<string, (call: Outgoing) => string | undefined>> = {
  // Uploads and their preflights are made by a library that asks for nothing in particular.
  Accept: ({ kind, method, body }) =>
    body?.codec === 'multipart' || method === 'OPTIONS' ? '*/*' : accepts[kind],
  'Content-Type': ({ body }) => body && contentType(body),
  'X-Requested-With': () => 'XMLHttpRequest',
  'Cache-Control': () => 'max-age=0',
  'Upgrade-Insecure-Requests': () => '1',
  Origin: originOf,
  Referer: refererOf,
  'Sec-Fetch-Site': siteOf,
  'Sec-Fetch-Mode': (call) => (call.page ? modeOf(call) : undefined),
  'Sec-Fetch-User': (call) => (call.page ? '?1' : undefined),
  'Sec-Fetch-Dest': (call) => (call.page ? destinationOf(call) : undefined),
};

function modeOf({ kind }: Outgoing): string {
  if (kind === 'navigation' || kind === 'form') return 'navigate';
  return kind === 'xhr' || kind === 'ajax' ? 'cors' : 'no-cors';
}

function destinationOf({ kind }: Outgoing): string {
  if (kind === 'navigation' || kind === 'form') return 'document';
  return kind === 'xhr' || kind === 'ajax' ? 'empty' : kind;
}

function contentType({ codec, boundary }: NonNullable<Outgoing['body']>): string {
  if (codec === 'json') return 'application/json;charset=UTF-8';
  return codec === 'form' ? 'application/x-www-form-urlencoded' : `multipart/form-data; boundary=${boundary}`;
}

function originOf({ page }: Outgoing): string | undefined {
  return page && `${page.scheme}://${page.authority}`;
}

/** The whole URL of the page for its own host, else only where it came from. */
function refererOf(call: Outgoing): string | undefined {
  const { page, url } = call;
  if (!page) return undefined;
  const isOwn = page.scheme === url.scheme && page.authority === url.authority;
  return `${originOf(call)}${isOwn ? `${page.path}${page.query === '' ? '' : `?${page.query}`}` : '/'}`;
}

function siteOf({ page, url }: Outgoing): string | undefined {
  if (!page) return undefined;
  if (page.scheme === url.scheme && page.authority === url.authority) return 'same-origin';
  const domain = (host: string) => domains.find((name) => host === name || host.endsWith(`.${name}`));
  return page.host === url.host || (domain(page.host) && domain(page.host) === domain(url.host))
    ? 'same-site'
    : 'cross-site';
}
