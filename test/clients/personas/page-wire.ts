/** How the real web page sends: scripts that are run, XHR with its values appended (research/official.md 1 and 3). */
import { createContext, runInContext } from 'node:vm';
import type { Effects } from '../../../src/effects.ts';
import { stringifyLossless } from '../../../src/json.ts';
import { familyOf } from '../../../src/protocol/wechat/hosts.ts';
import { type Got, Http, jar } from './http.ts';
import type { Item } from './persona.ts';

export const cgi = '/cgi-bin/mmwebwx-bin';
export const enc = encodeURIComponent;
const json = ['Content-Type', 'application/json;charset=UTF-8'] as const;

export class PageWire {
  readonly http: Http;
  host: string;
  request: { Uin: string | number; Sid: string; Skey: string } = { Uin: '', Sid: '', Skey: '' };
  ticket = '';
  /** What its scripts set. */
  window: Record<string, unknown> = {};

  constructor(effects: Effects, host: string) {
    this.host = host;
    this.http = new Http(effects, jar(), [
      ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36'],
      ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ]);
  }

  get now(): number {
    return this.http.effects.now();
  }

  hostOf(role: 'login' | 'push' | 'file'): string {
    return familyOf(this.host)![role];
  }

  /** `pass_ticket` goes with every call, but only where this very page was given one (1.2). */
  get appended(): string {
    return this.ticket === '' ? '' : `pass_ticket=${enc(this.ticket)}`;
  }

  get(url: string): Promise<Got> {
    return this.http.get(url, [['Referer', `https://${this.host}/`]]);
  }

  /** A `<script>`: its answer is run (1.8). */
  async script(url: string): Promise<void> {
    const asked = this.now;
    const got = await this.get(url);
    // It gives a long poll up after 35 s (1.16).
    if (this.now - asked > 35_000) throw new Error(`no answer to ${url}`);
    if (got.status !== 200) throw new SyntaxError(`a script with status ${got.status}`);
    if (!/javascript/.test(got.header('content-type') ?? ''))
      throw new SyntaxError('a script of another type');
    runInContext(got.text, createContext({ window: this.window }));
  }

  async call(name: string, query: string, body: Item): Promise<Item> {
    const parts = [query, this.appended].filter((part) => part !== '').join('&');
    const url = `https://${this.host}${cgi}/${name}${parts === '' ? '' : `?${parts}`}`;
    const got = await this.http.post(url, stringifyLossless(body), [
      json,
      ['Origin', `https://${this.host}`],
    ]);
    return got.json();
  }

  /** BaseRequest with a new DeviceID each time. */
  get base(): Item {
    const device = `e${String(this.http.effects.random()).slice(2, 17).padEnd(15, '0')}`;
    return { BaseRequest: { ...this.request, DeviceID: device } };
  }
}
