/** Requests of real clients, recorded against another backend, are answered by this one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Effects } from '../../../../src/effects.ts';
import { Body, type HeaderList } from '../../../../src/exchange.ts';
import type { Backend } from '../../../../src/protocol/backend.ts';
import { codecs } from '../../../../src/protocol/codec/index.ts';
import { inProcess, VirtualClock } from '../../../../src/protocol/drive.ts';
import { at } from '../../../../src/protocol/shape.ts';
import { splitUrl } from '../../../../src/protocol/url.ts';
import { noon, Page, type Said, said, simulate } from './page.ts';

const folder = join(import.meta.dirname, '../../../../../shared/client-hars');
const recordings = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.har')) : [];

interface Recorded {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly postData?: { readonly text?: string; readonly encoding?: string };
  };
  readonly response: {
    readonly status: number;
    readonly content: { readonly text?: string; readonly encoding?: string };
  };
}

const nameOf = (url: string): string => splitUrl(url).path.split('/').at(-1)!;
const recordedText = ({ response }: Recorded): string =>
  response.content.encoding === 'base64' ? '' : (response.content.text ?? '');

function json(text: string): unknown {
  const decoded = codecs.json.decode(Body.ofText(text));
  return decoded.ok ? decoded.value : undefined;
}

type Contact = { readonly UserName: string };

/** Sends the requests again, with what they carry of the recorded session replaced by what this one was given. */
class Again {
  readonly #effects: Effects;
  readonly #entries: readonly Recorded[];
  readonly #values = new Map<string, string>();
  readonly #rooms: string[] = [];
  readonly #people: string[] = [];
  readonly #types = new Map<string, unknown>();
  /** Ids of our messages by MsgType. */
  readonly #ours = new Map<unknown, string>();
  #syncKey: unknown;

  constructor(effects: Effects, entries: readonly Recorded[]) {
    this.#effects = effects;
    this.#entries = entries;
  }

  /** The device cookies of a login before this one. */
  bindDevice(cookies: Said['cookies']): void {
    for (const { name, value } of this.#entries.flatMap(({ request }) => request.headers)) {
      if (name.toLowerCase() !== 'cookie') continue;
      for (const key of ['webwx_auth_ticket', 'webwxuvid']) {
        this.#bind(new RegExp(`${key}=([^;]*)`).exec(value)?.[1], cookies[key]);
      }
    }
  }

