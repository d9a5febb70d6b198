/** Every kind of message: how it is recognised and what is read from it (protocol.md 6.2, 6.3). */
import type { EventBody } from '../endpoint.ts';
import { isRoom } from './contact.ts';
import { splitSender } from './content.ts';
import { asNumber, asText } from './loose.ts';
import type { WireMessage } from './message.ts';
import { type Parsed, type Payload, parseMessage, present } from './parsed-message.ts';
import * as read from './payload.ts';
import * as readApp from './payload-app.ts';
import { systemEvent, wordingOf } from './system.ts';

export interface MessageKind {
  readonly kind: string;
  readonly says: string;
  /** Fields of the item that must have these values. */
  readonly when: Readonly<Record<string, number | string>>;
  /** Content is a text that people read. */
  readonly text?: true;
  /** The member in which the server itself speaks, and which of its known sentences that is. */
  readonly wording?: { readonly at: 'Content'; of(text: string): string | undefined };
  /** The member in which people write what they like. */
  readonly free?: 'Content';
  payload?(message: Parsed): Payload | undefined;
}

const app = <const K extends string, P = ReturnType<typeof readApp.appMessage>>(
  AppMsgType: number,
  kind: K,
  says: string,
  payload: (message: Parsed) => P = readApp.appMessage as (message: Parsed) => P,
) => ({ kind, says, when: { MsgType: 49, AppMsgType }, payload }) as const;

/** The first row whose `when` holds decides; rows with more conditions stand before those with fewer. */
const kindRows = [
  { kind: 'location', says: 'a place', when: { MsgType: 1, SubMsgType: 48 }, payload: read.location },
  {
    kind: 'news',
    says: 'news of the day',
    when: { MsgType: 1, FromUserName: 'newsapp' },
    payload: readApp.news,
  },
  {
    kind: 'red-envelope',
    says: 'a red envelope, shown as text',
    when: { MsgType: 1, AppMsgType: 2001 },
    text: true,
  },
  { kind: 'text', says: 'a text', when: { MsgType: 1 }, text: true, free: 'Content' },
  { kind: 'image', says: 'a picture', when: { MsgType: 3 }, payload: read.image },
  { kind: 'voice', says: 'a voice message', when: { MsgType: 34 }, payload: read.voice },
  { kind: 'friend-request', says: 'somebody wants to be added', when: { MsgType: 37 }, payload: read.person },
  { kind: 'possible-friend', says: 'somebody you may know', when: { MsgType: 40 }, payload: read.person },
  { kind: 'card', says: 'a contact card', when: { MsgType: 42 }, payload: read.person },
  { kind: 'video', says: 'a video', when: { MsgType: 43 }, payload: read.video },
  { kind: 'emoticon', says: 'a sticker', when: { MsgType: 47 }, payload: read.emoticon },
  { kind: 'location', says: 'a place', when: { MsgType: 48 }, payload: read.location },
  app(1, 'app-text', 'a text of an app'),
  app(2, 'app-image', 'a picture of an app'),
  app(3, 'music', 'a piece of music', readApp.music),
  app(4, 'video-link', 'a link to a video', readApp.link),
  app(5, 'link', 'a link, or articles of an official account', readApp.link),
  app(6, 'file', 'a file', readApp.file),
  app(7, 'open-app', 'opens an app'),
  app(8, 'app-emoticon', 'a sticker of an app'),
  app(9, 'voice-reminder', 'a voice reminder'),
  app(10, 'scanned-product', 'a product that was scanned'),
  app(13, 'product', 'a product'),
  app(15, 'emoticon-set', 'a set of stickers'),
  app(16, 'coupon', 'a card or ticket'),
  app(17, 'live-location', 'a location shared while moving'),
  app(19, 'chat-record', 'messages passed on together'),
  app(0, 'chat-record', 'messages passed on together, as one client met them'),
  app(33, 'mini-program', 'a mini program', readApp.miniProgram),
  app(36, 'mini-program', 'a mini program', readApp.miniProgram),
  app(51, 'channels-video', 'a video of the channels', readApp.channels),
  app(53, 'group-note', 'a note for a group'),
  app(57, 'quote', 'an answer that quotes a message', readApp.quote),
  app(2000, 'transfer', 'money sent', readApp.transfer),
  app(2001, 'red-envelope', 'a red envelope', readApp.transfer),
  app(100001, 'link', 'articles, as the page numbers them', readApp.link),
  { kind: 'app', says: 'an app message of another type', when: { MsgType: 49 }, payload: readApp.appMessage },
  { kind: 'voip', says: 'a call', when: { MsgType: 50 } },
  { kind: 'status-notify', says: 'what the phone does', when: { MsgType: 51 }, payload: read.statusNotify },
  { kind: 'voip-notify', says: 'a call was answered or ended', when: { MsgType: 52 } },
  { kind: 'voip-invite', says: 'somebody calls', when: { MsgType: 53 } },
  { kind: 'micro-video', says: 'a short video', when: { MsgType: 62 }, payload: read.video },
  { kind: 'system-notice', says: 'a notice the page ignores', when: { MsgType: 9999 }, text: true },
  {
    kind: 'system',
    says: 'a sentence of the server',
    when: { MsgType: 10000 },
    text: true,
    wording: { at: 'Content', of: wordingOf },
    payload: (message) => read.systemXml(message) ?? systemEvent(message.text),
  },
  {
    kind: 'system-xml',
    says: 'a system message: recall, nudge, to-do',
    when: { MsgType: 10002 },
    payload: read.systemXml,
  },
] as const satisfies readonly MessageKind[];

