/** A browser tab that records what it sends: a clock, a cookie jar, and the calls in order of their start. */

import { CookieJar } from './cookies.mjs';
import { harEntry } from './har.mjs';
import { fetchSite, requestHeaders } from './headers.mjs';

/** A connection unused for this long is opened anew. */
const idleLimit = 90_000;

/** @typedef {import('./har.mjs').Reply} Reply */
/**
 * @typedef {object} Call
 * @property {string} url
 * @property {string} [method]
 * @property {string | Buffer} [body]
 * @property {number} [bodyNotKept] size of a body that the recorder leaves out
 * @property {string} [contentType]
 * @property {Record<string, string | undefined>} [headers] over what the form says
 * @property {string} [comment]
 */

export class Page {
  /** Epoch milliseconds. */
  now;
  /** When the page's script began; webwxinit's `r` is made from it. */
  loadedAt;
  /** The next value of jQuery's script counter `_`. */
  counter;
  host;
  /** The page's own query, '' or from `?` on. */
  query;
  jar = new CookieJar();
  /** @type {import('./random.mjs').Random} */
  random;
  #language;
  #isModern;
  #calls = [];
  #connections = new Map();

  /** The page's language, as the service names it. */
  locale;

  /** @param {{ random: import('./random.mjs').Random, now: number, host: string, query?: string, locale?: string, isModern?: boolean }} options */
  constructor({ random, now, host, query = '', locale = 'zh_CN', isModern = true }) {
    this.random = random;
    this.now = now;
    this.loadedAt = now;
    this.counter = now;
    this.host = host;
    this.query = query;
    this.locale = locale;
    this.#isModern = isModern;
    this.#language = locale === 'zh_CN' ? 'zh-CN,zh;q=0.9' : 'en-US,en;q=0.9';
  }

  get origin() {
    return `https://${this.host}`;
  }

  get url() {
    return `${this.origin}/${this.query}`;
  }

  /** `lang=zh_CN` where the page's own address says so, else ''. */
  get lang() {
    return /[?&](lang=[A-Za-z_]+)/.exec(this.query)?.[1] ?? '';
  }

  /** The script has begun: counters start from here. */
  loaded() {
    this.loadedAt = this.now;
    this.counter = this.now - this.random.integer(40, 70);
  }

  /** jQuery's `_`: page load at first, then one more for each script call. */
  nextCounter() {
    this.counter += 1;
    return this.counter - 1;
  }

  /** The clock's lowest 32 bits inverted, as a signed number: the page's `r` and `rr`. */
  inverted(ms = this.now) {
    return ~ms;
  }

  /** Lets time pass. */
  wait(low, high = low) {
    this.now += this.random.integer(low, high);
  }

  cookie(name, value, lifeDays) {
    this.jar.setByScript(this.host, name, value, this.now, lifeDays);
  }

  /** Starts a call now; the answer comes with `finish`. @param {import('./headers.mjs').RequestForm} form @param {Call} call */
  begin(form, { url, method = 'GET', body, bodyNotKept, contentType, headers = {}, comment }) {
    const { hostname } = new URL(url);
    const values = {
      Host: hostname,
      'Content-Length': body === undefined ? undefined : String(bodyNotKept ?? Buffer.byteLength(body)),
      'Content-Type': contentType,
      'Accept-Language': this.#language,
      Origin: this.origin,
      Referer: hostname === this.host ? this.url : `${this.origin}/`,
      'Sec-Fetch-Site': fetchSite(this.host, hostname),
      Cookie: this.jar.header(hostname, this.now),
      ...headers,
    };
    const kept = bodyNotKept === undefined ? { body } : { bodyNotKept };
    const request = { method, url, headers: requestHeaders(form, values, this.#isModern), ...kept };
    return { startedAt: this.now, hostname, request, comment };
  }

  /** Ends a call begun before. @param {ReturnType<Page['begin']>} begun @param {Reply} reply @param {number} endedAt */
  finish({ startedAt, hostname, request, comment }, reply, endedAt) {
    for (const [name, value] of reply.headers)
      if (name === 'Set-Cookie') this.jar.set(hostname, value, endedAt);
    const timings = this.#timings(hostname, startedAt, endedAt - startedAt, Buffer.byteLength(reply.body));
    this.#connections.set(hostname, endedAt);
    const address = reply.error ? undefined : `203.0.113.${10 + (hostname.length % 40)}`;
    this.#calls.push({
      startedAt,
      entry: harEntry({ startedAt, request, reply, timings, address, comment }),
    });
  }

  /** A call answered after `ms`; the clock does not move. @returns {number} when it ended */
  call(form, call, reply, ms = this.latency()) {
    const begun = this.begin(form, call);
    const endedAt = this.now + ms;
    this.finish(begun, reply, endedAt);
    return endedAt;
  }

  /** Like `call`, and the clock moves to its end. */
  run(form, call, reply, ms) {
    this.now = this.call(form, call, reply, ms);
  }

  /** A round trip and a little work. */
  latency() {
    return this.random.integer(38, 120);
  }

  /** The entries that began before `until`, by start; they are forgotten here. */
  take(until = Number.POSITIVE_INFINITY) {
    const ready = this.#calls.filter(({ startedAt }) => startedAt < until);
    this.#calls = this.#calls.filter(({ startedAt }) => startedAt >= until);
    return ready.sort((one, other) => one.startedAt - other.startedAt).map(({ entry }) => entry);
  }

  /** Phases that add up to `total`; a fresh connection costs a look-up and a handshake. */
  #timings(hostname, startedAt, total, bytes) {
    const fresh =
      startedAt - (this.#connections.get(hostname) ?? Number.NEGATIVE_INFINITY) > idleLimit && total > 20;
    const dns = fresh ? Math.min(6, Math.floor(total / 8)) : -1;
    const connect = fresh ? Math.min(24, Math.floor(total / 3)) : -1;
    const ssl = fresh ? Math.floor(connect * 0.6) : -1;
    const rest = total - Math.max(0, dns) - Math.max(0, connect);
    const receive = Math.min(rest, Math.floor(bytes / 40_000));
    return { blocked: 0, dns, connect, ssl, send: 0, wait: rest - receive, receive };
  }
}
