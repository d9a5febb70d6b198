/** What the account does to contacts and rooms, and the page's smaller forms (protocol.md 3.5 to 3.9). */

import { plain } from './bodies.mjs';
import { member } from './contacts.mjs';
import { personName } from './ids.mjs';

/** @typedef {import('./session.mjs').Session} Session */
/** @typedef {import('./cast.mjs').Person} Person */
/** @typedef {import('./cast.mjs').Room} Room */

/** Gives a person a name of one's own. @param {Session} session @param {Person} person */
export const remark = (session, person, name) =>
  session.runPost(
    'webwxoplog',
    '',
    { UserName: person.userName, CmdId: 2, RemarkName: name, BaseRequest: session.base() },
    plain(),
  );

/** Keeps a chat on top of the list, or no longer. @param {Session} session @param {Person} person */
export const pin = (session, person, isOn) =>
  session.runPost(
    'webwxoplog',
    '',
    {
      UserName: person.userName,
      CmdId: 3,
      OP: isOn ? 1 : 0,
      RemarkName: person.remark,
      BaseRequest: session.base(),
    },
    plain(),
  );

/** webwxverifyuser: 2 asks to be a friend, 3 accepts. @param {Session} session @param {2 | 3} code */
export function verify(session, code, { userName, ticket = '', greeting = '' }) {
  const { page, login } = session;
  const body = {
    BaseRequest: session.base(),
    Opcode: code,
    VerifyUserListSize: 1,
    VerifyUserList: [{ Value: userName, VerifyUserTicket: ticket }],
    VerifyContent: greeting,
    SceneListCount: 1,
    SceneList: [33],
    skey: login.skey,
  };
  session.runPost('webwxverifyuser', `r=${page.now}`, body, plain());
}

const joined = (person) => ({ ...member(person), AttrStatus: 0 });

/** @param {Session} session @param {Room} room */
export function createRoom(session, room) {
  const { page, cast } = session;
  const others = room.members.filter((member) => member !== cast.self);
  const body = {
    MemberCount: others.length,
    MemberList: others.map(({ userName }) => ({ UserName: userName })),
    Topic: '',
    BaseRequest: session.base(),
  };
  session.runPost('webwxcreatechatroom', `r=${page.now}`, body, {
    ...plain(0, 'Everything is OK'),
    Topic: '',
    PYInitial: '',
    QuanPin: '',
    MemberCount: others.length,
    MemberList: others.map(joined),
    ChatRoomName: room.userName,
    BlackList: '',
  });
}

/** @param {Session} session @param {Room} room @param {Person[]} people */
export const addMembers = (session, room, people) =>
  session.runPost(
    'webwxupdatechatroom',
    'fun=addmember',
    {
      AddMemberList: people.map(({ userName }) => userName).join(','),
      ChatRoomName: room.userName,
      BaseRequest: session.base(),
    },
    { ...plain(), MemberCount: people.length, MemberList: people.map(joined) },
  );

/** @param {Session} session @param {Room} room @param {Person} person */
export const removeMember = (session, room, person) =>
  session.runPost(
    'webwxupdatechatroom',
    'fun=delmember',
    { DelMemberList: person.userName, ChatRoomName: room.userName, BaseRequest: session.base() },
    { ...plain(), MemberCount: 0, MemberList: [] },
  );

/** @param {Session} session @param {Room} room */
export const renameRoom = (session, room, topic) =>
  session.runPost(
    'webwxupdatechatroom',
    'fun=modtopic',
    { NewTopic: topic, ChatRoomName: room.userName, BaseRequest: session.base() },
    { ...plain(), MemberCount: 0, MemberList: [] },
  );

/** Looks for somebody by number or name. @param {Session} session */
export const search = (session, word) =>
  session.runPost(
    'webwxsearchcontact',
    '',
    { BaseRequest: session.base(), KeyWord: word },
    { ...plain(), Count: 1, List: [{ EncryUserName: personName(session.random) }] },
  );

/** A word to the makers of the page. @param {Session} session */
export const feedback = (session, words) =>
  session.runPost(
    'webwxsendfeedback',
    '',
    { BaseRequest: session.base(), MachineType: 'webwx', Content: words, ReportType: 0 },
    plain(),
  );
