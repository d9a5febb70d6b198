/** Messages as webwxsync delivers them: every field in its place (protocol.md 4.3). */

import { messageId } from './ids.mjs';
import { emojiSpans, typed } from './text.mjs';

/** @typedef {import('./cast.mjs').Person} Person */
/** @typedef {import('./cast.mjs').Room} Room */

const nobody = {
  UserName: '',
  NickName: '',
  QQNum: 0,
  Province: '',
  City: '',
  Content: '',
  Signature: '',
  Alias: '',
  Scene: 0,
  VerifyFlag: 0,
  AttrStatus: 0,
  Sex: 0,
  Ticket: '',
  OpCode: 0,
};

/**
 * One item of AddMsgList. `known` replaces defaults in place; NewMsgId has the digits of MsgId, as a number.
 * @param {import('./random.mjs').Random} random
 * @param {Record<string, unknown> & { RecommendInfo?: object }} known
 */
function addMsg(random, known) {
  const MsgId = messageId(random);
  const message = {
    MsgId,
    FromUserName: '',
    ToUserName: '',
    MsgType: 1,
    Content: '',
    Status: 3,
    ImgStatus: 1,
    CreateTime: 0,
    VoiceLength: 0,
    PlayLength: 0,
    FileName: '',
    FileSize: '',
    MediaId: '',
    Url: '',
    AppMsgType: 0,
    StatusNotifyCode: 0,
    StatusNotifyUserName: '',
    RecommendInfo: nobody,
    ForwardFlag: 0,
    AppInfo: { AppID: '', Type: 0 },
    HasProductId: 0,
    Ticket: '',
    ImgHeight: 0,
    ImgWidth: 0,
    SubMsgType: 0,
    NewMsgId: BigInt(MsgId),
    OriContent: '',
    EncryFileName: '',
  };
  return Object.assign(message, known, { RecommendInfo: { ...nobody, ...known.RecommendInfo } });
}

/** Who writes to whom: a person to the account, or a member into a room. */
export class Chat {
  /** @param {{ random: import('./random.mjs').Random, self: Person, from: Person, room?: Room }} chat */
  constructor({ random, self, from, room }) {
    this.random = random;
    this.self = self;
    this.from = from;
    this.room = room;
  }

  /** @param {Record<string, unknown>} fields `Content` without the sender's prefix; `CreateTime` is added on delivery */
  message(fields) {
    const isOwn = this.from === this.self;
    const needsPrefix = this.room && !isOwn && fields.MsgType !== 10000 && fields.MsgType !== 10002;
    const prefix = needsPrefix ? `${this.from.userName}:<br/>` : '';
    const other = this.room?.userName ?? (isOwn ? 'filehelper' : this.from.userName);
    return addMsg(this.random, {
      FromUserName: isOwn ? this.self.userName : other,
      ToUserName: isOwn ? other : this.self.userName,
      ...fields,
      Content: `${prefix}${fields.Content ?? ''}`,
    });
  }

  /** What somebody typed. */
  text(words) {
    return this.message({ MsgType: 1, Content: typed(words) });
  }

  /** A line the system writes into the chat; nobody sends it. */
  notice(words) {
    return this.message({ MsgType: 10000, Status: 4, Content: emojiSpans(words) });
  }
}
