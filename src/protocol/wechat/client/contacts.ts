/** What a client asks about people and rooms, and what replies tell of them (protocol.md 3.3 to 3.9, 5). */
import { type Contact, type ContactPlan, type Member, type RoomPlan, step } from '../../client-plan.ts';
import type { Reading } from '../../endpoint.ts';
import { contactKind, isRoom } from '../contact.ts';
import * as rows from '../contacts.ts';
import { plainText } from '../content.ts';
import { getheadimg, geticon } from '../downloads.ts';
import { asNumber, asText } from '../loose.ts';
import { items } from '../replies.ts';
import { createchatroom, updatechatroom } from '../rooms.ts';
import { statusnotify } from '../session.ts';

type Wire = Readonly<Record<string, unknown>>;

/** Lists of contacts by the row that answers with them. */
const lists: Readonly<Record<string, string>> = {
  webwxinit: '/ContactList',
  webwxgetcontact: '/MemberList',
  webwxbatchgetcontact: '/ContactList',
  webwxsync: '/ModContactList',
};

const flag = { muted: 0x200, pinned: 0x800 } as const;
/** Larger rooms are invited to, not added to (InviteStartCount of webwxinit). */
const inviteFrom = 40;
/** Scene of the web, and what accepts a request. */
const [web, accepting] = [33, 3];

const plain = (value: unknown): string => plainText(asText(value));

function memberOf(wire: Wire): Member {
  const display = plain(wire.DisplayName);
  return { user: asText(wire.UserName), name: plain(wire.NickName), ...(display !== '' && { display }) };
}

function contactOf(wire: Wire, self: unknown): Contact {
  const user = asText(wire.UserName);
  const kind = contactKind(user, wire.VerifyFlag, self);
  const flags = asNumber(wire.ContactFlag);
  const [remark, alias, signature] = [plain(wire.RemarkName), asText(wire.Alias), plain(wire.Signature)];
  const members = Array.isArray(wire.MemberList) ? (wire.MemberList as unknown[]) : [];
  const isMuted = kind === 'room' ? asNumber(wire.Statues, 1) === 0 : (flags & flag.muted) !== 0;
  return {
    user,
    name: plain(wire.NickName),
    kind,
    ...(remark !== '' && { remark }),
    ...(alias !== '' && { alias }),
    ...(signature !== '' && { signature }),
    ...((flags & flag.pinned) !== 0 && { pinned: true }),
    ...(isMuted && { muted: true }),
    ...(kind === 'room' && members.length > 0 && { members: members.filter(isWire).map(memberOf) }),
    ...(asText(wire.HeadImgUrl) !== '' && { picture: asText(wire.HeadImgUrl) }),
  };
}

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null;

const namesIn = (value: unknown): string[] =>
  asText(value)
    .split(',')
    .filter((name) => isRoom(name));

/** Rooms in the recent chats, in those that the phone shows, and where something was said. */
function roomsNamed(call: Reading): string[] {
  const said = items(call, '/AddMsgList').flatMap((item) => [
    ...namesIn(item.FromUserName),
    ...namesIn(item.ToUserName),
    ...namesIn(item.StatusNotifyUserName),
  ]);
  return call.endpoint?.name === 'webwxinit' ? namesIn(call.got('/ChatSet')) : said;
}

export const contactPlan: ContactPlan = {
  list: (from) => step(rows.getcontact, { seq: from }),
  next: (call) => {
    const seq = asText(call.got('/Seq'));
    return seq === '' || seq === '0' ? undefined : seq;
  },
  details: (users) =>
    step(rows.batchgetcontact, {
      count: users.length,
      list: users.map((UserName) =>
        isRoom(UserName) ? { UserName, ChatRoomId: '' } : { UserName, EncryChatRoomId: '' },
      ),
    }),
  always: ['filehelper'],
  most: 50,
  found: (call, { userName }) => {
    const pointer = lists[call.endpoint?.name ?? ''];
    if (pointer === undefined || !call.outcome.ok) return [];
    const self = call.got('/User');
    const all = call.endpoint?.name === 'webwxinit' && isWire(self) ? [self] : [];
    return [...all, ...items(call, pointer)]
      .map((item) => contactOf(item, userName))
      .filter(({ user }) => user !== '');
  },
  removed: (call) => items(call, '/DelContactList').map((item) => asText(item.UserName)),
  named: roomsNamed,
  remark: (user, remark) => step(rows.oplog, { user, command: 2, remark }),
  // Clients that leave the remark out report cleared ones.
  pin: (user, pinned, remark) => step(rows.oplog, { user, command: 3, pinned: pinned ? 1 : 0, remark }),
  accept: (item) => {
    const info = item.RecommendInfo;
    const user = isWire(info) ? asText(info.UserName) : '';
    const ticket = isWire(info) ? asText(info.Ticket) : '';
    if (user === '' || ticket === '') return undefined;
    const users = [{ Value: user, VerifyUserTicket: ticket }];
    return step(rows.verifyuser, { opcode: accepting, users, text: '', scenes: [web] });
  },
  picture: ({ user, picture = '' }) => {
    const seq = /[?&]seq=(\d+)/.exec(picture)?.[1] ?? '0';
    return step(isRoom(user) ? getheadimg : geticon, { user, seq });
  },
  read: (user) => step(statusnotify, { code: 1, to: user }),
};

export const roomPlan: RoomPlan = {
  create: (users, topic) =>
    step(createchatroom, {
      count: users.length,
      members: users.map((UserName) => ({ UserName })),
      topic,
    }),
  created: (call) => asText(call.got('/ChatRoomName')),
  add: (room, users, size) =>
    size + users.length >= inviteFrom
      ? step(updatechatroom, { change: 'invitemember', invite: users.join(','), room })
      : step(updatechatroom, { change: 'addmember', add: users.join(','), room }),
  remove: (room, users) => step(updatechatroom, { change: 'delmember', remove: users.join(','), room }),
  rename: (room, topic) => step(updatechatroom, { change: 'modtopic', topic, room }),
  leave: (room) => step(updatechatroom, { change: 'quitchatroom', room }),
};
