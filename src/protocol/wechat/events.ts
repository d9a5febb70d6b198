/** The events of a WeChat Web session: each type with its own fields. */
import {
  anything,
  boolean,
  either,
  integer,
  list,
  nothing,
  number,
  object,
  optional,
  type Static,
  text,
} from '../shape.ts';
import type { Message } from './messages.ts';

const secret = { secret: true } as const;
const time = text({ says: 'ISO 8601, milliseconds' });
const code = either(integer(), text());

export const eventShapes = {
  'login.qr': object({ uuid: text() }),
  'login.waiting': object({}),
  'login.scanned': object({ avatar: optional(object({ mime: text(), bytes: integer() })) }),
  'login.confirmed': object({ redirectUri: text(), ticket: text(secret), scanAt: optional(time) }),
  'login.cancelled': object({}),
  'login.expired': object({}),
  'login.failed': object({ code }),
  'session.opened': object({
    uin: text(secret),
    sid: text(secret),
    skey: text(secret),
    passTicket: text(secret),
    cookies: object({}, { ...secret, says: 'value by name' }),
  }),
  'session.refused': object({
    ret: either(integer(), text(), nothing({ says: 'the reply has none' })),
    message: text(),
    as: text({ values: ['xml', 'json', 'html', 'redirect', 'empty'] }),
  }),
  'session.initialised': object({
    user: object({ uin: text(secret), userName: text(), nickName: text() }),
    contacts: integer(),
    syncKey: text(),
  }),
  'session.notified': object({ code: integer() }),
  'session.closed': object({
    by: text({ values: ['server', 'client'] }),
    retcode: optional(code),
    ret: optional(code),
    meaning: text(),
  }),
  'contacts.listed': object({ count: integer(), seq: integer() }),
  'contacts.fetched': object({ count: integer(), rooms: integer() }),
  'contact.changed': object({
    user: text(),
    name: text(),
    remark: optional(text()),
    kind: text({ values: ['person', 'room', 'official', 'special', 'self'] }),
    members: optional(integer()),
  }),
  'contact.removed': object({ user: text() }),
  'sync.checked': object({ retcode: code, selector: code, heldMs: number() }),
  'sync.pulled': object({ messages: integer(), contacts: integer(), continue: boolean() }),
  'message.received': object({
    id: text(),
    kind: text(),
    from: text(),
    to: text(),
    sender: optional(text({ says: 'who wrote it, in a room' })),
    room: optional(text()),
    text: optional(text()),
    payload: optional(anything()),
  }),
  'message.sent': object({ id: text(), kind: text(), to: text() }),
  'message.revoked': object({ id: text(), revoked: text() }),
  'media.uploaded': object({
    name: text(),
    size: integer(),
    mediaId: text(),
    chunk: optional(integer()),
    chunks: optional(integer()),
  }),
  'media.fetched': object({ what: text(), id: text(), mime: text(), bytes: integer() }),
  telemetry: object({ reports: list(text()) }),
} satisfies Record<string, object>;

type Shapes = typeof eventShapes;

/** The fields of each event by its type; `message` is short for `message.received`. */
export type WechatEvents = {
  readonly [Type in Exclude<keyof Shapes, 'message.received'>]: Static<Shapes[Type]>;
} & { readonly 'message.received': Message; readonly message: Message };
