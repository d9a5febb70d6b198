/** Answers of the rooms: made, renamed, joined, left. */
import type { Fields } from '../../codec/values.ts';
import { asText } from '../loose.ts';
import { type Answers, inSession, type Result } from './answers.ts';
import { type Contact, flags, wireText } from './contact.ts';
import { named } from './contact-answers.ts';
import { roomMembers } from './entries.ts';
import { systemDelivery } from './messages.ts';
import { deliver, deliverContact, deliverRemoval, isChinese } from './play.ts';
import { type Asked, filled, reply, seconds } from './respond.ts';
import type { Session } from './session.ts';
import { memberTexts } from './system-texts.ts';

const leastOthers = 2;

function create(asked: Asked, session: Session): Result {
  const { view, sim, at, row } = asked;
  const people = peopleOf(session, Object.values(view.sent('/MemberList') ?? {}).map(userNameOf));
  if (people.length < leastOthers) return noRoom(asked);
  const topic = wireText(asText(view.sent('/Topic')));
  const self = session.circle.self;
  const id = `${session.dice.fork(`room ${session.messageId()}`).between(10_000_000, 9_999_999_999)}@chatroom`;
  const room: Contact = {
    ...self,
    id,
    kind: 'room',
    name: topic,
    pinyin: '',
    initials: '',
    alias: '',
    signature: '',
    sex: 0,
    flag: flags.chat,
    listed: false,
    open: 1,
    owner: self.id,
    members: [self, ...people].map((member) => ({ id: member.id, display: '' })),
  };
  deliverContact(sim, session, at, room, true);
  const members = roomMembers(session, room);
  return {
    reply: reply(
      asked,
      filled(row, {
        BaseResponse: { Ret: 0, ErrMsg: 'Everything is OK' },
        Topic: topic,
        MemberCount: members.length,
        MemberList: members,
        ChatRoomName: session.circle.alias(room),
      }),
    ),
  };
}

/** Ret is 0 all the same: the reason is an XML in ErrMsg, and the room has no name (protocol.md 3.8). */
const noRoom = (asked: Asked): Result => {
  const text = isChinese(asked.sim) ? '群聊人数不足' : 'Too few people for a group chat';
  const ErrMsg = `<e><ShowType>1</ShowType><Content><![CDATA[${text}]]></Content></e>`;
  return { reply: reply(asked, filled(asked.row, { BaseResponse: { Ret: 0, ErrMsg } })) };
};

const userNameOf = (item: unknown): string => asText((item as { UserName?: unknown } | null)?.UserName);

/** Contacts by their UserNames, each once, without the account itself. */
function peopleOf({ circle }: Session, names: readonly string[]): Contact[] {
  const found = names.slice(0, 500).map((name) => circle.byAlias(name));
  return [...new Set(found)].filter((contact) => contact !== undefined && isPerson(contact)) as Contact[];
}

const isPerson = ({ kind }: Contact): boolean => kind === 'person';

type Change = (asked: Asked, session: Session, room: Contact) => Result;

const joined =
  (list: string): Change =>
  (asked, session, room) => {
    const names = asText(asked.view.sent(`/${list}`)).split(',');
    const people = peopleOf(session, names).filter(
      ({ id }) => !room.members.some((member) => member.id === id),
    );
    if (people.length === 0) return 1;
    const members = [...room.members, ...people.map(({ id }) => ({ id, display: '' }))];
    changeRoom(asked, session, room, { ...room, members }, people, []);
    return membersReply(session, { ...room, members: people.map(({ id }) => ({ id, display: '' })) });
  };

/** The owner's business. */
const removed: Change = (asked, session, room) => {
  if (room.owner !== session.circle.self.id) return 1;
  const gone = peopleOf(session, asText(asked.view.sent('/DelMemberList')).split(','));
  const members = room.members.filter(({ id }) => !gone.some((person) => person.id === id));
  if (members.length === room.members.length) return 1;
  changeRoom(asked, session, room, { ...room, members }, [], gone);
  return {};
};

const renamed: Change = (asked, session, room) => {
  const name = wireText(asText(asked.view.sent('/NewTopic')));
  changeRoom(asked, session, room, { ...room, name }, [], []);
  return {};
};

const left: Change = ({ sim, at }, session, room) => {
  deliverRemoval(sim, session, at, room);
  return {};
};

const changes: Readonly<Record<string, Change>> = {
  addmember: joined('AddMemberList'),
  invitemember: joined('InviteMemberList'),
  delmember: removed,
  modtopic: renamed,
  quitchatroom: left,
};

function membersReply(session: Session, room: Contact): Fields {
  const members = roomMembers(session, room);
  return { MemberCount: members.length, MemberList: members };
}

function changeRoom(
  { sim, at }: Asked,
  session: Session,
  before: Contact,
  after: Contact,
  came: readonly Contact[],
  went: readonly Contact[],
): void {
  deliverContact(sim, session, at, after);
  for (const text of memberTexts(before, after, came, went, isChinese(sim))) {
    deliver(sim, session, at, systemDelivery(session, after, text, seconds(at), at.now));
  }
}

function update(asked: Asked, session: Session): Result {
  const fun = asked.view.param('fun') ?? '';
  const change = Object.hasOwn(changes, fun) ? changes[fun] : undefined;
  const room = named(asked, session, '/ChatRoomName');
  return change && room?.kind === 'room' ? change(asked, session, room) : 1;
}

export const roomAnswers: Answers = {
  webwxcreatechatroom: inSession(create),
  webwxupdatechatroom: inSession(update),
};
