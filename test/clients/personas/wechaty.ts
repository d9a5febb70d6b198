/** wechaty-puppet-wechat4u and the wechat4u below it, by what research/clients.md says of them. */
import { createContext, runInContext } from 'node:vm';
import type { Effects } from '../../../src/effects.ts';
import { bag, Http } from './http.ts';
import {
  found,
  greeting,
  type Item,
  need,
  type Persona,
  pictureSize,
  type Report,
  type Seen,
} from './persona.ts';

const json = [['Content-Type', 'application/json']] as const;

/** It runs what it is told as code. */
function evaluated(text: string): Item {
  const window: Record<string, unknown> = { QRLogin: {} };
  runInContext(text, createContext({ window }));
  return window;
}

class Wechaty {
  readonly http: Http;
  readonly #contacts = new Map<string, Item>();
  readonly #messages: Seen[] = [];
  #host = '';
  #since = 0;
  #self = '';
  #skey = '';
  #sid = '';
  #uin = 0;
  #ticket = '';
  #syncKey: unknown;
  #checkKey: Item | undefined;
  #picture = 0;
  #hasSent = false;

  constructor(effects: Effects) {
    this.http = new Http(effects, bag(), [
      ['user-agent', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/111.0.0.0'],
      ['connection', 'close'],
    ]);
  }

  get #now(): number {
    return this.http.effects.now();
  }

  async run(leaves: boolean): Promise<Report> {
    await this.#enter();
    await this.#init();
    // All at once, in whatever order they arrive.
    const [, , , , end] = await Promise.all([
      this.#notify(),
      this.#notify(),
      this.#members(),
      this.#send(`心跳：${this.#now}`),
      this.#receive(leaves),
    ]);
    const contacts = new Set(this.#contacts.keys());
    const { http } = this;
    return { http, contacts, messages: this.#messages, picture: this.#picture, hasSent: this.#hasSent, end };
  }

  async #enter(): Promise<void> {
    const desktop = 'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop';
    const asked = await this.http.post(
      `https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN&redirect_uri=${desktop}`,
      '',
      [['Content-Type', 'application/x-www-form-urlencoded']],
    );
    const { code, uuid } = evaluated(asked.text).QRLogin as Item;
    if (code !== 200) throw new Error(`code ${code}`);
    for (let polls = 0; ; polls++) {
      const query = `tip=0&uuid=${uuid}&loginicon=true&r=${~this.#now}`;
      const { text } = await this.http.get(`https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?${query}`);
      const said = evaluated(text);
      if (said.code === 200) return this.#redeem(String(said.redirect_uri));
      if (said.code === 400 || polls > 100) throw new Error(`code ${said.code}`);
    }
  }

  async #redeem(uri: string): Promise<void> {
    this.#host = new URL(uri).host;
    const desktop = [
      ['client-version', '2.0.0'],
      ['referer', 'https://wx.qq.com/?&lang=zh_CN&target=t'],
    ] as const;
    const { status, text } = await this.http.get(uri, desktop);
    // 200 is ignored without a word, everything else is an error.
    if (status !== 301) throw new Error(`the login was answered with ${status}`);
    const element = (name: string): string => found(text, new RegExp(`<${name}>(.*)</${name}>`));
    this.#skey = element('skey');
    this.#ticket = element('pass_ticket');
    // Cookies over XML.
    this.#sid = this.http.cookies.get('wxsid') ?? element('wxsid');
    this.#uin = Number(this.http.cookies.get('wxuin') ?? element('wxuin'));
  }

  async #post(name: string, query: string, body: Item): Promise<Item> {
    const device = `e${String(this.http.effects.random()).slice(2, 17)}`;
    const request = { Uin: this.#uin, Sid: this.#sid, Skey: this.#skey, DeviceID: device };
    const url = `https://${this.#host}/cgi-bin/mmwebwx-bin/${name}?${query}`;
    const got = await this.http.post(url, JSON.stringify({ BaseRequest: request, ...body }), json);
    return got.status === 200 ? got.json() : { BaseResponse: { Ret: got.status } };
  }

