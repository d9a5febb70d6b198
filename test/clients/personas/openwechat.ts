/** openwechat, in Go, as a browser and as a desktop client, by what research/clients.md says of it. */
import type { Effects } from '../../../src/effects.ts';
import { stringifyLossless } from '../../../src/json.ts';
import { Http, jar } from './http.ts';
import { found, greeting, type Item, type Persona, pictureSize, type Report, type Seen } from './persona.ts';
import { base, message, strict, syncKey, user } from './strict.ts';

const agent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/111.0.0.0';
const json = [['Content-Type', 'application/json; charset=utf-8']] as const;

/** Go's url.Values: sorted by name, everything encoded. */
const query = (values: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][],
  ).toString();

interface Key {
  readonly Count: number;
  readonly List: readonly { readonly Key: number; readonly Val: number }[];
}

class OpenWechat {
  readonly http: Http;
  readonly #isDesktop: boolean;
  readonly #contacts = new Map<string, Item>();
  readonly #messages: Seen[] = [];
  #main = '';
  #self = '';
  #request: Item = {};
  #login: Readonly<Record<string, string>> = {};
  #syncKey!: Key;
  #picture = 0;

  constructor(effects: Effects, isDesktop: boolean) {
    this.#isDesktop = isDesktop;
    this.http = new Http(effects, jar(), [['User-Agent', agent]]);
  }

