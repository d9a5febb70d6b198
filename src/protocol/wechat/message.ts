/** One item of AddMsgList (protocol.md 4.3). */
import { integer, object, optional, text } from '../shape.ts';
import { formats } from './formats.ts';

const event = 'message.received';
const free = true;

export const message = object({
  MsgId: text({ pattern: formats.messageId, offers: ['message'], event }),
  FromUserName: text({ event, says: 'empty: the account itself' }),
  ToUserName: text({ event }),
  MsgType: integer({ event }),
  Content: text({ event, says: 'HTML-escaped once; <br/> is a line break' }),
  Status: optional(integer()),
  ImgStatus: optional(integer()),
  CreateTime: optional(integer({ dated: 's', says: 'unix seconds' })),
  VoiceLength: optional(integer({ says: 'ms', event })),
  PlayLength: optional(integer({ says: 's', event })),
  FileName: optional(text({ event, free })),
  FileSize: optional(text({ event, says: 'bytes' })),
  MediaId: optional(text({ offers: ['file'], event })),
  Url: optional(text({ event })),
  AppMsgType: optional(integer({ event })),
  StatusNotifyCode: optional(integer({ event })),
  StatusNotifyUserName: optional(text({ offers: ['chats'], event })),
  RecommendInfo: optional(
    object({
      UserName: text({ offers: ['friend request'], event }),
      NickName: text({ event, free }),
      QQNum: optional(integer()),
      Province: optional(text({ free })),
      City: optional(text({ free })),
      Content: optional(text({ event, free })),
      Signature: optional(text({ free })),
      Alias: optional(text({ event, free })),
      Scene: optional(integer({ event })),
      VerifyFlag: optional(integer()),
      AttrStatus: optional(integer()),
      Sex: optional(integer()),
      Ticket: optional(text({ offers: ['friend request'], event })),
      OpCode: optional(integer()),
    }),
  ),
  ForwardFlag: optional(integer()),
  AppInfo: optional(object({ AppID: text(), Type: integer() })),
  HasProductId: optional(integer()),
  Ticket: optional(text()),
  ImgHeight: optional(integer()),
  ImgWidth: optional(integer()),
  SubMsgType: optional(integer({ event })),
  NewMsgId: optional(integer({ says: 'the digits of MsgId as a number above 2^53' })),
  OriContent: optional(text({ event, free })),
  EncryFileName: optional(text({ offers: ['file name'], says: 'since 2017-12' })),
});

/** A message as it came, its fields possibly missing or of another type. */
export type WireMessage = Readonly<Record<string, unknown>>;
