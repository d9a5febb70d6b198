/** ItChat 1.3.10 and ItChat-UOS 1.5.0, in Python, by what research/clients.md says of them. */
import type { Effects } from '../../../src/effects.ts';
import { stringifyLossless } from '../../../src/json.ts';
import { type Got, Http, jar } from './http.ts';
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

const login = 'https://login.weixin.qq.com';
/** A header by a name that means nothing stands in for Content-Type. */
const bogus = [['ContentType', 'application/json; charset=UTF-8']] as const;
const shards = ['wx2.qq.com', 'wx8.qq.com', 'qq.com', 'web2.wechat.com', 'wechat.com'];
const bases = ['wx2.qq.com', 'wx8.qq.com', 'wx.qq.com', 'web2.wechat.com', 'web.wechat.com'];

/** Python's json.dumps: a space after `,` and `:`. */
const dumps = (value: unknown): string =>
  stringifyLossless(value).replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, text, mark) => text ?? `${mark} `);

class ItChat {
  readonly http: Http;
  readonly #isUos: boolean;
  readonly #people = new Set<string>();
  readonly #rooms = new Map<string, Item[]>();
  readonly #messages: Seen[] = [];
  #base = '';
  #push = '';
  #skey = '';
  #sid = '';
  #uin = '';
  #ticket = '';
  #self = '';
  #syncKey: unknown;
  #checkKey = '';
  #picture = 0;

  constructor(effects: Effects, isUos: boolean) {
    this.#isUos = isUos;
    const agent = isUos ? 'Mozilla/5.0 (Linux; UOSBrowser) Chrome/86' : 'Mozilla/5.0 (Macintosh) Chrome/54';
    this.http = new Http(effects, jar(), [
      ['User-Agent', agent],
      ['Accept-Encoding', 'gzip, deflate, br'],
      ['Accept', '*/*'],
      ['Connection', 'keep-alive'],
    ]);
  }

