/** Items of AddMsgList: what happens to the account, as the server tells it (protocol.md 4.3, 6). */
import type { Fields } from '../../codec/values.ts';
import { Filled } from '../../filled.ts';
import type { Shape } from '../../shape.ts';
import { plainText } from '../content.ts';
import { message as messageShape } from '../message.ts';
import { messageKinds } from '../messages.ts';
import { app } from './app-xml.ts';
import { type Contact, escapeHtml, wireText } from './contact.ts';
import type { Made, Making } from './making.ts';
import { makers, textMakers } from './payload-xml.ts';
import type { WrittenMessage } from './scenario-shape.ts';
import type { Known, Session } from './session.ts';
import type { News } from './stream.ts';
import { nudged } from './system-texts.ts';

const shape = messageShape as unknown as Shape;

/** Something to be delivered. */
export interface Delivery {
  readonly item: Filled;
  readonly news: News;
  readonly known?: Known;
  /** Name of the message in the scenario. */
  readonly label?: string;
}

/** Who says something where. */
export interface Speech {
  readonly author: Contact;
  /** Chat on the other side: a person, or a room. */
  readonly chat: Contact;
  readonly seconds: number;
  /** Scenario ms. */
  readonly now: number;
}

const app49 = 49;
/** AppMsgType of an app message whose kind stands for all that are not in the table. */
const anyApp = 99;
/** The first row of each kind. */
const rows = new Map(messageKinds.toReversed().map((row) => [row.kind, row]));
const systemTypes = new Set([10000, 10002, 51, 9999]);

/** XML on the wire: escaped once more, line ends as `<br/>`. */
const wireXml = (xml: string): string => escapeHtml(xml).replaceAll('\n', '<br/>');

/** The item without its content: who, to whom, when. */
function envelope(session: Session, { author, chat, seconds }: Speech, id: string): Fields {
  const { circle } = session;
  const isOwn = author.kind === 'self';
  return {
    MsgId: id,
    FromUserName: isOwn ? session.userName : circle.alias(chat),
    ToUserName: isOwn ? circle.alias(chat) : session.userName,
    Status: 3,
    ImgStatus: 1,
    CreateTime: seconds,
    NewMsgId: BigInt(id),
  };
}

/** The prefix that names the sender in a room; own messages and system texts have none. */
function prefix({ circle }: Session, { author, chat }: Speech, type: number): string {
  const isNamed = chat.kind === 'room' && author.kind !== 'self' && !systemTypes.has(type);
  return isNamed ? `${circle.alias(author)}:<br/>` : '';
}

/** A message of a scenario. */
export function deliveryOf(
  session: Session,
  speech: Speech,
  message: WrittenMessage,
  about: Contact,
  chinese: boolean,
): Delivery {
  const { kind = 'text', fields = {} } = message;
  const when = rows.get(kind)?.when ?? {};
  const type = Number((fields as Fields).MsgType ?? when.MsgType);
  const id = session.messageId();
  const making: Making = {
    message,
    id,
    ages: session.ages,
    author: speech.author,
    about,
    aboutAlias: session.circle.alias(about),
    mediaId: type === app49 ? session.mediaId() : '',
    chinese,
  };
  const made = madeOf(making, kind, type, Number(when.AppMsgType ?? anyApp));
  const head = envelope(session, speech, id);
  if (kind === 'status-notify')
    return statusNotify(session, message.code ?? 2, [speech.chat], speech.seconds);
  const content = made.xml === undefined ? (made.wire ?? wireText(made.text ?? '')) : wireXml(made.xml);
  Object.assign(head, when, made.fields).Content = prefix(session, speech, type) + content;
  return {
    // What a scenario adds may have any key, `__proto__` too.
    item: new Filled(shape, message.fields === undefined ? head : { ...head, ...(fields as Fields) }),
    news: 'message',
    known: {
      id,
      chat: session.circle.alias(speech.chat),
      at: speech.now,
      own: false,
      kind,
      author: speech.author.name,
    },
    ...(message.id !== undefined && { label: message.id }),
  };
}

function madeOf(making: Making, kind: string, type: number, appType: number): Made {
  if (type === app49) return app(making, appType);
  const { text } = making.message;
  if (type === 1) return textMakers[kind]?.(making) ?? { text: text ?? '' };
  if (text === undefined && type === 10000)
    return { wire: nudged(making.author.name, making.ages.has('D31')) };
  return makers[type]?.(making) ?? { text: text ?? '' };
}

/** A sentence of the server in a chat; names in it are as sent. */
export function systemDelivery(
  session: Session,
  chat: Contact,
  text: string,
  seconds: number,
  now: number,
): Delivery {
  const speech: Speech = { author: chat, chat, seconds, now };
  const id = session.messageId();
  return {
    item: new Filled(shape, { ...envelope(session, speech, id), MsgType: 10000, Content: text }),
    news: 'message',
  };
}

/** Somebody took a message back. */
export function recallDelivery(session: Session, target: Known, seconds: number, chinese: boolean): Delivery {
  const id = session.messageId();
  const chat = session.circle.byAlias(target.chat);
  const author = plainText(target.author).replaceAll(']]>', ']] >');
  const says = chinese ? `"${author}" 撤回了一条消息` : `"${author}" has recalled a message.`;
  const chatId = chat?.id ?? target.chat;
  const xml = [
    '<sysmsg type="revokemsg"><revokemsg>',
    `<session>${chatId}</session><oldmsgid>${target.id.slice(0, 10)}</oldmsgid><msgid>${target.id}</msgid>`,
    `<replacemsg><![CDATA[${says}]]></replacemsg></revokemsg></sysmsg>`,
  ].join('');
  return {
    item: new Filled(shape, {
      MsgId: id,
      FromUserName: target.chat,
      ToUserName: session.userName,
      MsgType: 10002,
      Content: wireXml(xml),
      Status: 4,
      ImgStatus: 1,
      CreateTime: seconds,
      NewMsgId: BigInt(id),
    }),
    news: 'message',
  };
}

/** What the phone shows: 4 its list of chats, 1, 2 and 5 a chat read, entered, left. The real ids leak in Content. */
export function statusNotify(
  session: Session,
  code: number,
  chats: readonly Contact[],
  seconds: number,
): Delivery {
  const id = session.messageId();
  const { self } = session.circle;
  const ids = chats.map((chat) => chat.id).join(',');
  const unread =
    code === 4 ? '<unreadchatlist>\n</unreadchatlist>\n<unreadfunctionlist>\n</unreadfunctionlist>\n' : '';
  const xml = `<msg>\n<op id='${code}'>\n<username>${ids}</username>\n${unread}</op>\n</msg>`;
  return {
    item: new Filled(shape, {
      ...envelope(session, { author: self, chat: self, seconds, now: 0 }, id),
      MsgType: 51,
      Content: wireXml(xml),
      StatusNotifyCode: code,
      StatusNotifyUserName: chats.map((chat) => session.circle.alias(chat)).join(','),
    }),
    news: code === 4 ? 'message' : 'activity',
  };
}
