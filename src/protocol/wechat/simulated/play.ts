/** Plays the events of a scenario into a session, one after the other. */
import type { Moment } from '../../backend.ts';
import { type Contact, wireText } from './contact.ts';
import { changedEntry } from './entries.ts';
import { type Delivery, deliveryOf, recallDelivery, type Speech, systemDelivery } from './messages.ts';
import { paper } from './pictures.ts';
import { seconds } from './respond.ts';
import type { Who, WrittenContact, WrittenEvent, WrittenMessage } from './scenario-shape.ts';
import type { Session } from './session.ts';
import type { Simulation } from './simulation.ts';
import { memberTexts } from './system-texts.ts';

/** Events count from the first webwxinit; later ones change nothing. */
export function startSchedule(sim: Simulation, session: Session, at: Moment): void {
  if (session.startedAt !== undefined) return;
  session.startedAt = at.now;
  schedule(sim, session, 0);
}

/** One task per session: the next event calls for the one after it. */
function schedule(sim: Simulation, session: Session, index: number): void {
  const event = sim.scenario.events[index];
  if (!event || session.closedAs !== undefined) return;
  session.next = sim.agenda.add((session.startedAt ?? 0) + event.after, (at) => {
    play(sim, session, event, at);
    schedule(sim, session, index + 1);
  });
}

/** Adds something to what the session's client will pull, and tells its polls. */
export function deliver(sim: Simulation, session: Session, at: Moment, delivery: Delivery): void {
  const { item, news, known, label } = delivery;
  session.stream.add(news, item);
  if (known) session.know(known, label);
  sim.polls.release(session.polls, at);
}

export function deliverContact(
  sim: Simulation,
  session: Session,
  at: Moment,
  contact: Contact,
  isNew = false,
): void {
  session.circle.put(contact);
  session.stream.add(isNew ? 'roster' : 'change', changedEntry(session, contact));
  sim.polls.release(session.polls, at);
}

export function deliverRemoval(sim: Simulation, session: Session, at: Moment, contact: Contact): void {
  session.stream.add('roster', { UserName: session.circle.alias(contact), ContactFlag: 0 });
  session.circle.remove(contact.id);
  sim.polls.release(session.polls, at);
}

function play(sim: Simulation, session: Session, event: WrittenEvent, at: Moment): void {
  if (event.message) playMessage(sim, session, event.message, at);
  if (event.contact) playContact(sim, session, event.contact, at);
  if (event.recall !== undefined) {
    const target = session.labelled(event.recall);
    if (target) deliver(sim, session, at, recallDelivery(session, target, seconds(at), isChinese(sim)));
  }
  if (event.logout !== undefined) sim.close(session, event.logout, at);
}

/** Language of the server's sentences. */
export const isChinese = ({ scenario }: Simulation): boolean => scenario.language.startsWith('zh');

/** The contact as this session knows it; the default events make do with a small world. */
function find({ world }: Simulation, session: Session, who: Who, isRoom = false): Contact | undefined {
  const list = isRoom ? world.rooms : world.people;
  const found = world.find(typeof who === 'number' && list.length > 0 ? who % list.length : who, isRoom);
  return found && session.circle.byId(found.id);
}

function playMessage(sim: Simulation, session: Session, message: WrittenMessage, at: Moment): void {
  const room = message.room === undefined ? undefined : find(sim, session, message.room, true);
  if (message.room !== undefined && !room) return;
  const author = authorOf(sim, session, message, room);
  if (!author) return;
  const to = message.to === undefined ? undefined : find(sim, session, message.to);
  const chat = room ?? (author.kind === 'self' ? (to ?? sim.world.byId('filehelper')) : author);
  if (!chat) return;
  const speech: Speech = { author, chat, seconds: seconds(at), now: at.now };
  const about = (message.about === undefined ? undefined : find(sim, session, message.about)) ?? author;
  const delivery = deliveryOf(session, speech, message, about, isChinese(sim));
  const { MediaId, FileName, FileSize } = delivery.item.fields;
  if (typeof MediaId === 'string' && MediaId !== '') {
    session.media.promise(MediaId, () => paper(String(FileName), Number(FileSize) || 0));
  }
  deliver(sim, session, at, delivery);
}

/** Requests come from the account that collects them; in a room somebody who is there speaks. */
function authorOf(
  sim: Simulation,
  session: Session,
  { kind, from }: WrittenMessage,
  room: Contact | undefined,
): Contact | undefined {
  if (from === undefined && (kind === 'friend-request' || kind === 'possible-friend'))
    return sim.world.byId('fmessage');
  const asked = from === undefined ? undefined : find(sim, session, from);
  const isThere = (id: string | undefined): boolean =>
    !room || room.members.some((member) => member.id === id);
  if (asked && (typeof from !== 'number' || isThere(asked.id))) return asked;
  if (!room) return asked ?? find(sim, session, 0);
  const other = room.members.find(({ id }) => id !== session.circle.self.id);
  return other && session.circle.byId(other.id);
}

function playContact(sim: Simulation, session: Session, change: WrittenContact, at: Moment): void {
  const contact = find(sim, session, change.user);
  if (!contact) return;
  if (change.removed) deliverRemoval(sim, session, at, contact);
  else changeContact(sim, session, contact, change, at);
}

function changeContact(
  sim: Simulation,
  session: Session,
  contact: Contact,
  change: WrittenContact,
  at: Moment,
): void {
  const people = (list: readonly Who[] = []): Contact[] =>
    list.map((who) => find(sim, session, who)).filter((found) => found !== undefined);
  const [joined, left] = [people(change.join), people(change.leave)];
  const gone = new Set(left.map(({ id }) => id));
  const members = [
    ...contact.members.filter(({ id }) => !gone.has(id)),
    ...joined
      .filter(({ id }) => !contact.members.some((member) => member.id === id))
      .map(({ id }) => ({ id, display: '' })),
  ];
  const changed = {
    ...contact,
    members,
    ...(change.name !== undefined && { name: wireText(change.name) }),
    ...(change.remark !== undefined && { remark: wireText(change.remark) }),
    ...(change.signature !== undefined && { signature: wireText(change.signature) }),
  };
  deliverContact(sim, session, at, changed);
  for (const text of memberTexts(contact, changed, joined, left, isChinese(sim))) {
    deliver(sim, session, at, systemDelivery(session, changed, text, seconds(at), at.now));
  }
}
