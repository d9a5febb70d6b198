/** A small client for the tests: it fills the rows of the table, keeps cookies and remembers every exchange. */

import type { Effects } from '../../../../src/effects.ts';
import { Body, type Exchange, header, type WireRequest } from '../../../../src/exchange.ts';
import type { Backend } from '../../../../src/protocol/backend.ts';
import { codecs } from '../../../../src/protocol/codec/index.ts';
import { parseSetCookies } from '../../../../src/protocol/cookies.ts';
import { inProcess, VirtualClock } from '../../../../src/protocol/drive.ts';
import { fillRequest } from '../../../../src/protocol/fill.ts';
import { at } from '../../../../src/protocol/shape.ts';
import { splitUrl } from '../../../../src/protocol/url.ts';
import { familyOf } from '../../../../src/protocol/wechat/hosts.ts';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import { SimulatedWechat } from '../../../../src/protocol/wechat/simulated/backend.ts';
import { complete, type ScenarioFile } from '../../../../src/protocol/wechat/simulated/scenario.ts';

/** Noon of a day in 2026, where the clock's low half is positive. */
export const noon = Date.UTC(2026, 4, 4, 12);

export const simulate = (file: ScenarioFile = {}): SimulatedWechat =>
  new SimulatedWechat(wechat, complete(file));

interface Kept {
  readonly value: string;
  readonly domain: string;
  readonly expires: number;
}

export interface PageOptions {
  readonly clock?: VirtualClock;
  readonly host?: string;
  readonly seed?: number;
}

/** What a reply says, decoded by its row. */
export interface Said {
  readonly exchange: Exchange;
  readonly status: number;
  readonly text: string;
  /** A value of the decoded body. */
  got(pointer: string): unknown;
  header(name: string): string | undefined;
  /** Names and values of Set-Cookie. */
  readonly cookies: Readonly<Record<string, string>>;
}

export class Page {
  readonly effects: Effects;
  readonly clock: VirtualClock;
  readonly exchanges: Exchange[] = [];
  readonly session: Record<string, unknown> = {};
  host: string;
  readonly #jar = new Map<string, Kept>();

  constructor(backend: Backend, { clock, host = 'wx.qq.com', seed = 1 }: PageOptions = {}) {
    this.clock = clock ?? new VirtualClock(noon);
    this.effects = inProcess(backend, this.clock, { seed });
    this.host = host;
  }

  now(): number {
    return this.clock.now() - noon;
  }

  hostOf(role: string): string {
    const family = familyOf(this.host)!;
    const hosts: Record<string, string> = {
      main: family.main,
      login: family.login,
      file: family.file,
      push: family.push,
      qr: 'login.weixin.qq.com',
      report: 'support.weixin.qq.com',
    };
    return hosts[role]!;
  }

  /** Sends the request that the row describes. */
  async ask(
    name: string,
    input: Record<string, unknown> = {},
    options: { host?: string; headers?: Record<string, string>; session?: Record<string, unknown> } = {},
  ): Promise<Said> {
    const row = wechat.endpoints.find((candidate) => candidate.name === name)!;
    const request = fillRequest(row, {
      protocol: wechat,
      host: options.host ?? this.hostOf(row.host),
      input,
      session: { ...this.session, ...options.session },
      now: this.clock.now(),
      random: this.effects.random,
      headers: options.headers ?? {},
    });
    return this.send(request);
  }

  /** Any request at all, with the cookies that its host gets. */
  async raw(
    method: string,
    url: string,
    body?: string | Uint8Array,
    headers: readonly (readonly [string, string])[] = [],
  ): Promise<Said> {
    const made =
      body === undefined ? undefined : typeof body === 'string' ? Body.ofText(body) : Body.ofBytes(body);
    return this.send({ method, url, headers, ...(made && { body: made }) });
  }

  async send(request: WireRequest): Promise<Said> {
    const cookies = this.cookiesFor(splitUrl(request.url).host);
    const hasOwn = header(request.headers, 'cookie') !== undefined;
    const headers =
      hasOwn || cookies === '' ? request.headers : [...request.headers, ['Cookie', cookies] as const];
    const exchange = await this.effects.send({ ...request, headers });
    this.exchanges.push(exchange);
    this.#keep(exchange);
    return said(exchange);
  }

