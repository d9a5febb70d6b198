/** HTTP as the libraries of other clients have it: headers of their own, a cookie jar, redirects followed or not. */
import { CookieJar } from 'tough-cookie';
import type { Effects } from '../../../src/effects.ts';
import { Body, type Exchange, type HeaderList, header, headerValues } from '../../../src/exchange.ts';
import { parseLossless } from '../../../src/json.ts';

/** A start of virtual time, epoch ms: far ahead, since the library of cookies looks at the real clock. */
export const farAhead = Date.UTC(2100, 0, 1);

/** Where a client keeps its cookies. */
export interface Cookies {
  keep(line: string, url: string): void;
  header(url: string): string;
  get(name: string): string | undefined;
}

/** By Domain, Path, Secure and Expires, as Python's and Go's libraries do. */
export function jar(): Cookies {
  const store = new CookieJar();
  return {
    keep: (line, url) => void store.setCookieSync(line, url, { ignoreError: true }),
    header: (url) => store.getCookieStringSync(url),
    get: (name) =>
      store.serializeSync()?.cookies.find(({ key }) => key === name)?.value as string | undefined,
  };
}

/** One bag for all hosts, attributes unread; what has none is an error. */
export function bag(): Cookies {
  const values = new Map<string, string>();
  return {
    keep(line) {
      const [, name, value] = /^(.+?)\s?=\s?(.+?);/.exec(line) ?? [];
      if (name !== undefined) values.set(name, value!);
      else if (!line.includes(';')) throw new TypeError(`a cookie without attributes: ${line}`);
    },
    header: () => [...values].map(([name, value]) => `${name}=${value}`).join('; '),
    get: (name) => values.get(name),
  };
}

export interface Got {
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
  header(name: string): string | undefined;
  /** Throws where it is none, as their parsers do. */
  json(): Readonly<Record<string, unknown>>;
}

export class Http {
  readonly effects: Effects;
  readonly cookies: Cookies;
  readonly exchanges: Exchange[] = [];
  readonly #headers: HeaderList;

  constructor(effects: Effects, cookies: Cookies, headers: HeaderList) {
    this.effects = effects;
    this.cookies = cookies;
    this.#headers = headers;
  }

  async get(url: string, headers: HeaderList = []): Promise<Got> {
    return this.send('GET', url, headers);
  }

  async post(url: string, body = '', headers: HeaderList = []): Promise<Got> {
    return this.send('POST', url, headers, body);
  }

  /** What a GET comes to after its redirects. */
  async follow(url: string): Promise<Got> {
    const got = await this.get(url);
    const location = got.header('location');
    return got.status === 301 && location !== undefined ? this.follow(new URL(location, url).href) : got;
  }

  async send(method: string, url: string, headers: HeaderList, body?: string): Promise<Got> {
    const cookie = this.cookies.header(url);
    const exchange = await this.effects.send({
      method,
      url,
      headers: [...this.#headers, ...headers, ...(cookie === '' ? [] : [['Cookie', cookie] as const])],
      ...(body !== undefined && { body: Body.ofText(body) }),
    });
    this.exchanges.push(exchange);
    const { response } = exchange;
    if (!response) throw new Error(`the connection failed: ${url}`);
    for (const line of headerValues(response.headers, 'set-cookie')) this.cookies.keep(line, url);
    const text = response.body?.text() ?? '';
    return {
      status: response.status,
      text,
      bytes: response.body?.bytes() ?? new Uint8Array(),
      header: (name) => header(response.headers, name),
      json: () => parseLossless(text) as Record<string, unknown>,
    };
  }
}
