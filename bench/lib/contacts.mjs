/** Contact objects in the shapes and key orders of the service (protocol.md 5.1 to 5.3). */

import { emojiSpans, escaped } from './text.mjs';

/** @typedef {import('./cast.mjs').Person} Person */
/** @typedef {import('./cast.mjs').Room} Room */

/** A name as stored: escaped, emoji as spans. */
export const storedName = (text) => emojiSpans(escaped(text));

/** Where a person's picture is; no key of the session, no picture. @param {Person} person */
export const iconPath = ({ seq, userName }, skey) =>
  `/cgi-bin/mmwebwx-bin/webwxgeticon?seq=${seq}&username=${userName}&skey=${skey}`;

/** @param {Room} room */
export const roomIconPath = ({ seq, userName }, skey) =>
  `/cgi-bin/mmwebwx-bin/webwxgetheadimg?seq=${seq}&username=${userName}&skey=${skey}`;

/** Keys every contact has; the ones given replace their defaults in place. */
const contact = (known) => ({
  Uin: 0,
  UserName: '',
  NickName: '',
  HeadImgUrl: '',
  ContactFlag: 0,
  MemberCount: 0,
  MemberList: [],
  RemarkName: '',
  HideInputBarFlag: 0,
  Sex: 0,
  Signature: '',
  VerifyFlag: 0,
  OwnerUin: 0,
  PYInitial: '',
  PYQuanPin: '',
  RemarkPYInitial: '',
  RemarkPYQuanPin: '',
  StarFriend: 0,
  AppAccountFlag: 0,
  Statues: 0,
  AttrStatus: 0,
  Province: '',
  City: '',
  Alias: '',
  SnsFlag: 0,
  UniFriend: 0,
  DisplayName: '',
  ChatRoomId: 0,
  KeyWord: '',
  EncryChatRoomId: '',
  IsOwner: 0,
  ...known,
});

/** A flag word of the kind people have; some need more than 32 bits. */
const attributesOf = ({ seq, verify }) => (verify ? 0 : 98_407 + (seq % 2) * 8_589_934_592);

/** @param {Person} person */
export function personContact(person, skey) {
  return contact({
    UserName: person.userName,
    NickName: storedName(person.nick),
    HeadImgUrl: person.wxid === 'filehelper' ? '' : iconPath(person, skey),
    ContactFlag: person.flag,
    RemarkName: storedName(person.remark),
    Sex: person.sex,
    Signature: storedName(person.signature),
    VerifyFlag: person.verify,
    PYInitial: person.initials,
    PYQuanPin: person.spelling,
    AttrStatus: attributesOf(person),
    Province: person.province,
    City: person.city,
    Alias: person.alias,
    SnsFlag: person.verify ? 0 : 17,
    KeyWord: person.wxid.slice(0, 3),
  });
}

/**
 * A room. `detail` 'list' is what webwxinit and webwxgetcontact give, 'full' what webwxbatchgetcontact gives.
 * @param {Room} room @param {{ skey: string, self: Person, uin: number, detail: 'list' | 'full' }} options
 */
export function roomContact(room, { skey, self, uin, detail }) {
  const isFull = detail === 'full';
  const isOwner = room.owner === self;
  return contact({
    UserName: room.userName,
    NickName: storedName(room.nick),
    HeadImgUrl: roomIconPath(room, skey),
    ContactFlag: room.flag,
    MemberCount: isFull ? room.members.length : 0,
    MemberList: isFull ? room.members.map(member) : [],
    OwnerUin: isFull && isOwner ? uin : 0,
    Statues: room.notifies ? 1 : 0,
    EncryChatRoomId: isFull ? room.encryId : '',
    IsOwner: isFull && isOwner ? 1 : 0,
  });
}

/** A member of a room as lists of contacts have it. @param {Person} person */
export const member = (person) => ({
  Uin: 0,
  UserName: person.userName,
  NickName: storedName(person.nick),
  AttrStatus: attributesOf(person),
  PYInitial: '',
  PYQuanPin: '',
  RemarkPYInitial: '',
  RemarkPYQuanPin: '',
  MemberStatus: 0,
  DisplayName: '',
  KeyWord: person.wxid.slice(0, 3),
});

/** An entry of webwxsync's ModContactList: other keys than elsewhere, no spelling, no second room name. */
const change = (known) => ({
  UserName: '',
  NickName: '',
  Sex: 0,
  HeadImgUpdateFlag: 1,
  ContactType: 0,
  Alias: '',
  ChatRoomOwner: '',
  HeadImgUrl: '',
  ContactFlag: 0,
  MemberCount: 0,
  MemberList: [],
  HideInputBarFlag: 0,
  Signature: '',
  VerifyFlag: 0,
  RemarkName: '',
  Statues: 0,
  AttrStatus: 0,
  Province: '',
  City: '',
  SnsFlag: 0,
  KeyWord: '',
  ...known,
});

/** @param {Person} person */
export const changedPerson = (person, skey) =>
  change({
    UserName: person.userName,
    NickName: storedName(person.nick),
    Sex: person.sex,
    Alias: person.alias,
    HeadImgUrl: iconPath({ ...person, seq: 0 }, skey),
    ContactFlag: person.flag,
    Signature: storedName(person.signature),
    VerifyFlag: person.verify,
    RemarkName: storedName(person.remark),
    AttrStatus: attributesOf(person),
    Province: person.province,
    City: person.city,
    SnsFlag: 17,
    KeyWord: person.wxid.slice(0, 3),
  });

/** @param {Room} room */
export const changedRoom = (room, skey) =>
  change({
    UserName: room.userName,
    NickName: storedName(room.nick),
    ChatRoomOwner: room.owner.userName,
    HeadImgUrl: roomIconPath({ ...room, seq: 0 }, skey),
    ContactFlag: room.flag,
    MemberCount: room.members.length,
    MemberList: room.members.map(member),
    Statues: room.notifies ? 1 : 0,
  });