  get #now(): number {
    return this.http.effects.now();
  }

  async run(leaves: boolean): Promise<Report> {
    await this.#enter();
    await this.#init();
    await this.#members();
    const id = `${this.#now}1234`;
    const Msg = {
      Type: 1,
      Content: greeting,
      FromUserName: this.#self,
      ToUserName: 'filehelper',
      LocalID: id,
      ClientMsgId: id,
    };
    const values = { lang: 'zh_CN', pass_ticket: this.#login.pass_ticket };
    const sent = await this.#post('webwxsendmsg', values, { Msg, Scene: 0 });
    strict(sent, { ...base, MsgID: 'string', LocalID: 'string' });
    const end = await this.#receive(leaves);
    const contacts = new Set(this.#contacts.keys());
    return {
      http: this.http,
      contacts,
      messages: this.#messages,
      picture: this.#picture,
      hasSent: true,
      end,
    };
  }

  async #enter(): Promise<void> {
    const mode = this.#isDesktop ? '?mod=desktop' : '';
    const asked = await this.http.get(
      `https://login.wx.qq.com/jslogin?${query({
        appid: 'wx782c26e4c19acffb',
        fun: 'new',
        lang: 'zh_CN',
        redirect_uri: `https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage${mode}`,
        _: this.#now,
      })}`,
    );
    const uuid = found(asked.text, /window.QRLogin.uuid = "(.*?)";/);
    const uri = await this.#scan(uuid);
    const { host, pathname, searchParams } = new URL(uri);
    this.#main = `https://${host}/cgi-bin/mmwebwx-bin`;
    const more = this.#isDesktop
      ? ([
          ['Client-Version', '2.0.0'],
          ['Extspam', 'x'],
        ] as const)
      : [];
    const values = { ...Object.fromEntries(searchParams), version: 'v2' };
    const { text, status } = await this.http.get(`https://${host}${pathname}?${query(values)}`, more);
    if (status !== 200 && status !== 301) throw new Error(`the login was answered with ${status}`);
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) throw new SyntaxError('XML syntax error');
    const element = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`).exec(text)?.[1] ?? '';
    if (element('ret') !== '0') throw new Error(element('message'));
    this.#login = Object.fromEntries(
      ['skey', 'wxsid', 'wxuin', 'pass_ticket'].map((name) => [name, element(name)]),
    );
    const { skey, wxsid, wxuin } = this.#login;
    this.#request = { Uin: Number(wxuin), Sid: wxsid, Skey: skey, DeviceID: 'e123456789012345' };
  }

  async #scan(uuid: string): Promise<string> {
    for (let polls = 0; polls < 100; polls++) {
      const now = this.#now;
      const values = { loginicon: true, r: Math.floor(now / 1579000), tip: '0', uuid, _: now };
      const { text } = await this.http.get(
        `https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?${query(values)}`,
      );
      const code = found(text, /window.code=(\d+);/);
      if (code === '200') return found(text, /window.redirect_uri="(.*?)"/);
      if (code === '400') throw new Error('login timeout');
    }
    throw new Error('nobody confirms');
  }

  /** Every JSON body ends with a line feed. */
  async #post(name: string, values: Item, body: Item): Promise<Item> {
    const text = `${stringifyLossless({ BaseRequest: this.#request, ...body })}\n`;
    return (await this.http.post(`${this.#main}/${name}?${query(values)}`, text, json)).json();
  }

  #good<T>(reply: unknown, spec: Parameters<typeof strict>[1]): T {
    const { BaseResponse } = strict<{ BaseResponse: { Ret: number } }>(reply, spec);
    if (BaseResponse.Ret !== 0) throw new Error(`ret ${BaseResponse.Ret}`);
    return reply as T;
  }

  async #init(): Promise<void> {
    const told = this.#good<{ User: Item; SyncKey: Key; ContactList?: Item[] }>(
      await this.#post('webwxinit', { _: this.#now }, {}),
      {
        ...base,
        User: user,
        SyncKey: syncKey,
        ContactList: [user],
        Count: 'int',
        SKey: 'string',
        ChatSet: 'string',
      },
    );
    this.#self = String(told.User.UserName);
    this.#syncKey = told.SyncKey;
    for (const contact of told.ContactList ?? []) this.#contacts.set(String(contact.UserName), contact);
    const body = { ClientMsgId: this.#now, Code: 3, FromUserName: this.#self, ToUserName: this.#self };
    const values = { lang: 'zh_CN', pass_ticket: this.#login.pass_ticket };
    this.#good(await this.#post('webwxstatusnotify', values, body), base);
  }

  async #members(): Promise<void> {
    const seen = new Set<unknown>();
    for (let seq: unknown = 0; !seen.has(seq); ) {
      seen.add(seq);
      const values = { r: this.#now, seq, skey: this.#login.skey };
      const got = (await this.http.get(`${this.#main}/webwxgetcontact?${query(values)}`)).json();
      const told = this.#good<{ MemberList: Item[]; Seq: number }>(got, {
        ...base,
        MemberCount: 'int',
        MemberList: [user],
        Seq: 'int',
      });
      for (const contact of told.MemberList) this.#contacts.set(String(contact.UserName), contact);
      if (told.Seq === 0) return;
      seq = told.Seq;
    }
  }

  async #receive(leaves: boolean): Promise<string> {
    const push = this.#main.replace('https://', 'https://webpush.');
    const { skey, wxsid, wxuin, pass_ticket } = this.#login;
    for (;;) {
      const now = this.#now;
      const { Count, List } = this.#syncKey;
      // It reads as many items as Count says.
      const synckey = Array.from(
        { length: Count },
        (_, index) => `${List[index]!.Key}_${List[index]!.Val}`,
      ).join('|');
      const values = { r: now, skey, sid: wxsid, uin: wxuin, deviceid: 'e123456789012345', synckey, _: now };
      const { text } = await this.http.get(`${push}/synccheck?${query(values)}`);
      const retcode = found(text, /window.synccheck=\{retcode:"(\d+)",selector:"\d+"\}/);
      if (retcode !== '0') return retcode;
      if (text.includes('selector:"0"')) continue;
      const told = strict<{ AddMsgList: Item[]; ModContactList: Item[]; SyncKey: Key }>(
        await this.#post(
          'webwxsync',
          { sid: wxsid, skey, pass_ticket },
          { SyncKey: this.#syncKey, rr: String(Math.floor(now / 1000)) },
        ),
        {
          ...base,
          AddMsgCount: 'int',
          AddMsgList: [message],
          ModContactCount: 'int',
          ModContactList: [user],
          SyncKey: syncKey,
        },
      );
      this.#syncKey = told.SyncKey;
      for (const contact of told.ModContactList) this.#contacts.set(String(contact.UserName), contact);
      for (const one of told.AddMsgList) await this.#take(one);
      if (leaves && this.#messages.length > 2) return this.#leave();
    }
  }

  async #take(one: Item): Promise<void> {
    const [id, from, type] = [String(one.MsgId), String(one.FromUserName), Number(one.MsgType)];
    const member =
      from.startsWith('@@') && type === 1 ? await this.#sender(from, String(one.Content)) : undefined;
    const kind = type === 49 ? `49/${one.AppMsgType}` : String(type);
    this.#messages.push({ id, kind, from, ...(member !== undefined && { member }) });
    if (type !== 3 || this.#picture > 0) return;
    const values = { MsgID: id, skey: this.#login.skey };
    this.#picture = pictureSize(await this.http.get(`${this.#main}/webwxgetmsgimg?${query(values)}`));
  }

  async #sender(room: string, content: string): Promise<string> {
    const [name = ''] = content.split(':<br/>');
    const body = { Count: 1, List: [{ UserName: room, EncryChatRoomId: '' }] };
    const told = strict<{ ContactList: { MemberList: Item[] }[] }>(
      await this.#post('webwxbatchgetcontact', { type: 'ex', r: this.#now }, body),
      { ...base, Count: 'int', ContactList: [user] },
    );
    const found = told.ContactList[0]?.MemberList.find(({ UserName }) => UserName === name);
    if (!found) throw new Error('no such user found');
    return String(found.NickName);
  }

  async #leave(): Promise<string> {
    const values = { redirect: 1, skey: this.#login.skey, type: 1 };
    const { status } = await this.http.get(`${this.#main}/webwxlogout?${query(values)}`);
    return `left ${status}`;
  }
}

export const openwechat: Persona = {
  name: 'openwechat',
  run: (effects, leaves = false) => new OpenWechat(effects, false).run(leaves),
};
export const openwechatDesktop: Persona = {
  name: 'openwechat desktop',
  run: (effects, leaves = false) => new OpenWechat(effects, true).run(leaves),
};
