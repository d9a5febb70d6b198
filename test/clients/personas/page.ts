/** The real web page of 2016 to 2022, by what research/official.md says of it; numbers are those of its section 1. */
import type { Effects } from '../../../src/effects.ts';
import { uploadPicture } from './page-upload.ts';
import { cgi, enc, PageWire } from './page-wire.ts';
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

const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

interface Habits {
  /** Where it is opened; the account may belong elsewhere. */
  readonly host: string;
  readonly isDesktop: boolean;
  /** It uploads a picture, and sends that. */
  readonly uploads?: boolean;
}

class WebPage {
  readonly #wire: PageWire;
  readonly #desktop: boolean;
  readonly #uploads: boolean;
  readonly #contacts = new Map<string, Item>();
  readonly #messages: Seen[] = [];
  readonly #known = new Set<string>();
  #self = '';
  #syncKey: Item = {};
  #checkKey: Item = {};
  #picture = 0;

  constructor(effects: Effects, { host, isDesktop, uploads = false }: Habits) {
    this.#wire = new PageWire(effects, host);
    this.#desktop = isDesktop;
    this.#uploads = uploads;
  }

  async run(leaves: boolean): Promise<Report> {
    await this.#enter();
    await this.#init();
    const [, end] = await Promise.all([this.#list(), this.#receive(leaves)]);
    await this.#leave(end === '1100' ? 0 : 1);
    const contacts = new Set(this.#contacts.keys());
    const { http } = this.#wire;
    return { http, contacts, messages: this.#messages, picture: this.#picture, hasSent: true, end };
  }

  async #enter(): Promise<void> {
    const back = `https://${this.#wire.host}${cgi}/webwxnewloginpage${this.#desktop ? '?mod=desktop' : ''}`;
    const asked = `appid=wx782c26e4c19acffb&redirect_uri=${enc(back)}&fun=new&lang=zh_CN&_=${this.#wire.now}`;
    this.#wire.window = { QRLogin: {} };
    await this.#wire.script(`https://${this.#wire.hostOf('login')}/jslogin?${asked}`);
    const { code, uuid } = this.#wire.window.QRLogin as Item;
    if (code !== 200) throw new Error(`jslogin ${code}`);
    const r = ~this.#wire.now & 0x7fffffff;
    for (let tip = 1, polls = 0; ; tip = 0, polls++) {
      if (polls > 20) throw new Error('nobody confirms');
      const query = `loginicon=true&uuid=${uuid}&tip=${tip}&r=${r}&_=${this.#wire.now}`;
      await this.#wire.script(`https://${this.#wire.hostOf('login')}${cgi}/login?${query}`);
      if (this.#wire.window.code === 200) break;
      if (this.#wire.window.code !== 201 && this.#wire.window.code !== 408)
        throw new Error(`login ${this.#wire.window.code}`);
    }
    const uri = String(this.#wire.window.redirect_uri);
    const { host } = new URL(uri);
    if (host === this.#wire.host) await this.#redeem(uri);
    else await this.#moveTo(host, uri);
    if (this.#wire.http.exchanges.some(({ response }) => hidesCookies(response?.headers ?? [])))
      throw new Error('cookies that no script may read (1.3)');
  }

  /** On its own host: by XHR, which needs 200 and XML (1.4 a). */
  async #redeem(uri: string): Promise<void> {
    const more = this.#desktop ? '&fun=new&version=v2&mod=desktop&lang=zh_CN' : '&fun=new&version=v2';
    const { status, text } = await this.#wire.get(`${uri}${more}`);
    if (status !== 200) throw new Error(`newloginpage ${status}`);
    const element = (name: string): string => found(text, new RegExp(`<${name}>([^<]*)</${name}>`));
    // Anything else is shown to the user, and the page starts again (1.10).
    if (element('ret') !== '0') throw new Error(element('message'));
    this.#wire.ticket = element('pass_ticket');
    this.#wire.request = { Uin: element('wxuin'), Sid: element('wxsid'), Skey: element('skey') };
  }

  /** Elsewhere: the browser goes there, and the page that it is led to finds cookies alone (1.2, 1.4 b). */
  async #moveTo(host: string, uri: string): Promise<void> {
    const moved = await this.#wire.http.get(uri, [['Accept', 'text/html']]);
    if (moved.status !== 301 || moved.header('location') === undefined)
      throw new Error('left on a blank page');
    this.#wire.host = new URL(moved.header('location')!).host;
    if (this.#wire.host !== host) throw new Error(`led to ${this.#wire.host}`);
    const { text } = await this.#wire.http.get(moved.header('location')!);
    // Which skips the QR code (1.5).
    if (!isLoggedIn(text)) throw new Error('a page that asks for a QR code again');
    const cookie = (name: string): string => need({ [name]: this.#wire.http.cookies.get(name) }, name);
    this.#wire.request = { Uin: cookie('wxuin'), Sid: cookie('wxsid'), Skey: '' };
  }

  /** Two of them, a millisecond apart; the first answer wins, the other one is given up (1.1). */
  async #init(): Promise<void> {
    const body = this.#wire.base;
    const query = `r=${~this.#wire.now & 0x7fffffff}`;
    const second = this.#wire.http.effects.sleep(1).then(() => this.#wire.call('webwxinit', query, body));
    const told = await Promise.race([this.#wire.call('webwxinit', query, body), second]);
    void second.catch(() => undefined);
    if (need<Item>(told, 'BaseResponse').Ret !== 0) throw new Error('not initialised');
    const user = need<Item>(told, 'User');
    this.#self = need(user, 'UserName');
    this.#wire.request = { ...this.#wire.request, Uin: need<number>(user, 'Uin') };
    // It has no other source of it after a move or a reload.
    if (this.#wire.request.Skey === '')
      this.#wire.request = { ...this.#wire.request, Skey: need(told, 'SKey') };
    this.#move(told);
    this.#know((told.ContactList ?? []) as Item[]);
    const ids = { FromUserName: this.#self, ToUserName: this.#self, ClientMsgId: this.#wire.now };
    await this.#wire.call('webwxstatusnotify', '', { ...this.#wire.base, Code: 3, ...ids });
  }

  /** Without a MemberList a room breaks the page, without the account in it the room is not shown (1.6). */
  #know(contacts: readonly Item[]): void {
    for (const contact of contacts) {
      const name = need(contact, 'UserName');
      const members = name.startsWith('@@') ? need<Item[]>(contact, 'MemberList') : [];
      if (members.length > 0 && !members.some(({ UserName }) => UserName === this.#self))
        throw new Error(`the account is not in its room ${name}`);
      this.#contacts.set(name, contact);
    }
  }

  /** A position without a Count is no position (1.11). */
  #move({ SyncKey, SyncCheckKey }: Item): void {
    if (Number((SyncKey as Item | undefined)?.Count) > 0) this.#syncKey = SyncKey as Item;
    if (Number((SyncCheckKey as Item | undefined)?.Count) > 0) this.#checkKey = SyncCheckKey as Item;
    else if (this.#checkKey.Count === undefined) this.#checkKey = this.#syncKey;
  }

  async #list(): Promise<void> {
    let seq: unknown = 0;
    // It stops after so many pages (1.14).
    for (let pages = 0; pages < 17; pages++) {
      const query = [
        this.#wire.appended,
        `r=${this.#wire.now}`,
        `seq=${seq}`,
        `skey=${this.#wire.request.Skey}`,
      ];
      const url = `https://${this.#wire.host}${cgi}/webwxgetcontact?${query.filter((part) => part !== '').join('&')}`;
      const told = (await this.#wire.get(url)).json();
      this.#know(need<Item[]>(told, 'MemberList'));
      seq = told.Seq ?? 0;
      if (seq === 0) break;
    }
    const rooms = [...this.#contacts.keys()].filter((name) => name.startsWith('@@'));
    const List = rooms.map((UserName) => ({ UserName, ChatRoomId: '' }));
    const body = { ...this.#wire.base, Count: List.length, List };
    const told = await this.#wire.call('webwxbatchgetcontact', `type=ex&r=${this.#wire.now}`, body);
    this.#know(need<Item[]>(told, 'ContactList'));
    await this.#send('webwxsendmsg', '', { Type: 1, Content: greeting });
    if (this.#uploads) {
      const MediaId = await uploadPicture(this.#wire, this.#self);
      await this.#send('webwxsendmsgimg', 'fun=async&f=json', { Type: 3, MediaId, Content: '' });
    }
  }

  async #send(name: string, query: string, message: Item): Promise<void> {
    const id = `${this.#wire.now}0${String(this.#wire.http.effects.random()).slice(2, 5)}`;
    const Msg = {
      ...message,
      FromUserName: this.#self,
      ToUserName: 'filehelper',
      LocalID: id,
      ClientMsgId: id,
    };
    const told = await this.#wire.call(name, query, { ...this.#wire.base, Msg, Scene: 0 });
    if (need<Item>(told, 'BaseResponse').Ret !== 0) throw new Error('a red bubble');
  }

  async #receive(leaves: boolean): Promise<string> {
    for (;;) {
      const { Skey, Sid, Uin } = this.#wire.request;
      const key = need<Item[]>(this.#checkKey, 'List')
        .map(({ Key, Val }) => `${Key}_${Val}`)
        .join('|');
      const own = `r=${this.#wire.now}&skey=${enc(Skey)}&sid=${enc(Sid)}&uin=${Uin}&deviceid=e123456789012345`;
      // What the script does not set is what it was.
      this.#wire.window = { synccheck: { retcode: '-1', selector: '0' } };
      const query = `${own}&synckey=${enc(key)}&_=${this.#wire.now}`;
      await this.#wire.script(`https://${this.#wire.hostOf('push')}${cgi}/synccheck?${query}`);
      const { retcode, selector } = this.#wire.window.synccheck as { retcode: string; selector: string };
      // Nothing else but webwxinit ends its session (1.9).
      if (['1100', '1101', '1102'].includes(retcode)) return retcode;
      if (retcode !== '0') throw new Error(`synccheck ${retcode}`);
      if (selector !== '0') await this.#pull();
      if (leaves && this.#messages.length > 2) return `left`;
    }
  }

  async #pull(): Promise<void> {
    // Both pasted as they are.
    const query = `sid=${this.#wire.request.Sid}&skey=${this.#wire.request.Skey}`;
    const rr = ~this.#wire.now & 0x7fffffff;
    const told = await this.#wire.call('webwxsync', query, {
      ...this.#wire.base,
      SyncKey: this.#syncKey,
      rr,
    });
    this.#move(told);
    this.#know((told.ModContactList ?? []) as Item[]);
    for (const message of (told.AddMsgList ?? []) as Item[]) await this.#take(message);
  }

  async #take(message: Item): Promise<void> {
    const id = need(message, 'MsgId');
    // The same id is the same message as long as the page is open (1.12).
    if (typeof id !== 'string' || this.#known.has(id)) return;
    this.#known.add(id);
    const [type, from] = [need<number>(message, 'MsgType'), need(message, 'FromUserName')];
    const member =
      from.startsWith('@@') && type === 1 ? this.#member(from, need(message, 'Content')) : undefined;
    const kind = type === 49 ? `49/${need<number>(message, 'AppMsgType')}` : String(type);
    this.#messages.push({ id, kind, from, ...(member !== undefined && { member }) });
    if (type !== 3 || this.#picture > 0) return;
    const url = `https://${this.#wire.host}${cgi}/webwxgetmsgimg?&MsgID=${id}&skey=${enc(this.#wire.request.Skey)}&type=slave`;
    this.#picture = pictureSize(await this.#wire.get(url));
  }

  /** 1.13 */
  #member(room: string, content: string): string {
    const name = found(content, /^(@[a-zA-Z0-9]+|[a-zA-Z0-9_-]+):<br\/>/);
    const members = need<Item[]>(this.#contacts.get(room), 'MemberList');
    return need(
      members.find(({ UserName }) => UserName === name),
      'NickName',
    );
  }

  /** A form, sent as a navigation. If the cookies lived on it would log in and out for ever (1.5). */
  async #leave(type: number): Promise<void> {
    const url = `https://${this.#wire.host}${cgi}/webwxlogout?redirect=1&type=${type}&skey=${enc(this.#wire.request.Skey)}`;
    const left = await this.#wire.http.post(
      url,
      `sid=${enc(this.#wire.request.Sid)}&uin=${this.#wire.request.Uin}`,
      [form],
    );
    const location = left.header('location');
    if (left.status !== 301 || location === undefined) throw new Error(`logout ${left.status}`);
    if (/wxsid=|wxuin=/.test(this.#wire.http.cookies.header(url)))
      throw new Error('cookies that outlive the logout');
    if (isLoggedIn((await this.#wire.http.get(location)).text))
      throw new Error('a page that goes on without cookies');
  }
}

const isLoggedIn = (html: string): boolean => /isLogin:\s*!!"1"/.test(html);
const hidesCookies = (headers: readonly (readonly [string, string])[]): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === 'set-cookie' && /;\s*httponly/i.test(value));

/** The page as it is opened somewhere. */
export const page = (habits: Habits): Persona => ({
  name: `the page${habits.isDesktop ? ' in desktop mode' : ''} at ${habits.host}`,
  run: (effects, leaves = false) => new WebPage(effects, habits).run(leaves),
});
