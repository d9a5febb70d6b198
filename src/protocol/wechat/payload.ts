/** Reads the XML inside a message into plain fields (protocol.md 6.5). */
import { xmlTree } from '../codec/xml-tree.ts';
import { at } from '../shape.ts';
import { innerXml, plainText, unescapeHtml } from './content.ts';
import { asText } from './loose.ts';
import type { WireMessage } from './message.ts';

/** A message being read; its XML is parsed when a reader first asks. */
export interface Parsed {
  readonly wire: WireMessage;
  /** Content after the sender's prefix, still escaped. */
  readonly content: string;
  readonly text: string;
  /** The value at a pointer into the payload XML, as text; elements may sit below `msg` or at the root. */
  xml(pointer: string): string | undefined;
  /** The same, for repeated elements. */
  xmlList(pointer: string): readonly unknown[];
}

export function parseMessage(wire: WireMessage, content: string): Parsed {
  return new ParsedMessage(wire, content);
}

class ParsedMessage implements Parsed {
  readonly wire: WireMessage;
  readonly content: string;
  #root: unknown;
  #inside: unknown;

  constructor(wire: WireMessage, content: string) {
    this.wire = wire;
    this.content = content;
  }

  get text(): string {
    return plainText(this.content);
  }

  xml(pointer: string): string | undefined {
    return textOf(this.#value(pointer));
  }

  xmlList(pointer: string): readonly unknown[] {
    const found = this.#value(pointer);
    return Array.isArray(found) ? found : found === undefined ? [] : [found];
  }

  #value(pointer: string): unknown {
    if (this.#root === undefined) {
      this.#root = parseXml(this.content) ?? {};
      this.#inside = at(this.#root, '/msg');
    }
    return at(this.#inside, pointer) ?? at(this.#root, pointer);
  }
}

function parseXml(content: string): unknown {
  const xml = innerXml(content);
  return xml === '' ? undefined : xmlTree(xml);
}

/** Text of an element that may carry attributes beside it. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '#text'))
    return textOf((value as { '#text': unknown })['#text']);
  return undefined;
}

export type Payload = Record<string, unknown>;

/** The same fields, each of them possibly missing. */
type Present<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Only the fields that are there and not empty. */
export function present<T extends object>(fields: T): Present<T> | undefined {
  let kept: Payload | undefined;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || value === '' || Number.isNaN(value)) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept as Present<T> | undefined;
}

const integerOf = (value: unknown): number | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
};
const positive = (value: unknown): number | undefined => {
  const number = integerOf(value);
  return number === undefined || number <= 0 ? undefined : number;
};
const wireText = (message: Parsed, name: string): string | undefined => {
  const value = message.wire[name];
  // Names and addresses are escaped like Content.
  return typeof value === 'string' ? unescapeHtml(value) : undefined;
};
const size = (message: Parsed) => ({
  width: positive(message.wire.ImgWidth),
  height: positive(message.wire.ImgHeight),
});

export const image = (message: Parsed) =>
  present({
    ...size(message),
    bytes: positive(message.xml('/img/@length')),
    originalBytes: positive(message.xml('/img/@hdlength')),
  });

export const voice = (message: Parsed) =>
  present({
    durationMs: positive(message.wire.VoiceLength) ?? positive(message.xml('/voicemsg/@voicelength')),
    bytes: positive(message.xml('/voicemsg/@length')),
  });

export const video = (message: Parsed) =>
  present({
    durationS: positive(message.wire.PlayLength) ?? positive(message.xml('/videomsg/@playlength')),
    ...size(message),
    bytes: positive(message.xml('/videomsg/@length')),
  });

/** A request or card: the JSON part is there for every account, the XML part may be fuller. */
export function person(message: Parsed) {
  const info = (message.wire.RecommendInfo ?? {}) as Record<string, unknown>;
  const own = (name: string) => (typeof info[name] === 'string' ? info[name] : undefined);
  return present({
    userName: own('UserName') || message.xml('/@username') || message.xml('/@encryptusername'),
    nickName: own('NickName') || message.xml('/@nickname') || message.xml('/@fromnickname'),
    alias: own('Alias') || message.xml('/@alias'),
    greeting: own('Content') || message.xml('/@content'),
    scene: integerOf(info.Scene) ?? integerOf(message.xml('/@scene')),
    province: own('Province'),
    city: own('City'),
  });
}

/** Plain stickers have game type 0; 1 and 2 are rock-paper-scissors and dice, whose content is the result. */
export const emoticon = (message: Parsed) =>
  present({
    md5: message.xml('/emoji/@md5'),
    bytes: positive(message.xml('/emoji/@len')),
    width: positive(message.xml('/emoji/@width')) ?? positive(message.wire.ImgWidth),
    height: positive(message.xml('/emoji/@height')) ?? positive(message.wire.ImgHeight),
    product: message.xml('/emoji/@productid'),
    game: positive(message.xml('/gameext/@type')),
    result: positive(message.xml('/gameext/@content')),
  });

