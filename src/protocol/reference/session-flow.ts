/** Where session values come from, and where they go: read off the table. */
import { fieldLeaves } from '../field.ts';
import type { Protocol } from '../protocol.ts';
import { leaves } from '../shape.ts';
import { requestFields } from './request-fields.ts';

export interface SessionFlow {
  /** `endpoint /pointer` of a reply, or `endpoint Set-Cookie: name`; empty where it is computed from other values. */
  readonly from: readonly string[];
  /** The requests that carry it: `place name`, `URL`, or `Cookie: name` of any endpoint. */
  readonly to: readonly { readonly endpoint: string; readonly where: string }[];
}

/** The way of every session value of the protocol, by its name. */
export function sessionFlows(protocol: Protocol): ReadonlyMap<string, SessionFlow> {
  return new Map(
    Object.keys(protocol.session).map((key) => [
      key,
      { from: producers(protocol, key), to: consumers(protocol, key) },
    ]),
  );
}

function producers({ endpoints }: Protocol, key: string): string[] {
  return endpoints.flatMap(({ name, reply }) => [
    ...[...leaves(reply.shape)]
      .filter(({ shape }) => shape.feeds === key)
      .map(({ pointer }) => `${name} ${pointer}`),
    ...Object.entries(reply.cookies ?? {})
      .filter(([, value]) => value === key)
      .map(([cookie]) => `${name} Set-Cookie: ${cookie}`),
  ]);
}

function consumers({ endpoints, cookies }: Protocol, key: string): SessionFlow['to'] {
  const inRequests = endpoints.flatMap((row) => [
    ...(row.follows === key ? [{ endpoint: row.name, where: 'URL' }] : []),
    ...requestFields(row)
      .filter(({ field }) => field.source === 'session' && field.key === key && !field.seldom)
      .map((field) => ({ endpoint: row.name, where: `${field.in} ${field.name}` })),
  ]);
  const inCookies = fieldLeaves(cookies)
    .filter(({ field }) => field.key === key)
    .map(({ name }) => ({ endpoint: '', where: `Cookie: ${name}` }));
  return [...inRequests, ...inCookies];
}
