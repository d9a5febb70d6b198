/** The contact model of WeChat Web: objects, flags and what a name stands for (protocol.md 5). */
import { integer, list, object, optional, text } from '../shape.ts';
import { formats } from './formats.ts';
import { asNumber } from './loose.ts';

/** Bits of ContactFlag. */
export const contactFlags: Readonly<Record<number, string>> = {
  1: 'contact',
  2: 'chat contact',
  4: 'room contact',
  8: 'blacklisted',
  16: 'domain',
  32: 'hidden',
  64: 'favourite',
  128: 'third-party app',
  256: 'blacklisted from moments',
  512: 'muted person',
  2048: 'pinned',
};

/** Bits of VerifyFlag; bit 8 makes an official account. */
export const verifyFlags: Readonly<Record<number, string>> = {
  1: 'business',
  2: 'famous',
  4: 'large business',
  8: 'brand',
  16: 'verified',
};

const name = text({ pattern: formats.userName, offers: ['contact'], event: 'message.received' });
const picture = { offers: ['picture'], says: 'path on the main host' } as const;
const roomCode = { offers: ['room code'] } as const;

/** How a name and a remark are pronounced: initials, and in full. */
/** What people call themselves, each other, and the places they live in. */
const free = { free: true } as const;

const pinyin = {
  PYInitial: optional(text(free)),
  PYQuanPin: optional(text(free)),
  RemarkPYInitial: optional(text(free)),
  RemarkPYQuanPin: optional(text(free)),
};

const aboutMember = {
  AttrStatus: optional(integer()),
  ...pinyin,
  MemberStatus: optional(integer({ says: '0 normal, 3 has blacklisted you, 4 has deleted you' })),
  DisplayName: optional(text({ ...free, says: 'nickname in this room' })),
  KeyWord: optional(text(free)),
};

/** Member of a room (5.2). */
const member = object({
  Uin: integer(),
  UserName: text({ pattern: formats.userName }),
  NickName: text(free),
  ...aboutMember,
});

/** The same where a room was just made or changed. */
export const roomMember = object({
  Uin: optional(integer()),
  UserName: text(),
  NickName: optional(text(free)),
  ...aboutMember,
});

/** A person, room or official account, as init, getcontact and batchgetcontact list them (5.1). */
export const contact = object({
  Uin: optional(integer({ says: 'nearly always 0' })),
  UserName: name,
  NickName: text({ ...free, says: 'may hold emoji spans' }),
  HeadImgUrl: optional(text(picture)),
  ContactFlag: optional(integer({ bits: contactFlags })),
  MemberCount: optional(integer()),
  MemberList: optional(list(member)),
  RemarkName: optional(text(free)),
  HideInputBarFlag: optional(integer({ says: '1: cannot be answered' })),
  Sex: optional(integer({ says: '0 unknown, 1 male, 2 female' })),
  Signature: optional(text(free)),
  VerifyFlag: optional(integer({ bits: verifyFlags })),
  OwnerUin: optional(integer()),
  ...pinyin,
  StarFriend: optional(integer()),
  AppAccountFlag: optional(integer()),
  Statues: optional(integer({ says: 'rooms: 0 muted, 1 open' })),
  AttrStatus: optional(integer({ says: 'opaque, more than 32 bits' })),
  Province: optional(text(free)),
  City: optional(text(free)),
  Alias: optional(text(free)),
  SnsFlag: optional(integer()),
  UniFriend: optional(integer()),
  DisplayName: optional(text(free)),
  ChatRoomId: optional(integer()),
  KeyWord: optional(text(free)),
  EncryChatRoomId: optional(text(roomCode)),
  IsOwner: optional(integer({ says: 'rooms, since 2017-02' })),
  ChatRoomOwner: optional(text({ sometimes: true, says: "rooms: the owner's UserName" })),
});

/** Changed contact of a webwxsync reply: another shape than `contact` (5.3). */
export const changedContact = object({
  UserName: text({ pattern: formats.userName, event: 'contact.changed' }),
  NickName: optional(text({ ...free, event: 'contact.changed' })),
  Sex: optional(integer()),
  HeadImgUpdateFlag: optional(integer()),
  ContactType: optional(integer()),
  Alias: optional(text(free)),
  ChatRoomOwner: optional(text()),
  HeadImgUrl: optional(text(picture)),
  ContactFlag: optional(integer()),
  MemberCount: optional(integer({ event: 'contact.changed' })),
  MemberList: optional(list(member)),
  HideInputBarFlag: optional(integer()),
  Signature: optional(text(free)),
  VerifyFlag: optional(integer()),
  RemarkName: optional(text({ ...free, event: 'contact.changed' })),
  Statues: optional(integer()),
  AttrStatus: optional(integer()),
  Province: optional(text(free)),
  City: optional(text(free)),
  SnsFlag: optional(integer()),
  KeyWord: optional(text(free)),
  // Not in the changed contacts of 2016, met in later ones.
  Uin: optional(integer()),
  OwnerUin: optional(integer()),
  ...pinyin,
  StarFriend: optional(integer()),
  AppAccountFlag: optional(integer()),
  UniFriend: optional(integer()),
  DisplayName: optional(text(free)),
  ChatRoomId: optional(integer()),
  EncryChatRoomId: optional(text(roomCode)),
  IsOwner: optional(integer()),
});

/** The account itself, in the reply of webwxinit (3.1). */
export const self = object({
  Uin: integer({ feeds: 'uin', event: 'session.initialised' }),
  UserName: text({ pattern: formats.userName, feeds: 'userName', event: 'session.initialised' }),
  NickName: optional(text({ ...free, event: 'session.initialised' })),
  HeadImgUrl: optional(text(picture)),
  RemarkName: optional(text(free)),
  ...pinyin,
  HideInputBarFlag: optional(integer()),
  StarFriend: optional(integer()),
  Sex: optional(integer()),
  Signature: optional(text(free)),
  AppAccountFlag: optional(integer()),
  VerifyFlag: optional(integer()),
  ContactFlag: optional(integer()),
  WebWxPluginSwitch: optional(integer()),
  HeadImgFlag: optional(integer()),
  SnsFlag: optional(integer()),
});

/** Accounts that go by their own name instead of an alias (5.4). */
const specialNames = new Set(
  (
    'filehelper newsapp fmessage weixin weibo qqmail tmessage qmessage qqsync floatbottle lbsapp shakeapp medianote ' +
    'qqfriend readerapp blogapp facebookapp masssendapp meishiapp feedsapp voip blogappweixin brandsessionholder ' +
    'weixinreminder officialaccounts notification_messages wxitil userexperience_alarm wxid_novlwrv3lqwv11 gh_22b87fa7cb3c'
  ).split(' '),
);

export type ContactKind = 'person' | 'room' | 'official' | 'special' | 'self';

export function isRoom(userName: string): boolean {
  return formats.room.test(userName);
}

/** What a contact is, told by its name and flags (5.4). */
export function contactKind(userName: string, verifyFlag: unknown, self?: unknown): ContactKind {
  if (specialNames.has(userName)) return 'special';
  if (isRoom(userName)) return 'room';
  if (userName === self) return 'self';
  return asNumber(verifyFlag) & 8 ? 'official' : 'person';
}
