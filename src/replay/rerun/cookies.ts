/** The cookies of the new run, by the rules of browsers and the run's own clock. */
import { CookieJar } from 'tough-cookie';
import type { Traced } from '../../decode/trace/index.ts';
import { type Exchange, headerValues } from '../../exchange.ts';

export class RunCookies {
  readonly #jar = new CookieJar(undefined, { looseMode: true });
  readonly #now: () => number;

  /** `now`: epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  store({ request, response }: Exchange): void {
    const now = new Date(this.#now());
    for (const line of headerValues(response?.headers ?? [], 'set-cookie'))
      this.#jar.setCookieSync(line, request.url, { now, ignoreError: true, loose: true });
  }

  /** Name and value of what a browser would send there. */
  sentTo(url: string): Map<string, string> {
    const now = this.#now();
    const cookies = this.#jar
      .getCookiesSync(url, { expire: false })
      .filter((cookie) => (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > now);
    return new Map(cookies.map(({ key, value }) => [key, value]));
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
