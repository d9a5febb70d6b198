/** The browser's cookies, in the order Chrome sends them. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (number) => String(number).padStart(2, '0');

/** A cookie's date as the service writes it, with hyphens: `Tue, 26-Feb-2019 19:36:33 GMT`. */
export function cookieDate(ms) {
  const date = new Date(ms);
  const day = `${days[date.getUTCDay()]}, ${two(date.getUTCDate())}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT`;
}

/** @typedef {{ name: string, value: string, domain: string, hostOnly: boolean, expires: number }} Cookie */

/** Reads one Set-Cookie header. @returns {Cookie & { path?: string, secure: boolean, httpOnly: boolean }} */
export function parseSetCookie(header, host) {
  const [pair, ...attributes] = header.split(/;\s*/);
  const at = pair.indexOf('=');
  const found = new Map(
    attributes.map((text) => [text.split('=')[0].toLowerCase(), text.slice(text.indexOf('=') + 1)]),
  );
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: (found.get('domain') ?? host).replace(/^\./, ''),
    hostOnly: !found.has('domain'),
    expires: found.has('expires') ? Date.parse(found.get('expires')) : Number.POSITIVE_INFINITY,
    path: found.get('path'),
    secure: found.has('secure'),
    httpOnly: found.has('httponly'),
  };
}

export class CookieJar {
  /** @type {Cookie[]} oldest first */
  #cookies = [];
  /** Header by host; dropped whenever a cookie changes. @type {Map<string, { until: number, header: string }>} */
  #headers = new Map();

  /** Takes a Set-Cookie header of a reply from `host`. */
  set(host, header, now) {
    this.#store(parseSetCookie(header, host), now);
  }

  /** What the page's own script sets: for its host alone. */
  setByScript(host, name, value, now, lifeDays = Number.POSITIVE_INFINITY) {
    this.#store({ name, value, domain: host, hostOnly: true, expires: now + lifeDays * 86_400_000 }, now);
  }

  /** The Cookie header for a request to `host`; '' where there is none. */
  header(host, now) {
    const known = this.#headers.get(host);
    if (known && now < known.until) return known.header;
    const sent = this.#cookies.filter((cookie) => cookie.expires > now && matches(cookie, host));
    const header = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    this.#headers.set(host, { until: Math.min(...sent.map(({ expires }) => expires)), header });
    return header;
  }

  /** The value script or server would see at `host`. */
  value(host, name, now) {
    return this.#cookies.find(
      (cookie) => cookie.name === name && cookie.expires > now && matches(cookie, host),
    )?.value;
  }

  /** A cookie set again with the same value keeps its place; with another one it becomes the youngest. */
  #store(cookie, now) {
    this.#headers.clear();
    this.#cookies = this.#cookies.filter(({ expires }) => expires > now);
    const at = this.#cookies.findIndex(
      ({ name, domain, hostOnly }) =>
        name === cookie.name && domain === cookie.domain && hostOnly === cookie.hostOnly,
    );
    if (cookie.expires <= now) this.#cookies.splice(at, at < 0 ? 0 : 1);
    else if (at >= 0 && this.#cookies[at].value === cookie.value) this.#cookies[at] = cookie;
    else {
      if (at >= 0) this.#cookies.splice(at, 1);
      this.#cookies.push(cookie);
    }
  }
}

function matches(cookie, host) {
  return host === cookie.domain || (!cookie.hostOnly && host.endsWith(`.${cookie.domain}`));
}