  async send(entry: Recorded): Promise<Said> {
    const { method, url, headers, postData } = entry.request;
    const sent: HeaderList = headers
      .filter(({ name }) => !/^(?:content-length|connection)$/i.test(name))
      .map(({ name, value }) => [name, this.#replace(value)] as const);
    const body = postData?.text === undefined ? undefined : this.#body(postData.text, postData.encoding, url);
    const exchange = await this.#effects.send({
      method,
      url: this.#url(url),
      headers: sent,
      ...(body && { body }),
    });
    const reply = said(exchange);
    this.#learn(entry, reply);
    if (nameOf(url) === 'webwxinit' && this.#people.length > 0) await this.#meetAll(new URL(url).host, sent);
    return reply;
  }

  /** Requests overlap, so that a contact may be asked for before the recorded list that named it. */
  async #meetAll(host: string, sent: HeaderList): Promise<void> {
    const headers = sent.filter(([name]) => name.toLowerCase() === 'cookie');
    const url = `https://${host}/cgi-bin/mmwebwx-bin/webwxgetcontact?seq=0`;
    const ours = said(await this.#effects.send({ method: 'GET', url, headers }));
    this.#meet((ours.got('/MemberList') ?? []) as Contact[]);
    for (const entry of this.#entries) {
      const theirs = json(recordedText(entry));
      for (const pointer of ['/ContactList', '/MemberList'])
        this.#pair((at(theirs, pointer) ?? []) as Contact[]);
    }
  }

  #url(url: string): string {
    let text = this.#replace(url, encodeURIComponent);
    if (this.#syncKey && nameOf(url) === 'synccheck') {
      const list = (this.#syncKey as { List: { Key: number; Val: number }[] }).List;
      const joined = list.map(({ Key, Val }) => `${Key}_${Val}`).join('%7C');
      const isObject = /synckey=(?:%7B|\{)/i.test(text);
      const key = isObject ? encodeURIComponent(JSON.stringify(this.#syncKey)) : joined;
      text = text.replace(/synckey=[^&]*/, `synckey=${key}`);
    }
    return text;
  }

  #body(text: string, encoding: string | undefined, url: string): Body {
    if (encoding === 'base64') {
      const bytes = Buffer.from(text, 'base64').toString('latin1');
      return Body.ofBytes(Buffer.from(this.#replace(bytes), 'latin1'));
    }
    let replaced = this.#replace(text);
    if (this.#syncKey && nameOf(url) === 'webwxsync') {
      replaced = replaced.replace(/("SyncKey": ?)\{[^\]]*\]\}/, `$1${JSON.stringify(this.#syncKey)}`);
    }
    return Body.ofText(replaced);
  }

  #replace(text: string, spell = (value: string): string => value): string {
    let out = text;
    for (const [from, to] of this.#values) {
      out = out.replaceAll(from, spell(to));
      const encoded = encodeURIComponent(from);
      if (encoded !== from) out = out.replaceAll(encoded, encodeURIComponent(to));
    }
    return out;
  }

  #bind(from: unknown, to: unknown): void {
    if (typeof from === 'string' && typeof to === 'string' && from !== '' && to !== '')
      this.#values.set(from, to);
  }

  /** What both replies gave, theirs and ours. */
  #learn(entry: Recorded, reply: Said): void {
    const text = recordedText(entry);
    const both = (pattern: RegExp): void =>
      this.#bind(pattern.exec(text)?.[1], pattern.exec(reply.text)?.[1]);
    const given: Readonly<Record<string, readonly RegExp[]>> = {
      jslogin: [/uuid = "([^"]+)"/],
      webwxpushloginurl: [/"uuid": ?"([^"]+)"/],
      login: [/ticket=([^&"]+)/, /scan=(\d+)/],
      webwxnewloginpage: ['skey', 'wxsid', 'wxuin', 'pass_ticket'].map(
        (name) => new RegExp(`<${name}>([^<]*)<`),
      ),
    };
    for (const pattern of given[nameOf(entry.request.url)] ?? []) both(pattern);
    const theirs = json(text);
    if (theirs === undefined) return;
    this.#bind(at(theirs, '/User/UserName'), reply.got('/User/UserName'));
    this.#bind(at(theirs, '/MsgID'), reply.got('/MsgID'));
    this.#bind(at(theirs, '/MediaId'), reply.got('/MediaId'));
    for (const pointer of ['/ContactList', '/MemberList']) {
      this.#meet((reply.got(pointer) ?? []) as Contact[]);
      this.#pair((at(theirs, pointer) ?? []) as Contact[]);
    }
    this.#messages((at(theirs, '/AddMsgList') ?? []) as never[], (reply.got('/AddMsgList') ?? []) as never[]);
    const key = reply.got('/SyncKey');
    if (at(key, '/List')) this.#syncKey = key;
  }

  #meet(contacts: readonly Contact[]): void {
    for (const { UserName } of contacts) {
      const list = UserName.startsWith('@@') ? this.#rooms : UserName.startsWith('@') ? this.#people : [];
      if (!list.includes(UserName)) list.push(UserName);
    }
  }

  /** Their contacts become ours, one by one. */
  #pair(contacts: readonly Contact[]): void {
    for (const { UserName } of contacts) {
      if (!UserName.startsWith('@') || this.#values.has(UserName)) continue;
      const list = UserName.startsWith('@@') ? this.#rooms : this.#people;
      const used = new Set(this.#values.values());
      this.#bind(UserName, list.find((name) => !used.has(name)) ?? list[0]);
    }
  }

  #messages(theirs: readonly Record<string, unknown>[], ours: readonly Record<string, unknown>[]): void {
    for (const { MsgId, MsgType } of ours) this.#ours.set(MsgType, String(MsgId));
    for (const { MsgId, MsgType } of theirs) this.#types.set(String(MsgId), MsgType);
    for (const [id, type] of this.#types) {
      const mine = this.#ours.get(type) ?? this.#ours.get(3);
      if (mine !== undefined) this.#values.set(id, mine);
    }
  }
}

