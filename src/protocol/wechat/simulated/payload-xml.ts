/** The XML that messages carry inside, by kind (protocol.md 6.5). */
import { escapeText } from '../../codec/entities.ts';
import type { Fields } from '../../codec/values.ts';
import { cgi } from '../replies.ts';
import type { Ages } from './ages.ts';
import type { Contact } from './contact.ts';
import { encryFileName } from './mint.ts';
import type { WrittenMessage } from './scenario-shape.ts';

/** What a message is made from. */
export interface Making {
  readonly message: WrittenMessage;
  readonly id: string;
  readonly ages: Ages;
  /** Who wrote it. */
  readonly author: Contact;
  /** The person on a card, in a request, or quoted. */
  readonly about: Contact;
  /** Their UserName in this session. */
  readonly aboutAlias: string;
  readonly mediaId: string;
  readonly chinese: boolean;
}

/** An XML, a text, or a text as it is sent, and the fields of the item that go with it. */
export interface Made {
  readonly xml?: string;
  readonly text?: string;
  readonly wire?: string;
  readonly fields?: Fields;
}

const attribute = (text: string | number): string => escapeText(String(text)).replaceAll('"', '&quot;');
const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${attribute(value)}"`)
    .join('');
const element = (name: string, text: string | number = ''): string =>
  `<${name}>${escapeText(String(text))}</${name}>`;
const declared = '<?xml version="1.0"?>\n';

/** The parts of an appmsg in the order of the real ones. */
function appmsg(making: Making, type: number, more = ''): string {
  const { message, ages } = making;
  const declaration = ages.has('D32') && type === 5 ? '<?xml version="1.0" encoding="gbk"?>\n' : '';
  const { title = '', description = '', url = '' } = message;
  return [
    `${declaration}<msg>\n<appmsg appid="" sdkver="0">\n`,
    `${element('title', title)}\n${element('des', description)}\n<action>view</action>\n${element('type', type)}\n`,
    `<showtype>0</showtype>\n<content></content>\n${element('url', url)}\n<lowurl></lowurl>\n${more}`,
    '<extinfo></extinfo>\n</appmsg>\n',
    `${element('fromusername', making.author.id)}\n<scene>0</scene>\n`,
    '<appinfo>\n<version>1</version>\n<appname></appname>\n</appinfo>\n<commenturl></commenturl>\n</msg>\n',
  ].join('');
}

const sized = ({ message }: Making, width: number, height: number) => ({
  ImgWidth: message.width ?? width,
  ImgHeight: message.height ?? height,
});

const extension = (name: string): string => (name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '');

function image(making: Making): Made {
  return {
    xml: `${declared}<msg>\n<img length="6503" hdlength="0" />\n<commenturl></commenturl>\n</msg>\n`,
    fields: { ImgStatus: 2, ...sized(making, 120, 90) },
  };
}

function voice({ message, author, id }: Making): Made {
  const length = (message.seconds ?? 3) * 1000;
  const voicemsg = attributes({
    endflag: 1,
    cancelflag: 0,
    forwardflag: 0,
    voiceformat: 4,
    voicelength: length,
    length: message.bytes ?? 4096,
    bufid: 0,
    clientmsgid: id,
    fromusername: author.id,
  });
  return { xml: `<msg><voicemsg${voicemsg} /></msg>`, fields: { VoiceLength: length } };
}

function video(making: Making): Made {
  const { message, author } = making;
  const playlength = message.seconds ?? 8;
  const values = { length: message.bytes ?? 65_536, playlength, fromusername: author.id };
  return {
    xml: `${declared}<msg>\n<videomsg${attributes(values)} />\n</msg>\n`,
    fields: { PlayLength: playlength, ...sized(making, 160, 90) },
  };
}

const recommended = ({ about, aboutAlias, message }: Making, ticket = ''): Fields => ({
  RecommendInfo: {
    UserName: aboutAlias,
    NickName: about.name,
    QQNum: 0,
    Province: about.province,
    City: about.city,
    Content: message.text ?? '',
    Signature: about.signature,
    Alias: about.alias,
    Scene: 17,
    VerifyFlag: about.verify,
    AttrStatus: 0,
    Sex: about.sex,
    Ticket: ticket,
    OpCode: ticket === '' ? 0 : 2,
  },
});

function request(making: Making): Made {
  const { about, message, id } = making;
  const hex = BigInt(id).toString(16);
  const ticket = `v2_${hex.repeat(4)}@stranger`;
  const values = {
    fromusername: about.id,
    encryptusername: `v1_${hex.repeat(4)}@stranger`,
    fromnickname: about.name,
    content: message.text ?? '',
    scene: 3,
    sex: about.sex,
    alias: about.alias,
    ticket,
    opcode: 2,
  };
  return {
    xml: `<msg${attributes(values)}><brandlist count="0" ver="0"></brandlist></msg>`,
    fields: { ...recommended(making, ticket), Ticket: ticket },
  };
}

