/** How an answer goes over the wire: its coding, its length, its header lines. */
import { type Exchange, type HeaderList, header, type WireRequest, type WireResponse } from '../exchange.ts';
import type { Reply } from '../protocol/backend.ts';

export type Coding = 'gzip' | 'deflate' | 'br';

/** Smaller bodies grow, or gain nothing. */
const smallest = 200;
const textual = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|x-javascript)\b|image\/svg)/i;
/** Every client that asks for it reads gzip; the others only where nothing else is asked for. */
const order: readonly Coding[] = ['gzip', 'br', 'deflate'];

/** Undefined: the body goes out as it is. `size` in bytes. */
export function codingFor(
  request: HeaderList,
  response: HeaderList,
  status: number,
  size: number,
): Coding | undefined {
  if (size <= smallest || status === 206 || !textual.test(header(response, 'content-type') ?? ''))
    return undefined;
  if (header(response, 'content-encoding') !== undefined) return undefined;
  const asked = (header(request, 'accept-encoding') ?? '').toLowerCase().split(',').map(readCoding);
  const accepted = asked.filter(({ weight }) => weight > 0).map(({ name }) => name);
  if (accepted.includes('gzip')) return 'gzip';
  const only = accepted.length === 1 ? accepted[0] : undefined;
  return order.find((coding) => coding === only);
}

function readCoding(part: string): { name: string; weight: number } {
  const [name = '', ...parameters] = part.trim().split(/\s*;\s*/);
  const weight = parameters
    .map((text) => /^q=(\d(?:\.\d{0,3})?)$/.exec(text)?.[1])
    .find((found) => found !== undefined);
  return { name, weight: weight === undefined ? 1 : Number(weight) };
}

/** How many bytes of a packed body stand for the first `after` of the plain one; always less than the whole. */
export function cutAt(after: number, plain: number, size: number): number {
  return Math.min(Math.max(0, size - 1), Math.floor((after * size) / Math.max(1, plain)));
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const control = /[\0-\x08\x0a-\x1f\x7f]/g;

/** Header lines that can go over the wire, with the coding and the length of the body. */
export function wireHeaders(
  headers: HeaderList,
  coding: Coding | undefined,
  status: number,
  size: number,
): HeaderList {
  const own = headers
    .filter(([name]) => headerName.test(name) && name.toLowerCase() !== 'content-length')
    .map(([name, value]): [string, string] => [name, value.replace(control, '')]);
  const length: HeaderList = status === 204 || status === 304 ? [] : [['Content-Length', String(size)]];
  return [...own, ...(coding ? ([['Content-Encoding', coding]] as const) : []), ...length];
}

/** What became of a request, as a recording has it; `now` in epoch ms. No reply: the client did not wait for it. */
export function servedExchange(
  {
    id,
    startedAt,
    request,
  }: { readonly id: string; readonly startedAt: number; readonly request: WireRequest },
  now: number,
  response: WireResponse | undefined,
  reply: Reply | undefined,
): Exchange {
  const base = { id, startedAt, request, timing: { total: Math.max(0, now - startedAt) } };
  if (response && reply?.damage?.cutAfter === undefined) return { ...base, response };
  const failure = reply
    ? ({ cause: 'reset', message: 'a fault cut the answer off' } as const)
    : ({ cause: 'aborted', message: 'the client went before the answer' } as const);
  return { ...base, failure };
}
