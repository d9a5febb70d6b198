/** The cookies of a client, by the rules of browsers and the client's own clock. */
import { CookieJar } from 'tough-cookie';
import type { Exchange } from '../exchange.ts';
import { headerValues } from '../exchange.ts';

/** Cookies as JSON, as the session file keeps them. */
export type CookieState = Readonly<Record<string, unknown>>;

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
      .map((cookie) => cookie.cookieString())
      .join('; ');
  }

  /** Keeps what a reply sets; cookies that its host may not set are left out. */
  store({ request, response }: Exchange): void {
    const now = new Date(this.#now());
    for (const line of headerValues(response?.headers ?? [], 'set-cookie'))
      this.#jar.setCookieSync(line, request.url, { now, ignoreError: true, loose: true });
  }

  state(): CookieState {
    return { ...this.#jar.serializeSync() };
  }
}
