/** The cookies of the new run, by the rules of browsers and the run's own clock. */
import { type Cookie, CookieJar } from 'tough-cookie';
import type { Traced } from '../../decode/trace/index.ts';
import { type Exchange, headerValues } from '../../exchange.ts';
import { once } from '../../protocol/once.ts';
import { splitUrl } from '../../protocol/url.ts';

export class RunCookies {
  readonly #jar = new CookieJar(undefined, { looseMode: true });
  readonly #now: () => number;
  /** What the jar has for a place, until a reply sets another. */
  readonly #found = new Map<string, readonly Cookie[]>();

  /** `now`: epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  store({ request, response }: Exchange): void {
    const lines = headerValues(response?.headers ?? [], 'set-cookie');
    if (lines.length === 0) return;
    this.#found.clear();
    const now = new Date(this.#now());
    for (const line of lines)
      this.#jar.setCookieSync(line, request.url, { now, ignoreError: true, loose: true });
  }

  /** Name and value of what a browser would send there. */
  sentTo(url: string): Map<string, string> {
    const now = this.#now();
    const { scheme, authority, path } = splitUrl(url);
    const place = `${scheme}://${authority}${path}`;
    const cookies = once(this.#found, place, () => this.#jar.getCookiesSync(place, { expire: false }));
    const alive = cookies.filter((cookie) => (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > now);
    return new Map(alive.map(({ key, value }) => [key, value]));
  }
}

/** A cookie of the recorded request with what becomes of it where no reply of the new run set it. */
export interface OwnCookie {
  readonly traced: Traced;
  readonly name: string;
  /** Absent: it is not sent. */
  readonly value?: string;
}

/** The Cookie header: in the recorded order, as the jar has them; the client's own stay; names that are new come last. */
export function cookieLine(
  own: readonly OwnCookie[],
  jar: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): string | undefined {
  if (own.length === 0) return undefined;
  const line = new Map<string, string>();
  for (const { name, value } of own) {
    const given = jar.get(name) ?? value;
    if (given !== undefined) line.set(name, given);
  }
  for (const [name, value] of jar) if (!known.has(name)) line.set(name, value);
  const pairs = [...line].map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join('; ');
}
