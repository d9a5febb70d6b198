/** Answers of the address book: lists, details, remarks, friend requests. */
import type { Fields } from '../../codec/values.ts';
import { asNumber, asText } from '../loose.ts';
import { type Answers, inSession, type Result } from './answers.ts';
import { type Contact, flags, wireText } from './contact.ts';
import { contactEntry } from './entries.ts';
import { systemDelivery } from './messages.ts';
import { deliver, deliverContact, isChinese } from './play.ts';
import { type Asked, seconds } from './respond.ts';
import type { Session } from './session.ts';
import { befriended } from './system-texts.ts';

/** Names looked up in one call; more than any client asks for. */
const mostAsked = 500;
const remark = 2;
const pin = 3;

/** Page by page since clients ask for pages; before, everything at once. */
function list({ view, sim }: Asked, session: Session): Fields {
  const book = session.circle.addressBook();
  const page = sim.ages.has('D9') ? Math.max(1, sim.scenario.contactPage) : book.length;
  const start = Math.min(book.length, Number(/^\d{1,9}$/.exec(view.param('seq') ?? '')?.[0] ?? 0));
  const found = book.slice(start, start + page);
  const next = start + page;
  return {
    MemberCount: found.length,
    MemberList: found.map((contact) => contactEntry(session, contact)),
    Seq: next < book.length ? next : 0,
  };
}

/** What was asked for, by UserName; names that nobody has are left out. */
function batch({ view }: Asked, session: Session): Result {
  const asked = view.sent('/List');
  if (typeof asked !== 'object' || asked === null) return 1;
  const names = Object.values(asked)
    .slice(0, mostAsked)
    .map((item: { UserName?: unknown } | null) => asText(item?.UserName));
  const found = names.map((name) => session.circle.byAlias(name)).filter((contact) => contact !== undefined);
  return { Count: found.length, ContactList: found.map((contact) => contactEntry(session, contact, 'full')) };
}

function search({ view }: Asked, { circle }: Session): Fields {
  const keyword = asText(view.sent('/KeyWord'));
  const found = [...circle.all()].filter(
    ({ alias, id }) => keyword !== '' && (alias === keyword || id === keyword),
  );
  return { Count: found.length, List: found.map((contact) => ({ EncryUserName: circle.alias(contact) })) };
}

/** The contact that a call names, if the session knows it. */
export const named = ({ view }: Asked, { circle }: Session, pointer: string): Contact | undefined =>
  circle.byAlias(asText(view.sent(pointer)));

function modify(asked: Asked, session: Session): Result {
  const { view, sim, at } = asked;
  const contact = named(asked, session, '/UserName');
  const command = view.sent('/CmdId');
  if (!contact || (command !== remark && command !== pin)) return 1;
  // Who pins without repeating the remark loses it.
  const changed = { ...contact, remark: wireText(asText(view.sent('/RemarkName'))) };
  const isPinned = asNumber(view.sent('/OP')) === 1;
  const flag = isPinned ? contact.flag | flags.pinned : contact.flag & ~flags.pinned;
  deliverContact(sim, session, at, command === pin ? { ...changed, flag } : changed);
  return {};
}

const send = 2;
const accept = 3;

/** Since 2017-02 the scenes are a list. */
function verify(asked: Asked, session: Session): Result {
  const { view, sim, at } = asked;
  const opcode = asNumber(view.sent('/Opcode'));
  if (sim.ages.has('D9') && !Array.isArray(view.sent('/SceneList'))) return 1;
  const contact = named(asked, session, '/VerifyUserList/0/Value');
  if (!(opcode >= 1 && opcode <= 6)) return 1;
  if (opcode === send || opcode === 1 || opcode > accept) return {};
  if (opcode !== accept || !contact) return contact ? {} : -14;
  const friend = { ...contact, listed: true, flag: contact.flag | flags.contact | flags.chat };
  deliverContact(sim, session, at, friend, true);
  const text = befriended(friend.name, isChinese(sim));
  deliver(sim, session, at, systemDelivery(session, friend, text, seconds(at), at.now));
  return {};
}

export const contactAnswers: Answers = {
  webwxgetcontact: inSession(list),
  webwxbatchgetcontact: inSession(batch),
  webwxsearchcontact: inSession(search),
  webwxoplog: inSession(modify),
  webwxverifyuser: inSession(verify),
};