  cookiesFor(host: string): string {
    const now = this.clock.now();
    return [...this.#jar]
      .filter(([, { domain, expires }]) => expires > now && (host === domain || host.endsWith(`.${domain}`)))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  setCookie(name: string, value: string, domain = this.host): void {
    this.#jar.set(name, { value, domain, expires: Number.POSITIVE_INFINITY });
  }

  dropCookies(): void {
    this.#jar.clear();
  }

  #keep(exchange: Exchange): void {
    for (const { name, value, attributes } of parseSetCookies(exchange.response?.headers ?? [])) {
      const expires = Date.parse((attributes.expires ?? '').replace(/(\d\d)-(\w\w\w)-(\d{4})/, '$1 $2 $3'));
      this.#jar.set(name, { value, domain: (attributes.domain ?? '').replace(/^\./, ''), expires });
    }
  }

  // ---- steps of a login

  async code(): Promise<string> {
    const answer = await this.ask('jslogin', {
      redirectUri: `https://${this.host}/cgi-bin/mmwebwx-bin/webwxnewloginpage`,
    });
    const uuid = answer.got('/window.QRLogin.uuid') as string;
    this.session.uuid = uuid;
    return uuid;
  }

  async poll(tip: '0' | '1' = '0'): Promise<number> {
    const answer = await this.ask('login', { tip });
    const uri = answer.got('/window.redirect_uri');
    if (typeof uri === 'string') {
      this.session.redirectUri = uri;
      wechat.derive(this.session);
      this.host = splitUrl(uri).host;
    }
    return answer.got('/window.code') as number;
  }

  /** Polls until the phone has decided; the codes on the way. */
  async pollToEnd(): Promise<number[]> {
    const codes: number[] = [await this.poll('1')];
    while (codes.at(-1) === 408 || codes.at(-1) === 201) codes.push(await this.poll());
    return codes;
  }

  async redeem(more = '&fun=new&version=v2'): Promise<Said> {
    const answer = await this.raw('GET', `${String(this.session.redirectUri)}${more}`);
    this.session.sid = answer.got('/error/wxsid');
    this.session.uin = answer.got('/error/wxuin');
    this.session.skey = answer.got('/error/skey');
    this.session.passTicket = answer.got('/error/pass_ticket');
    this.session.dataTicket = answer.cookies.webwx_data_ticket;
    return answer;
  }

  async start(): Promise<Said> {
    const answer = await this.ask('webwxinit');
    this.session.userName = answer.got('/User/UserName');
    this.session.syncKey = answer.got('/SyncKey');
    return answer;
  }

  /** From the QR code to the first position. */
  async login(): Promise<Said> {
    await this.code();
    await this.pollToEnd();
    await this.redeem();
    return this.start();
  }

  notify(code = 3): Promise<Said> {
    return this.ask('webwxstatusnotify', { code, to: this.session.userName });
  }

  async check(): Promise<{ retcode: string; selector: string }> {
    const answer = await this.ask('synccheck');
    return answer.got('/window.synccheck') as { retcode: string; selector: string };
  }

  async pull(): Promise<Said> {
    const answer = await this.ask('webwxsync');
    const [syncKey, checkKey] = [answer.got('/SyncKey'), answer.got('/SyncCheckKey')];
    if (Number(at(syncKey, '/Count')) > 0) this.session.syncKey = syncKey;
    if (Number(at(checkKey, '/Count')) > 0) this.session.syncCheckKey = checkKey;
    return answer;
  }

  /** Syncs until `isDone`, or until the session ends; every message that came. */
  async sync(isDone: (messages: readonly Message[]) => boolean): Promise<Message[]> {
    const messages: Message[] = [];
    while (!isDone(messages)) {
      const { retcode, selector } = await this.check();
      if (retcode !== '0') break;
      if (selector !== '0') messages.push(...((await this.pull()).got('/AddMsgList') as Message[]));
    }
    return messages;
  }
}

export type Message = Readonly<Record<string, unknown>>;

export function said(exchange: Exchange): Said {
  const { response } = exchange;
  const { host, path } = splitUrl(exchange.request.url);
  const { method } = exchange.request;
  const name = wechat.endpoints.find((row) => row.path === path && row.methods.includes(method))?.reply.codec;
  const type = header(response?.headers ?? [], 'content-type') ?? '';
  const codec = name ?? (path.startsWith('/l/') || host === '' ? 'html' : 'bytes');
  const decoded = response?.body ? codecs[codec].decode(response.body, type) : undefined;
  return {
    exchange,
    status: response?.status ?? -1,
    text: response?.body?.text() ?? '',
    got: (pointer) => (decoded?.ok ? at(decoded.value, pointer) : undefined),
    header: (wanted) => header(response?.headers ?? [], wanted),
    cookies: Object.fromEntries(
      parseSetCookies(response?.headers ?? []).map(({ name: key, value }) => [key, value]),
    ),
  };
}

/** A page that is logged in and has started. */
export async function loggedIn(file: ScenarioFile = {}, options: PageOptions = {}): Promise<Page> {
  const page = new Page(simulate(file), options);
  await page.login();
  return page;
}
