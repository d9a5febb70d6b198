/** What the service's JSON replies say. */

import { iconPath, personContact, roomContact, storedName } from './contacts.mjs';
import { noKeys } from './synckeys.mjs';

/** @typedef {import('./session.mjs').Session} Session */

const base = (ret = 0, message = '') => ({ BaseResponse: { Ret: ret, ErrMsg: message } });

/** A reply that says only whether it went well. */
export const plain = (ret, message) => base(ret, message);

/** webwxinit. @param {Session} session */
export function initBody({ cast, login, keys, page }, chats) {
  const self = { ...cast.self };
  const list = chats.map((chat) => listed(chat, { cast, login }));
  return {
    ...base(),
    Count: list.length,
    ContactList: list,
    SyncKey: keys.first,
    User: {
      Uin: login.uin,
      UserName: self.userName,
      NickName: storedName(self.nick),
      HeadImgUrl: iconPath(self, login.skey),
      RemarkName: '',
      PYInitial: '',
      PYQuanPin: '',
      RemarkPYInitial: '',
      RemarkPYQuanPin: '',
      HideInputBarFlag: 0,
      StarFriend: 0,
      Sex: self.sex,
      Signature: storedName(self.signature),
      AppAccountFlag: 0,
      VerifyFlag: 0,
      ContactFlag: 0,
      WebWxPluginSwitch: 0,
      HeadImgFlag: 1,
      SnsFlag: 17,
    },
    ChatSet: chats.map(({ userName }) => `${userName},`).join(''),
    SKey: login.skey,
    ClientVersion: 402_653_740,
    SystemTime: Math.floor(page.now / 1000),
    GrayScale: 1,
    InviteStartCount: 40,
    ...subscriptions(cast.brands.at(-1), Math.floor(page.now / 1000)),
    ClickReportInterval: 600_000,
  };
}

/** A room or a person, as lists hold them. */
const listed = (chat, { cast, login }) =>
  'members' in chat
    ? roomContact(chat, { skey: login.skey, self: cast.self, uin: login.uin, detail: 'list' })
    : personContact(chat, login.skey);

const subscriptions = (brand, second) => ({
  MPSubscribeMsgCount: 1,
  MPSubscribeMsgList: [
    {
      UserName: brand.userName,
      MPArticleCount: 1,
      MPArticleList: [
        {
          Title: '旧城墙下的书摊',
          Digest: '一本书的三个主人',
          Cover: 'http://mmbiz.qpic.cn/mmbiz_jpg/0a1b2c3d4e5f/640?wxtype=jpeg&wxfrom=0',
          Url: 'http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMA==&mid=2650000001&idx=1&sn=5f0e#rd',
        },
      ],
      Time: second - 5_400,
      NickName: brand.nick,
    },
  ],
});

/** One page of webwxgetcontact. @param {Session} session */
export function contactPage({ cast, login }, contacts, seq) {
  const MemberList = contacts.map((contact) => listed(contact, { cast, login }));
  return { ...base(), MemberCount: MemberList.length, MemberList, Seq: seq };
}

/** webwxbatchgetcontact: what was asked for, rooms with their members. @param {Session} session */
export function batchBody({ cast, login }, wanted) {
  const options = {
    skey: login.skey,
    self: cast.self,
    uin: login.uin,
    detail: /** @type {const} */ ('full'),
  };
  const ContactList = wanted.map((chat) =>
    'members' in chat ? roomContact(chat, options) : personContact(chat, login.skey),
  );
  return { ...base(), Count: ContactList.length, ContactList };
}

const unchangedProfile = {
  BitFlag: 0,
  UserName: { Buff: '' },
  NickName: { Buff: '' },
  BindUin: 0,
  BindEmail: { Buff: '' },
  BindMobile: { Buff: '' },
  Status: 0,
  Sex: 0,
  PersonalCard: 0,
  Alias: '',
  HeadImgUpdateFlag: 0,
  HeadImgUrl: '',
  Signature: '',
};

/**
 * webwxsync: the whole skeleton, whatever it carries.
 * @param {{ messages?: object[], contacts?: object[], removed?: object[], continueFlag?: number, keys?: { SyncKey: object, SyncCheckKey: object }, ret?: number }} news
 */
export const syncBody = ({
  messages = [],
  contacts = [],
  removed = [],
  continueFlag = 0,
  keys,
  ret = 0,
}) => ({
  ...base(ret),
  AddMsgCount: messages.length,
  AddMsgList: messages,
  ModContactCount: contacts.length,
  ModContactList: contacts,
  DelContactCount: removed.length,
  DelContactList: removed,
  ModChatRoomMemberCount: 0,
  ModChatRoomMemberList: [],
  Profile: unchangedProfile,
  ContinueFlag: continueFlag,
  SyncKey: keys?.SyncKey ?? noKeys,
  SKey: '',
  SyncCheckKey: keys?.SyncCheckKey ?? noKeys,
});

/** The answer to a send: the server's id, and the page's own again. */
export const sentBody = (messageId, localId) => ({ ...base(), MsgID: messageId, LocalID: localId });

/** webwxuploadmedia; only the last chunk gets an id. */
export const uploadedBody = ({ mediaId, position, fileName }) => ({
  ...base(),
  MediaId: mediaId,
  StartPos: position,
  CDNThumbImgHeight: 0,
  CDNThumbImgWidth: 0,
  EncryFileName: encodeURIComponent(fileName).replaceAll('.', '%2E'),
});