function card(making: Making): Made {
  const { about } = making;
  const values = { username: about.id, nickname: about.name, alias: about.alias, scene: 17, sex: about.sex, certflag: 0 };
  return { xml: `${declared}<msg${attributes(values)} />\n`, fields: recommended(making) };
}

function emoticon(making: Making): Made {
  const { author, id } = making;
  const md5 = BigInt(id).toString(16).padStart(32, '0');
  const values = { fromusername: author.id, tousername: '', type: 2, md5, len: 4321, productid: '', width: 120, height: 120 };
  const game = '<gameext type="0" content="0"></gameext>';
  return { xml: `<msg><emoji${attributes(values)}></emoji>${game}</msg>`, fields: sized(making, 120, 120) };
}

function location(making: Making): Made {
  const { message, id, ages } = making;
  const [x, y] = [39.908_823, 116.397_47];
  const label = message.text ?? '北京市东城区东长安街';
  const picture = `${cgi}/webwxgetpubliclinkimg?url=xxx&msgid=${id}&pictype=location`;
  const values = { x, y, scale: 16, label, maptype: 0, poiname: message.title ?? '广场' };
  const host = ages.has('D36') ? 'apis' : 'api';
  return {
    text: `${label}:\n${picture}`,
    fields: {
      Url: `http://${host}.map.qq.com/uri/v1/geocoder?coord=${x},${y}`,
      OriContent: `${declared}<msg>\n<location${attributes(values)} />\n</msg>\n`,
    },
  };
}

function file(making: Making): Made {
  const { message, mediaId } = making;
  const name = message.name ?? 'notes.txt';
  const bytes = message.bytes ?? 1024;
  const attached = [
    element('totallen', bytes),
    element('attachid', mediaId),
    element('fileext', extension(name)),
  ].join('\n');
  return {
    xml: appmsg({ ...making, message: { ...message, title: name } }, 6, `<appattach>\n${attached}\n</appattach>\n`),
    fields: {
      FileName: name,
      FileSize: String(bytes),
      MediaId: mediaId,
      EncryFileName: encryFileName(name),
    },
  };
}

/** Elements that some app messages have besides. */
const appParts: Readonly<Record<number, (making: Making) => string>> = {
  3: ({ message }) => element('dataurl', message.url),
  33: ({ about }) =>
    `<weappinfo>${element('pagepath', 'pages/index')}${element('username', `${about.id}@app`)}${element('appid', 'wx0000000000000000')}</weappinfo>`,
  36: ({ about }) =>
    `<weappinfo>${element('pagepath', 'pages/index')}${element('username', `${about.id}@app`)}${element('appid', 'wx0000000000000000')}</weappinfo>`,
  51: ({ about, message }) =>
    `<finderFeed>${element('objectId', '14000000000000000000')}${element('nickname', about.name)}${element('desc', message.text)}</finderFeed>`,
  57: ({ about, message, id }) =>
    `<refermsg>${element('type', 1)}${element('svrid', id)}${element('fromusr', about.id)}${element('displayname', about.name)}${element('content', message.text)}</refermsg>`,
  2000: ({ message }) =>
    `<wcpayinfo>${element('paysubtype', 1)}${element('feedesc', message.text ?? '￥8.88')}${element('transcationid', '100005')}${element('transferid', '100006')}</wcpayinfo>`,
};

/** App messages of every other type. */
export function app(making: Making, type: number): Made {
  if (type === 6) return file(making);
  const { title = '', url = '' } = making.message;
  return { xml: appmsg(making, type, appParts[type]?.(making) ?? ''), fields: { AppMsgType: type, FileName: title, Url: url } };
}

const news = ({ message }: Making): Made => {
  const { title = '今日要闻', url = 'http://mp.weixin.qq.com/s?__biz=MzA&mid=1', text = '' } = message;
  const item = `${element('title', title)}${element('url', url)}${element('digest', text)}${element('cover')}`;
  return { xml: `<mmreader><category type="20" count="1"><item>${item}</item></category></mmreader>` };
};

const greeting = ({ message, chinese }: Making): Made => ({
  text: message.text ?? (chinese ? '收到红包，请在手机上查看' : 'Red packet received. View on phone.'),
});

/** By MsgType; texts of every other type are sent as they are. */
export const makers: Readonly<Record<number, (making: Making) => Made>> = {
  3: image,
  34: voice,
  37: request,
  40: request,
  42: card,
  43: video,
  47: emoticon,
  48: (making) => ({ xml: String(location(making).fields?.OriContent) }),
  62: video,
  10002: ({ author, message }) => ({
    xml: `<sysmsg type="pat"><pat>${element('fromusername', author.id)}${element('template', message.text)}</pat></sysmsg>`,
  }),
};

/** Kinds that share a MsgType with texts. */
export const textMakers: Readonly<Record<string, (making: Making) => Made>> = {
  location,
  news,
  'red-envelope': greeting,
};