/** Coordinates come in the original XML, or in the link to a map. */
export function location(message: Parsed) {
  const original = parseMessage(message.wire, asText(message.wire.OriContent) || message.content);
  const attribute = (name: string) => original.xml(`/location/@${name}`);
  const url = wireText(message, 'Url');
  const coordinates = /[?&]coord=(-?[\d.]+)(?:,|%2C)(-?[\d.]+)/i.exec(url ?? '');
  const decimal = (text: string | undefined) =>
    text === undefined || text === '' ? undefined : Number(text);
  return present({
    label: attribute('label') || message.text.split(/:?\n/)[0],
    poi: attribute('poiname'),
    latitude: decimal(attribute('x') ?? coordinates?.[1]),
    longitude: decimal(attribute('y') ?? coordinates?.[2]),
    scale: integerOf(attribute('scale')),
    url,
  });
}

const app = (message: Parsed, name: string): string | undefined => message.xml(`/appmsg/${name}`);
const appTitle = (message: Parsed): string | undefined =>
  app(message, 'title') || wireText(message, 'FileName');

export const link = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    url: wireText(message, 'Url') || app(message, 'url'),
    source: app(message, 'sourcedisplayname') || message.xml('/appinfo/appname'),
    articles: articles(message),
  });

/** Articles of an official account. */
function articles(message: Parsed) {
  const items = ['/appmsg/mmreader/category/item', '/mmreader/category/item', '/category/item'].flatMap(
    (pointer) => message.xmlList(pointer),
  );
  const read = items.map((item) =>
    present({
      title: textOf(at(item, '/title')),
      url: textOf(at(item, '/url')),
      digest: textOf(at(item, '/digest')),
      cover: textOf(at(item, '/cover')),
    }),
  );
  const found = read.filter((item) => item !== undefined);
  return found.length > 0 ? found : undefined;
}

export const news = (message: Parsed) => present({ articles: articles(message) });

export const file = (message: Parsed) =>
  present({
    name: wireText(message, 'FileName') || app(message, 'title'),
    bytes: positive(message.wire.FileSize) ?? positive(app(message, 'appattach/totallen')),
    extension: app(message, 'appattach/fileext'),
    mediaId: wireText(message, 'MediaId') || app(message, 'appattach/attachid'),
  });

export const music = (message: Parsed) => present({ ...link(message), dataUrl: app(message, 'dataurl') });

export const transfer = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    amount: app(message, 'wcpayinfo/feedesc'),
    memo: app(message, 'wcpayinfo/pay_memo'),
    step: integerOf(app(message, 'wcpayinfo/paysubtype')),
    transferId: app(message, 'wcpayinfo/transferid'),
    // The server misspells it.
    transactionId: app(message, 'wcpayinfo/transcationid'),
  });

export const miniProgram = (message: Parsed) =>
  present({
    title: appTitle(message),
    description: app(message, 'des'),
    url: app(message, 'url'),
    program: app(message, 'sourcedisplayname'),
    userName: app(message, 'weappinfo/username') || app(message, 'sourceusername'),
    appId: app(message, 'weappinfo/appid'),
    page: app(message, 'weappinfo/pagepath'),
  });

export const quote = (message: Parsed) =>
  present({
    title: appTitle(message),
    quoted: present({
      type: integerOf(app(message, 'refermsg/type')),
      id: app(message, 'refermsg/svrid'),
      from: app(message, 'refermsg/fromusr'),
      chat: app(message, 'refermsg/chatusr'),
      name: app(message, 'refermsg/displayname'),
      text: app(message, 'refermsg/content'),
    }),
  });

export const channels = (message: Parsed) =>
  present({
    title: appTitle(message),
    author: app(message, 'finderFeed/nickname'),
    description: app(message, 'finderFeed/desc'),
    objectId: app(message, 'finderFeed/objectId'),
    userName: app(message, 'finderFeed/username'),
  });

export const appMessage = (message: Parsed) =>
  present({ title: appTitle(message), description: app(message, 'des'), url: app(message, 'url') });

const notifyCodes: Readonly<Record<number, string>> = {
  1: 'read',
  2: 'entered-chat',
  3: 'started',
  4: 'synced-chats',
  5: 'left-chat',
};

export function statusNotify(message: Parsed) {
  const code = integerOf(message.wire.StatusNotifyCode);
  const users = (wireText(message, 'StatusNotifyUserName') ?? '').split(',').filter((name) => name !== '');
  return present({ code, means: notifyCodes[code ?? -1], users: users.length > 0 ? users : undefined });
}

/** Type and text of a system XML such as a nudge or a to-do. */
export const systemXml = (message: Parsed) =>
  present({
    type: message.xml('/sysmsg/@type'),
    template:
      message.xml('/sysmsg/pat/template') ?? message.xml('/sysmsg/sysmsgtemplate/content_template/template'),
    from: message.xml('/sysmsg/pat/fromusername'),
    to: message.xml('/sysmsg/pat/pattedusername'),
  });