  get #now(): number {
    return this.http.effects.now();
  }

  /** pass_ticket stands for a DeviceID, or there is none. */
  get #request(): Item {
    const own = { Skey: this.#skey, Sid: this.#sid, Uin: this.#uin };
    return { BaseRequest: this.#isUos ? own : { ...own, DeviceID: this.#ticket } };
  }

  async run(leaves: boolean): Promise<Report> {
    await this.http.get(`${login}/`);
    await this.#login();
    await this.#init();
    await this.#contacts();
    const sent = await this.#post('webwxsendmsg', {
      Msg: {
        Type: 1,
        Content: greeting,
        FromUserName: this.#self,
        ToUserName: 'filehelper',
        LocalID: Math.floor(this.#now * 10),
        ClientMsgId: Math.floor(this.#now * 10),
      },
      Scene: 0,
    });
    const end = await this.#receive(leaves);
    const { http } = this;
    const contacts = new Set([...this.#people, ...this.#rooms.keys()]);
    const hasSent = need<Item>(sent, 'BaseResponse').Ret === 0;
    return { http, contacts, messages: this.#messages, picture: this.#picture, hasSent, end };
  }

  async #login(): Promise<void> {
    const more = this.#isUos
      ? '&redirect_uri=https%3A%2F%2Fwx.qq.com%2Fcgi-bin%2Fmmwebwx-bin%2Fwebwxnewloginpage%3Fmod%3Ddesktop&lang=zh_CN'
      : '';
    for (;;) {
      const asked = await this.http.get(`${login}/jslogin?appid=wx782c26e4c19acffb&fun=new${more}`);
      const uuid = found(asked.text, /window.QRLogin.code = 200; window.QRLogin.uuid = "(\S+?)";/);
      const confirmed = await this.#scan(uuid);
      if (confirmed === undefined) continue;
      return this.#redeem(confirmed);
    }
  }

  /** Undefined: the code has expired, it takes another one at once. */
  async #scan(uuid: string): Promise<string | undefined> {
    for (let polls = 0; polls < 500; polls++) {
      // It sleeps between polls after the scan, else 201 comes again at once.
      if (polls > 0) await this.http.effects.sleep(500);
      const seconds = Math.floor(this.#now / 1000);
      const query = `loginicon=true&uuid=${uuid}&tip=1&r=${Math.trunc(-seconds / 1579)}&_=${seconds}`;
      const { text } = await this.http.get(`${login}/cgi-bin/mmwebwx-bin/login?${query}`);
      const code = found(text, /window.code=(\d+)/);
      if (code === '200') return found(text, /window.redirect_uri="(\S+)";/);
      if (code === '400') return undefined;
    }
    throw new Error('nobody confirms');
  }

  async #redeem(uri: string): Promise<void> {
    this.#base = uri.slice(0, uri.lastIndexOf('/'));
    const shard = shards.findIndex((name) => uri.includes(name));
    this.#push = `https://webpush.${bases[shard]}/cgi-bin/mmwebwx-bin`;
    const desktop = [
      ['client-version', '2.0.0'],
      ['referer', 'https://wx.qq.com/?&lang=zh_CN&target=t'],
    ] as const;
    const { text } = await this.http.get(uri, this.#isUos ? desktop : []);
    const element = (name: string): string => found(text, new RegExp(`<${name}>([^<&]+)</${name}>`));
    this.#skey = element('skey');
    this.#ticket = element('pass_ticket');
    // The UOS variant knows these from its cookies alone.
    this.#sid = this.#isUos ? need({ wxsid: this.http.cookies.get('wxsid') }, 'wxsid') : element('wxsid');
    this.#uin = this.#isUos ? need({ wxuin: this.http.cookies.get('wxuin') }, 'wxuin') : element('wxuin');
  }

  async #post(name: string, body: Item = {}, query = ''): Promise<Item> {
    const url = `${this.#base}/${name}${query === '' ? '' : `?${query}`}`;
    return (await this.http.post(url, dumps({ ...this.#request, ...body }), bogus)).json();
  }

  async #init(): Promise<void> {
    const r = Math.trunc(-this.#now / 1000 / 1579);
    const told = await this.#post('webwxinit', {}, `r=${r}&pass_ticket=${encodeURIComponent(this.#ticket)}`);
    need(told, 'InviteStartCount');
    const user = need<Item>(told, 'User');
    this.#self = need(user, 'UserName');
    this.#emoji(need(user, 'NickName'));
    this.#position(need(told, 'SyncKey'), need(told, 'SyncKey'));
    this.#file((told.ContactList ?? []) as Item[]);
    await this.#post(
      'webwxstatusnotify',
      {
        Code: 3,
        FromUserName: this.#self,
        ToUserName: this.#self,
        ClientMsgId: Math.floor(this.#now / 1000),
      },
      `lang=zh_CN&pass_ticket=${this.#ticket}`,
    );
  }

  /** Sex decides before the name does. */
  #file(contacts: readonly Item[]): void {
    for (const contact of contacts) {
      const name = need(contact, 'UserName');
      this.#emoji(need(contact, 'NickName'));
      need<number>(contact, 'VerifyFlag');
      if (need<number>(contact, 'Sex') === 0 && name.includes('@@'))
        this.#rooms.set(name, need(contact, 'MemberList'));
      else this.#people.add(name);
    }
  }

  async #contacts(): Promise<void> {
    let seq: unknown = 0;
    do {
      const query = `r=${Math.floor(this.#now / 1000)}&seq=${seq}&skey=${this.#skey}`;
      const told = (await this.http.get(`${this.#base}/webwxgetcontact?${query}`, bogus)).json();
      seq = told.Seq ?? 0;
      this.#file(need(told, 'MemberList'));
    } while (seq !== 0);
  }

  async #receive(leaves: boolean): Promise<string> {
    for (;;) {
      const now = this.#now;
      const sent = `r=${now}&skey=${encodeURIComponent(this.#skey)}&sid=${encodeURIComponent(this.#sid)}&uin=${this.#uin}`;
      const query = `${sent}&deviceid=e300521266238645&synckey=${encodeURIComponent(this.#checkKey)}&_=${now}`;
      const { text } = await this.http.get(`${this.#push}/synccheck?${query}`);
      const [, retcode, selector] = /window.synccheck=\{retcode:"(\d+)",selector:"(\d+)"\}/.exec(text) ?? [];
      // Whatever it cannot read is a logout to it.
      if (retcode !== '0') return retcode ?? text;
      if (selector === '0') continue;
      // The sid is pasted as it is.
      const query2 = `sid=${this.#sid}&skey=${this.#skey}&pass_ticket=${this.#ticket}`;
      const rr = ~Math.floor(now / 1000);
      const told = await this.#post('webwxsync', { SyncKey: this.#syncKey, rr }, query2);
      if (need<Item>(told, 'BaseResponse').Ret !== 0) return String(need<Item>(told, 'BaseResponse').Ret);
      this.#position(need(told, 'SyncKey'), need(told, 'SyncCheckKey'));
      this.#file(need<Item[]>(told, 'ModContactList'));
      for (const message of need<Item[]>(told, 'AddMsgList')) await this.#take(message);
      if (leaves && this.#messages.length > 2) return this.#leave();
    }
  }

  #position(syncKey: Item, checkKey: Item): void {
    this.#syncKey = syncKey;
    this.#checkKey = need<Item[]>(checkKey, 'List')
      .map(({ Key, Val }) => `${Key}_${Val}`)
      .join('|');
  }

  async #take(message: Item): Promise<void> {
    for (const name of ['ToUserName', 'Url', 'AppMsgType', 'StatusNotifyUserName', 'FileName', 'Content'])
      need(message, name);
    const from = need(message, 'FromUserName');
    const type = need<number>(message, 'MsgType');
    const id = String(need<bigint>(message, 'NewMsgId'));
    this.#emoji(need(message, 'Content'));
    const member =
      from.startsWith('@@') && type === 1 ? await this.#member(from, need(message, 'Content')) : undefined;
    const kind = type === 49 ? `49/${need<number>(message, 'AppMsgType')}` : String(type);
    this.#messages.push({ id, kind, from, ...(member !== undefined && { member }) });
    if (type === 3 && this.#picture === 0) {
      const query = `msgid=${id}&skey=${encodeURIComponent(this.#skey)}`;
      this.#picture = pictureSize(await this.http.get(`${this.#base}/webwxgetmsgimg?${query}`));
    }
  }

  async #member(room: string, content: string): Promise<string> {
    const name = found(content, /^(@[0-9a-z]*?):<br\/>/);
    const isHim = ({ UserName }: Item): boolean => UserName === name;
    if (!this.#rooms.get(room)?.some(isHim)) {
      const asked = { Count: 1, List: [{ UserName: room, ChatRoomId: '' }] };
      const told = await this.#post(
        'webwxbatchgetcontact',
        asked,
        `type=ex&r=${Math.floor(this.#now / 1000)}`,
      );
      const [contact] = need<Item[]>(told, 'ContactList');
      this.#rooms.set(room, need(contact, 'MemberList'));
    }
    return need(this.#rooms.get(room)?.find(isHim), 'NickName');
  }

  /** It decodes the code of an emoji as hexadecimal, and fails where it is none. */
  #emoji(text: string): void {
    for (const [, code] of text.matchAll(/<span class="emoji emoji(.{1,10})"><\/span>/g))
      if (!/^[0-9a-f]+$/.test(code!)) throw new SyntaxError(`emoji ${code}`);
  }

  async #leave(): Promise<string> {
    const query = `redirect=1&type=1&skey=${encodeURIComponent(this.#skey)}`;
    const got: Got = await this.http.follow(`${this.#base}/webwxlogout?${query}`);
    return `left ${got.status}`;
  }
}

export const itchat: Persona = {
  name: 'itchat',
  run: (effects, leaves = false) => new ItChat(effects, false).run(leaves),
};
export const itchatUos: Persona = {
  name: 'itchat-uos',
  run: (effects, leaves = false) => new ItChat(effects, true).run(leaves),
};
