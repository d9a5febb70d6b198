/** Headers and cookies as HAR files hold them. */
import type { HeaderList } from '../exchange.ts';
import { cookiePairs, headerGroups, isPseudoHeader } from './headers.ts';
import { isObject, type JsonObject, listAt, member } from './values.ts';

/**
 * The header lines as elements. Where they are still those that were told, what the elements said beyond name and
 * value stays, as do pseudo headers.
 */
export function composeHeaders(told: unknown, isSame: boolean, headers: HeaderList): unknown[] {
  if (!isSame) return headers.map(([name, value]) => ({ name, value }));
  return headerGroups(told).flatMap(({ element, pairs }) => {
    const base = isObject(element) ? element : {};
    if (isPseudoHeader(member(element, 'name'))) return [element];
    return pairs.map(([name, value]) => ({ ...base, name, value }));
  });
}

/** The cookies that were told, as a list, where they still hold. */
export function keptCookies(told: JsonObject, isSame: boolean): unknown[] | undefined {
  if (!isSame || told.cookies === undefined || told.cookies === null) return undefined;
  const list = listAt(told, 'cookies');
  return list === undefined ? cookiePairs(told.cookies).map(([name, value]) => ({ name, value })) : [...list];
}
