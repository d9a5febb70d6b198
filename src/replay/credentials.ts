/** The session values that a request carries. */
import { fieldLeaves } from '../protocol/field.ts';
import { readFields } from '../protocol/read.ts';
import type { RequestView } from '../protocol/request.ts';
import { canonical } from './canonical.ts';
import type { Roles } from './roles.ts';

export interface Sent {
  /** Name of the session value. */
  readonly key: string;
  /** JSON Pointer into the exchange as decoded. */
  readonly where: string;
  /** In one spelling. */
  readonly value: string;
  /** Real clients leave it out, or send anything. */
  readonly isOptional: boolean;
  /** Cookies may be left over from another session. */
  readonly isCookie: boolean;
}

/** Every session value of the request that is not empty; positions are none. */
export function sentValues(request: RequestView, roles: Roles): Sent[] {
  const { protocol } = roles;
  const found: Sent[] = [];
  for (const { where, field, value } of readFields(request)) {
    if (field.source !== 'session' || field.key === undefined) continue;
    if (protocol.session[field.key]?.shape.type === 'object') continue;
    const text = canonical(value);
    if (text !== '')
      found.push({
        key: field.key,
        where,
        value: text,
        isOptional: field.optional === true,
        isCookie: false,
      });
  }
  for (const { name, field } of fieldLeaves(protocol.cookies)) {
    const value = canonical(request.cookie(name));
    if (field.source !== 'session' || field.key === undefined || value === '') continue;
    found.push({
      key: field.key,
      where: `/request/cookies/${name}`,
      value,
      isOptional: true,
      isCookie: true,
    });
  }
  return found;
}

/** What the value may have been before a client pasted it into a query as it is. */
export function alternatives(value: string): string[] {
  return value.includes(' ') ? [value, value.replaceAll(' ', '+')] : [value];
}
