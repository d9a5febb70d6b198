/** One call of a row: filled, sent with the cookies of its host, its own cookies kept. */
import type { Effects } from '../effects.ts';
import { RemoteError } from '../errors.ts';
import { type Exchange, header, type SendOptions, type WireRequest } from '../exchange.ts';
import type { AnyInput, Endpoint, InputFor } from '../protocol/endpoint.ts';
import { fillRequest } from '../protocol/fill.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { Table } from '../protocol/table.ts';
import { splitUrl } from '../protocol/url.ts';
import { sendWithin } from './deadline.ts';
import type { Jar } from './jar.ts';

/** Who calls: its protocol, its world, and what it knows. */
export interface Caller {
  readonly protocol: Protocol;
  readonly table: Table;
  readonly effects: Effects;
  readonly jar: Jar;
  /** Values of the session. */
  readonly values: Readonly<Record<string, unknown>>;
  /** URL of the page that asks. */
  readonly page: string;
  readonly variant?: string | undefined;
  /** Headers of the user's choice; one that some row names goes with those rows only. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who plays a role. */
  host(role: string): string | undefined;
}

export interface CallOptions extends SendOptions {
  /** Give up after so many ms; default: what the row says, or 30 s. */
  readonly patience?: number | undefined;
  /** Clock and chance of this request, where it must repeat those of another one. */
  readonly now?: number;
  readonly random?: () => number;
}

const usualPatience = 30_000;
/** Beyond its longest hold a poll has so long to come back. */
const pollSlack = 5_000;

/**
 * Sends the row's request and gives what came of it, a failure included. Throws RemoteError `remote/foreign-host`
 * where the row's host is not one of the protocol's.
 */
export async function call<E extends Endpoint>(
  caller: Caller,
  row: E,
  input: InputFor<E>,
  options: CallOptions = {},
): Promise<Exchange> {
  const request = withCookies(caller, requestOf(caller, row, input as AnyInput, options));
  const patience = options.patience ?? patienceOf(row);
  const exchange = await sendWithin(caller.effects, request, patience, options);
  caller.jar.store(exchange);
  return exchange;
}

/** How long a client waits for an answer of this row, ms. */
function patienceOf({ longPoll, patience }: Endpoint): number {
  return longPoll ? longPoll.hold[1] + pollSlack : (patience ?? usualPatience);
}

function requestOf(caller: Caller, row: Endpoint, input: AnyInput, options: CallOptions): WireRequest {
  const { protocol, effects, values, page, variant } = caller;
  return fillRequest(row, {
    protocol,
    host: hostOf(caller, row),
    input,
    session: values,
    now: options.now ?? effects.now(),
    random: options.random ?? effects.random,
    origin: page,
    variant,
    headers: headersFor(caller, row),
  });
}

function hostOf(caller: Caller, row: Endpoint): string {
  const host = caller.host(row.host);
  if (host !== undefined && caller.table.owns(host)) return host;
  const where = host ?? splitUrl(caller.page).host;
  throw new RemoteError(
    'remote/foreign-host',
    `${row.name} would go to ${where}, which is no host of ${caller.protocol.title}`,
    { endpoint: row.name },
  );
}

/** The user's headers that belong to this row. */
function headersFor({ headers, protocol }: Caller, row: Endpoint): Record<string, string> {
  const namedBy = ({ headers: own = {} }: Endpoint, name: string): boolean =>
    Object.keys(own).some((one) => one.toLowerCase() === name.toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => namedBy(row, name) || !protocol.endpoints.some((other) => namedBy(other, name)),
    ),
  );
}

function withCookies({ jar }: Caller, request: WireRequest): WireRequest {
  const cookies = jar.header(request.url);
  if (cookies === '' || header(request.headers, 'cookie') !== undefined) return request;
  return { ...request, headers: [...request.headers, ['Cookie', cookies]] };
}