export const messageKinds: readonly MessageKind[] = kindRows;

type Row = (typeof kindRows)[number];
type PayloadOf<R> = R extends { readonly payload: (message: Parsed) => infer P }
  ? { readonly payload?: Exclude<P, undefined> }
  : { readonly payload?: undefined };
type TextOf<R> = R extends { readonly text: true }
  ? { readonly text: string }
  : { readonly text?: undefined };
type OfRow<R> = R extends Row ? { readonly kind: R['kind'] } & PayloadOf<R> & TextOf<R> : never;

/** What every message has, and by its kind what this one has besides. */
export type Message = {
  readonly id: string;
  /** Names of this session. */
  readonly from: string;
  readonly to: string;
  /** Who wrote it, in a room. */
  readonly sender?: string;
  readonly room?: string;
} & (OfRow<Row> | { readonly kind: 'unknown'; readonly text?: string; readonly payload?: Payload });

/** In the page's script, but nobody has met them on the web. */
const unmet: Readonly<Record<number, string>> = {
  2: 'text',
  11: 'text',
  12: 'text',
  13: 'image',
  35: 'push-mail',
  36: 'text',
  38: 'push-system',
  39: 'image',
  44: 'video',
};

interface Candidate {
  readonly row: MessageKind;
  /** What must hold besides MsgType. */
  readonly conditions: readonly (readonly [name: string, value: string])[];
}

const byType = new Map<number, Candidate[]>();
for (const row of messageKinds) {
  const { MsgType, ...rest } = row.when;
  const conditions = Object.entries(rest).map(([name, value]) => [name, String(value)] as const);
  const type = Number(MsgType);
  byType.set(type, [...(byType.get(type) ?? []), { row, conditions }]);
}

export function kindOf(message: WireMessage): MessageKind | undefined {
  for (const { row, conditions } of byType.get(asNumber(message.MsgType, Number.NaN)) ?? [])
    if (conditions.every(([name, value]) => asText(message[name]) === value)) return row;
  return undefined;
}

/** The one event of one item of AddMsgList. `self` is the account's own alias, where known. */
export function messageEvent(wire: WireMessage, self: unknown): EventBody {
  const from = asText(wire.FromUserName) || asText(self);
  const to = asText(wire.ToUserName);
  const room = isRoom(from) ? from : isRoom(to) ? to : undefined;
  const { sender, rest } = contentOf(wire, from);
  const row = kindOf(wire);
  const message = parseMessage(wire, rest);
  const id = asText(wire.MsgId);
  const revoked = asNumber(wire.MsgType) === 10002 ? revokedId(message) : undefined;
  if (revoked !== undefined) return { type: 'message.revoked', id, revoked };
  const payload = row ? row.payload?.(message) : unknownPayload(wire);
  return {
    type: 'message.received',
    id,
    kind: row?.kind ?? unmet[asNumber(wire.MsgType)] ?? 'unknown',
    from,
    to,
    ...(sender !== undefined && { sender }),
    ...(room !== undefined && { room }),
    ...((row?.text || row === undefined) && { text: message.text }),
    ...(payload && { payload }),
  };
}

/** What others write in a room begins with their name; own messages and the server's sentences do not. */
function contentOf(wire: WireMessage, from: string): { readonly sender?: string; readonly rest: string } {
  const content = asText(wire.Content);
  return isRoom(from) && asNumber(wire.MsgType) !== 10000 ? splitSender(content) : { rest: content };
}

/** `msgid` 0 stands for the sender's last message, whichever that was. */
function revokedId(message: Parsed): string | undefined {
  const type = message.xml('/sysmsg/@type');
  if (type !== undefined && type !== 'revokemsg') return undefined;
  return message.xml('/sysmsg/revokemsg/msgid') ?? message.xml('/revokemsg/msgid');
}

const unknownPayload = (wire: WireMessage): Payload | undefined =>
  present({ msgType: wire.MsgType, appMsgType: wire.AppMsgType, subMsgType: wire.SubMsgType });

const sentKinds: Readonly<Record<string, string>> = {
  webwxsendmsgimg: 'image',
  webwxsendvideomsg: 'video',
  webwxsendemoticon: 'emoticon',
};

/** The kind of a message that is sent, told by its endpoint and Type. */
export function sentKind(endpoint: string, type: unknown): string {
  const fixed = sentKinds[endpoint];
  if (fixed !== undefined) return fixed;
  const when =
    endpoint === 'webwxsendappmsg'
      ? { MsgType: 49, AppMsgType: type, SubMsgType: 0 }
      : { MsgType: type, SubMsgType: 0 };
  return kindOf(when)?.kind ?? 'unknown';
}