  get #lang(): string {
    return `pass_ticket=${encodeURIComponent(this.#ticket)}&lang=zh_CN`;
  }

  async #init(): Promise<void> {
    const query = `pass_ticket=${encodeURIComponent(this.#ticket)}&r=${Math.trunc(-this.#now / 1579)}`;
    const told = await this.#post('webwxinit', query, {});
    if (need<Item>(told, 'BaseResponse').Ret !== 0) throw new Error('not initialised');
    this.#self = need(need(told, 'User'), 'UserName');
    this.#syncKey = told.SyncKey;
    this.#know(need(told, 'ContactList'));
    this.#since = Math.floor(this.#now / 1000);
  }

  async #notify(): Promise<void> {
    const from = { FromUserName: this.#self, ToUserName: this.#self };
    const told = await this.#post('webwxstatusnotify', this.#lang, {
      Code: 3,
      ...from,
      ClientMsgId: this.#now,
    });
    if (need<Item>(told, 'BaseResponse').Ret !== 0) throw new Error('not notified');
  }

  #know(contacts: readonly Item[]): void {
    for (const contact of contacts) this.#contacts.set(need(contact, 'UserName'), contact);
  }

  async #members(): Promise<void> {
    const listed: Item[] = [];
    let seq: unknown = 0;
    do {
      const query = `seq=${seq}&skey=${encodeURIComponent(this.#skey)}&r=${this.#now}`;
      const url = `https://${this.#host}/cgi-bin/mmwebwx-bin/webwxgetcontact?${query}`;
      const told = (await this.http.get(url)).json();
      listed.push(...need<Item[]>(told, 'MemberList'));
      seq = told.Seq ?? 0;
    } while (seq !== 0);
    this.#know(listed);
    const isBare = ({ UserName, MemberCount }: Item): boolean =>
      String(UserName).startsWith('@@') && MemberCount === 0;
    const bare = listed.filter(isBare);
    // The whole contact goes back as the question.
    if (bare.length > 0) await this.#ask(bare);
    for (const [room, { MemberList }] of [...this.#contacts].filter(([name]) => name.startsWith('@@'))) {
      const members = need<Item[]>({ MemberList }, 'MemberList').slice(0, 40);
      await this.#ask(
        members.map(({ UserName }) => ({ EncryChatRoomId: room, UserName })),
        false,
      );
      await this.http.effects.sleep(2000);
    }
  }

  async #ask(list: readonly Item[], keeps = true): Promise<void> {
    const query = `${this.#lang}&type=ex&r=${this.#now}`;
    const told = await this.#post('webwxbatchgetcontact', query, { Count: list.length, List: list });
    if (keeps) this.#know((told.ContactList ?? []) as Item[]);
  }

  async #send(text: string): Promise<boolean> {
    const id = this.#now * 10_000;
    const to = { FromUserName: this.#self, ToUserName: 'filehelper' };
    const Msg = { Type: 1, Content: text, ...to, LocalID: id, ClientMsgId: id };
    const told = await this.#post('webwxsendmsg', this.#lang, { Scene: 0, Msg });
    return need<Item>(told, 'BaseResponse').Ret === 0;
  }

  async #receive(leaves: boolean): Promise<string> {
    this.#hasSent = await this.#send(greeting);
    for (let failures = 0; failures < 3; ) {
      const { List } = (this.#checkKey ?? this.#syncKey) as { List: Item[] };
      const synckey = encodeURIComponent(List.map(({ Key, Val }) => `${Key}_${Val}`).join('|'));
      const own = `sid=${this.#sid}&uin=${this.#uin}&skey=${encodeURIComponent(this.#skey)}`;
      const url = `https://webpush.${this.#host}/cgi-bin/mmwebwx-bin/synccheck`;
      const { text } = await this.http.get(`${url}?r=${this.#now}&${own}&deviceid=e1&synckey=${synckey}`);
      const { retcode, selector } = evaluated(text).synccheck as Item;
      if (retcode !== '0') {
        failures += 1;
        await this.http.effects.sleep(2000 * failures);
      } else if (selector !== '0' && (await this.#pull()) && leaves) return this.#leave();
    }
    // It does not know the code of a logout: it starts again, and only a refusal there ends it.
    await this.http.effects.sleep(5000);
    const query = `pass_ticket=${encodeURIComponent(this.#ticket)}&r=1`;
    const told = await this.#post('webwxinit', query, {});
    return String(need<Item>(told, 'BaseResponse').Ret);
  }

  async #pull(): Promise<boolean> {
    const query = `sid=${this.#sid}&skey=${this.#skey}&${this.#lang}`;
    const told = await this.#post('webwxsync', query, { SyncKey: this.#syncKey, rr: ~this.#now });
    this.#syncKey = need(told, 'SyncKey');
    this.#checkKey = need(told, 'SyncCheckKey');
    // Without a count there are no messages to it.
    if (Number(told.AddMsgCount) > 0)
      for (const message of need<Item[]>(told, 'AddMsgList')) await this.#take(message);
    if (Number(told.ModContactCount) > 0) this.#know(need(told, 'ModContactList'));
    return this.#messages.length > 2;
  }

  async #take(message: Item): Promise<void> {
    const from = need(message, 'FromUserName');
    // What was written before the login is dropped without a word.
    if (need<number>(message, 'CreateTime') < this.#since) return;
    if (!this.#contacts.has(from)) await this.#ask([{ UserName: from }]);
    const type = need<number>(message, 'MsgType');
    if (type === 51) need<string>(message, 'StatusNotifyUserName').split(',');
    const member =
      from.startsWith('@@') && type === 1 ? this.#member(from, need(message, 'Content')) : undefined;
    const kind = type === 49 ? `49/${need<number>(message, 'AppMsgType')}` : String(type);
    const id = need(message, 'MsgId');
    this.#messages.push({ id, kind, from, ...(member !== undefined && { member }) });
    if (type !== 3 || this.#picture > 0) return;
    const url = `https://${this.#host}/cgi-bin/mmwebwx-bin/webwxgetmsgimg`;
    this.#picture = pictureSize(await this.http.get(`${url}?MsgID=${id}&skey=${this.#skey}&type=big`));
  }

  #member(room: string, content: string): string {
    const name = found(content, /^(@[a-zA-Z0-9]+|[a-zA-Z0-9_-]+):<br\/>/);
    const members = need<Item[]>(this.#contacts.get(room), 'MemberList');
    return need(
      members.find(({ UserName }) => UserName === name),
      'NickName',
    );
  }

  async #leave(): Promise<string> {
    const query = `redirect=1&type=0&skey=${encodeURIComponent(this.#skey)}&lang=zh_CN`;
    const { status } = await this.http.post(`https://${this.#host}/cgi-bin/mmwebwx-bin/webwxlogout?${query}`);
    return `left ${status}`;
  }
}

export const wechaty: Persona = {
  name: 'wechaty',
  run: (effects, leaves = false) => new Wechaty(effects).run(leaves),
};
