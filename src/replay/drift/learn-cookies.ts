/** What matters of a cookie that a reply sets: never its value. */
import type { Call } from '../../decode/call.ts';
import { type Exchange, header } from '../../exchange.ts';
import type { SetCookie } from '../../protocol/endpoint.ts';
import { plainCode, plainPath } from './plain.ts';

/** Lives are told apart coarsely: minutes, hours, days, years. Undefined where nobody knows when it was set. */
function lifeOf({ attributes }: SetCookie, now: number): string | undefined {
  const age = attributes['max-age'];
  const until =
    attributes.expires === undefined ? Number.NaN : Date.parse(attributes.expires.replace(/-/g, ' '));
  if (age === undefined && attributes.expires !== undefined && Number.isNaN(now)) return undefined;
  const seconds = age !== undefined && /^-?\d{1,12}$/.test(age) ? Number(age) : (until - now) / 1000;
  if (Number.isNaN(seconds)) return 'life session';
  // Who takes a cookie back dates it years ago; a day or two is a recorder's wrong clock.
  if (seconds <= 0) return age === undefined && seconds > -2 * 86_400 ? undefined : 'life over';
  if (seconds < 7200) return 'life minutes';
  if (seconds < 2 * 86_400) return 'life hours';
  return seconds < 200 * 86_400 ? 'life days' : 'life years';
}

/** What the server's own clock said, in ms; the recorder's may be hours off, or be lost. */
function serverTime({ startedAt, response }: Exchange): number {
  const date = Date.parse(header(response?.headers ?? [], 'date') ?? '');
  return Number.isNaN(date) ? startedAt : date;
}

function scopeOf(domain: string | undefined, host: string): string {
  if (domain === undefined || domain === '') return 'domain own';
  const bare = domain.replace(/^\./, '').toLowerCase();
  if (bare === host) return 'domain own';
  return host.endsWith(`.${bare}`) ? 'domain above' : 'domain foreign';
}

/** `set` and the attributes, each as one word or two. */
export function* cookieTraits(cookie: SetCookie, { exchange, request }: Call): Generator<string> {
  const { attributes, value } = cookie;
  yield 'set';
  if (value === '') yield 'empty';
  yield scopeOf(attributes.domain, request.url.host);
  const life = lifeOf(cookie, serverTime(exchange));
  if (life !== undefined) yield life;
  if (attributes.path !== undefined) yield `path ${plainPath(attributes.path) || '/'}`;
  if (attributes.secure !== undefined) yield 'secure';
  if (attributes.httponly !== undefined) yield 'httponly';
  if (attributes.samesite !== undefined) yield `samesite ${plainCode(attributes.samesite.toLowerCase())}`;
}