/** Everything at once, so that recordings made at any pace find it. */
const scenario = {
  family: 'wx2',
  account: { uin: 2_663_483_803 },
  rooms: [1, 2, 3].map((number) => ({ topic: `room ${number}`, owner: 'self' })),
  phone: { scan: 100, confirm: 400 },
  events: [
    { after: 0, message: { text: 'hello' } },
    { after: 0, message: { room: 0, text: 'hello all' } },
    { after: 0, message: { kind: 'image' } },
    { after: 0, message: { kind: 'link', title: 'a link', url: 'https://example.org/' } },
    { after: 0, message: { kind: 'voice' } },
    { after: 0, message: { kind: 'video' } },
  ],
};

/** What a reply says of itself, by its kind: a Ret, a login code, a retcode. */
function acceptable(entry: Recorded, reply: Said): string {
  const name = nameOf(entry.request.url);
  const theirs = entry.response.status;
  if (Math.floor(reply.status / 100) !== Math.floor(theirs / 100))
    return `${name}: ${theirs} became ${reply.status}`;
  const wanted = json(recordedText(entry));
  const ret = at(wanted, '/BaseResponse/Ret');
  if (ret !== undefined && reply.got('/BaseResponse/Ret') !== ret) {
    return `${name}: Ret ${String(ret)} became ${String(reply.got('/BaseResponse/Ret'))}`;
  }
  if (name === 'login' && ![200, 201, 408].includes(Number(reply.got('/window.code'))))
    return `${name}: ${reply.text}`;
  if (name === 'webwxnewloginpage' && reply.status !== theirs)
    return `${name}: ${theirs} became ${reply.status}`;
  // A page asks for a picture by the LocalID of a message that is not sent yet.
  const isDownload = /^webwxget(?:msgimg|icon|headimg|media|voice|video)$/.test(name);
  if (
    isDownload &&
    reply.text === '' &&
    /MsgID=\d{19}|msgid=\d{19}|username=|mediaid=/i.test(entry.request.url)
  ) {
    return `${name}: empty for ${entry.request.url}`;
  }
  return '';
}

const hasEnded = (entry: Recorded): boolean =>
  /retcode:"11\d\d"/.test(recordedText(entry)) || nameOf(entry.request.url) === 'webwxlogout';

describe.skipIf(recordings.length === 0)(
  'recorded requests (read from ../shared/client-hars where it is)',
  () => {
    test.each(recordings)('of %s are answered acceptably', async (name) => {
      const log = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { log: { entries: Recorded[] } };
      const backend = simulate(
        name.includes('push') ? { ...scenario, phone: [{ scan: 0, confirm: 0 }] } : scenario,
      );
      const clock = new VirtualClock(noon);
      const again = new Again(inProcess(backend, clock), log.log.entries);
      if (name.includes('push')) again.bindDevice(await earlierLogin(backend, clock));
      const wrong: string[] = [];
      let hasLeft = false;
      const end = log.log.entries.findIndex(hasEnded);
      const entries = log.log.entries.slice(0, end < 0 ? undefined : end);
      for (const entry of entries) {
        const reply = await again.send(entry);
        const verdict = acceptable(entry, reply);
        hasLeft ||= entry.request.url.includes('fun=quitchatroom');
        // The other backend forgot at once that a room was left.
        if (verdict !== '' && !(hasLeft && verdict.endsWith('became 1204'))) wrong.push(verdict);
        // A recorded hold may have been shorter than ours: poll on where theirs moved on.
        await catchUp(again, entry, reply);
      }
      expect(wrong).toEqual([]);
    });
  },
);

async function earlierLogin(backend: Backend, clock: VirtualClock): Promise<Said['cookies']> {
  const page = new Page(backend, { clock, host: 'wx2.qq.com' });
  await page.code();
  await page.pollToEnd();
  return (await page.redeem()).cookies;
}

/** Their code came at this poll, ours at a later one. */
async function catchUp(again: Again, entry: Recorded, reply: Said): Promise<void> {
  const wanted = /window\.code=(20\d)/.exec(recordedText(entry))?.[1];
  if (wanted === undefined) return;
  const isThere = (code: unknown): boolean => String(code) === wanted || code === 200;
  let code = reply.got('/window.code');
  for (let tries = 0; tries < 50 && !isThere(code); tries++)
    code = (await again.send(entry)).got('/window.code');
}
