/** Makes the request of a step anew: the recorded one with the values of the new run. */
import type { Traced } from '../../decode/trace/index.ts';
import type { WireRequest } from '../../exchange.ts';
import { parseSetCookies } from '../../protocol/cookies.ts';
import type { Table } from '../../protocol/table.ts';
import { splitUrl } from '../../protocol/url.ts';
import { cookieLine, type OwnCookie, type RunCookies } from './cookies.ts';
import { fieldPlace } from './fields.ts';
import { hostFor } from './hosts.ts';
import { changedBody, changedHeaders, changedUrl } from './places.ts';
import type { Step, Template } from './plan.ts';
import type { Given, Ran, Values } from './values.ts';

/** One value that is not as it was recorded, with the reason. */
export interface Change {
  readonly where: string;
  readonly why: string;
}

export type Made =
  | { readonly request: WireRequest; readonly changes: readonly Change[] }
  /** Why it cannot be made. */
  | { readonly left: string };

const cookiePlace = '/request/cookies/';

export class Requests {
  readonly #table: Table;
  readonly #values: Values;
  readonly #cookies: RunCookies;
  readonly #ran: Ran;
  readonly #allowsHost: (host: string) => boolean;
  /** Cookies that some recorded reply set. */
  readonly #known: ReadonlySet<string>;

  constructor(
    table: Table,
    steps: readonly Step[],
    values: Values,
    cookies: RunCookies,
    ran: Ran,
    allowsHost: (host: string) => boolean,
  ) {
    this.#table = table;
    this.#allowsHost = allowsHost;
    this.#values = values;
    this.#cookies = cookies;
    this.#ran = ran;
    const replies = steps.flatMap(({ templates }) => templates);
    const lines = replies.flatMap(({ exchange }) => parseSetCookies(exchange.response?.headers ?? []));
    this.#known = new Set(lines.map(({ name }) => name));
  }

  make(template: Template): Made {
    const { call, row, session, values } = template;
    const view = call.request;
    const given = new Map<string, unknown>();
    const changes: Change[] = [];
    const own: OwnCookie[] = [];
    const followed = this.#followed(template);
    for (const traced of values) {
      const { where } = traced.to;
      if (where === '/host') continue;
      const isFollowed = followed !== undefined && where.startsWith('/request/query/');
      const found: Given | undefined = isFollowed ? undefined : this.#values.give(traced, template);
      if (where.startsWith(cookiePlace)) own.push(ownCookie(traced, found));
      else if (found && found.value === undefined) return { left: `${where}: ${found.why}` };
      else if (found) {
        const place = typeof found.value === 'object' ? fieldPlace(row, where) : where;
        if (!given.has(place)) changes.push({ where: place, why: found.why });
        given.set(place, found.value);
      }
    }
    const live = this.#ran.session(session);
    const to = (host: string): string => hostFor(host, this.#table, session?.values, live);
    for (const name of ['referer', 'origin']) this.#moveHeader(template, name, to, given);
    const counterpart = to(view.url.host);
    if (counterpart !== view.url.host)
      changes.push({ where: '/host', why: 'the family that the new session is led to' });
    const url = followed ?? changedUrl(view, given, counterpart);
    if (followed !== undefined)
      changes.push({ where: '/request/query', why: 'the URL that the new run was given' });
    const { host } = splitUrl(url);
    if (!this.#table.owns(host) && !this.#allowsHost(host))
      return { left: `the new run leads to ${host}, which is no host of the protocol` };
    const line = cookieLine(own, this.#cookies.sentTo(url), this.#known);
    const headers = changedHeaders(view.request, given);
    const body = changedBody(view, given);
    const request: WireRequest = {
      method: view.request.method,
      url,
      headers: line === undefined ? headers : [...headers, ['Cookie', line]],
      ...(body && { body }),
    };
    return { request, changes };
  }

  /** A URL that a reply gave, with what the client added to it. */
  #followed({ row, session, exchange }: Template): string | undefined {
    if (row?.follows === undefined) return undefined;
    const [before, now] = [session?.values, this.#ran.session(session)].map(
      (values) => values?.[row.follows!],
    );
    const { url } = exchange.request;
    if (typeof before !== 'string' || typeof now !== 'string' || !url.startsWith(before)) return undefined;
    return now + url.slice(before.length);
  }

  /** The page that asks has moved with its host. */
  #moveHeader(
    { call }: Template,
    name: string,
    to: (host: string) => string,
    given: Map<string, unknown>,
  ): void {
    const line = call.request.request.headers.find(([key]) => key.toLowerCase() === name)?.[1];
    if (line === undefined || given.has(`/request/headers/${name}`)) return;
    const { host } = splitUrl(line);
    const moved = to(host);
    if (moved !== host) given.set(`/request/headers/${name}`, line.replace(host, moved));
  }
}

/** What a reply set, the jar knows; what the client made itself is sent again, unless a credential may be in it. */
function ownCookie(traced: Traced, found: Given | undefined): OwnCookie {
  const name = traced.to.where.slice(cookiePlace.length).replace(/\/\d+$/, '');
  const isFromReply = traced.from?.where.startsWith('/response/cookies/') === true;
  if (isFromReply && traced.transforms?.length === 0 && traced.from?.where.endsWith(`/${name}`))
    return { traced, name };
  if (found)
    return found.value === undefined ? { traced, name } : { traced, name, value: String(found.value) };
  return { traced, name, value: traced.value };
}
