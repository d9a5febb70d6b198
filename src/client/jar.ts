/** The cookies of a client, by the rules of browsers and the client's own clock. */
import { Cookie, CookieJar, cookieCompare } from 'tough-cookie';
import type { Exchange } from '../exchange.ts';
import { headerValues } from '../exchange.ts';

/** Cookies as JSON, as the session file keeps them. */
export type CookieState = Readonly<Record<string, unknown>>;

/** Seconds; dates end somewhere. */
const longestAge = 1e10;

export class Jar {
  readonly #jar: CookieJar;
  readonly #now: () => number;

  /** `now`: epoch ms. Throws an Error for a `state` that is none. */
  constructor(now: () => number, state?: CookieState) {
    this.#now = now;
    this.#jar = state
      ? CookieJar.fromJSON(JSON.stringify(state))
      : new CookieJar(undefined, { looseMode: true });
  }

  /** The value of a Cookie header; '' where there is none for this address. */
  header(url: string): string {
    const now = this.#now();
    return this.#jar
      .getCookiesSync(url, { expire: false })
      .filter((cookie) => (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > now)
      .sort(cookieCompare)
      .map((cookie) => cookie.cookieString())
      .join('; ');
  }

  /** Every cookie that goes to the root of `first` goes to that of `host` too. */
  covers(host: string, first: string): boolean {
    const [there, here] = [host, first].map((name) => this.header(`https://${name}/`).split('; '));
    return here!.every((cookie) => cookie === '' || there!.includes(cookie));
  }

  /** Keeps what a reply sets; cookies that its host may not set are left out. */
  store({ request, response }: Exchange): void {
    const now = new Date(this.#now());
    for (const line of headerValues(response?.headers ?? [], 'set-cookie')) {
      const cookie = Cookie.parse(line, { loose: true });
      if (!cookie) continue;
      // The library counts an age from its own clock.
      if (typeof cookie.maxAge === 'number') {
        cookie.expires = new Date(now.getTime() + Math.min(cookie.maxAge, longestAge) * 1000);
        cookie.maxAge = null;
      }
      this.#jar.setCookieSync(cookie, request.url, { now, ignoreError: true });
    }
  }

  state(): CookieState {
    return { ...this.#jar.serializeSync() };
  }
}
