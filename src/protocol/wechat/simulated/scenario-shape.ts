/** The shape of a scenario file. */
import {
  anything,
  boolean,
  either,
  integer,
  list,
  object,
  optional,
  type Static,
  text,
  type Use,
} from '../../shape.ts';
import { families } from '../hosts.ts';
import { messageKinds } from '../messages.ts';
import { changes } from './ages.ts';

/** A whole number from 0 up to `maximum`. */
const upTo = (maximum: number, use: Use = {}) => ({ ...integer(use), minimum: 0, maximum });
const day = 86_400_000;
const ms = (says: string) => upTo(365 * day, { says: `${says}, ms of scenario time` });

const person = object({
  name: text({ says: 'nickname; emoji are sent as the server spells them' }),
  id: optional(
    text({ pattern: /^[A-Za-z][A-Za-z0-9_-]{3,40}$/, says: 'the id behind the alias, as wxid_…' }),
  ),
  remark: optional(text()),
  alias: optional(text({ says: 'WeChat ID' })),
  sex: optional(upTo(2)),
  signature: optional(text()),
  province: optional(text()),
  city: optional(text()),
  starred: optional(boolean()),
  muted: optional(boolean()),
  pinned: optional(boolean()),
});

/** A name, id or remark; or a place in the list, from 0. */
const who = (says: string) => either(text({ says }), upTo(100_000));

const account = object({ ...person.properties, name: optional(text()), uin: optional(upTo(4_294_967_295)) });

const room = object({
  topic: text(),
  id: optional(text({ pattern: /^\d{5,12}@chatroom$/ })),
  members: optional(either(upTo(5000, { says: 'how many; the account is one more' }), list(who('person')))),
  owner: optional(who('person, or self')),
  saved: optional(boolean({ says: 'in the address book' })),
  muted: optional(boolean()),
});

const kinds = [...new Set(messageKinds.map(({ kind }) => kind))];

const message = object({
  kind: optional(text({ values: kinds, says: 'default text' })),
  id: optional(text({ says: 'a name for recalls' })),
  from: optional(who('person, official account or self; default: the first person')),
  to: optional(who('of a message typed on the phone')),
  room: optional(who('topic or id')),
  text: optional(text()),
  title: optional(text()),
  description: optional(text()),
  url: optional(text()),
  name: optional(text({ says: 'of a file' })),
  bytes: optional(upTo(50_000_000, { says: 'of a file' })),
  seconds: optional(upTo(3600, { says: 'of a voice message or video' })),
  width: optional(upTo(4096)),
  height: optional(upTo(4096)),
  code: optional(upTo(5, { says: 'of a status-notify' })),
  about: optional(who('person on a card, in a request, or quoted')),
  fields: optional(anything({ says: 'fields of the item as sent, over all others' })),
});

const contact = object({
  user: who('person, official account or room'),
  name: optional(text()),
  remark: optional(text()),
  signature: optional(text()),
  join: optional(list(who('people who join the room'))),
  leave: optional(list(who('people who leave the room'))),
  removed: optional(boolean({ says: 'no longer in the address book' })),
});

const event = object({
  after: ms('since webwxinit'),
  message: optional(message),
  contact: optional(contact),
  recall: optional(text({ says: 'id of a message, or last' })),
  logout: optional(integer({ values: [1100, 1101, 1102] })),
});

export const refusals = ['text', 'html', 'no-location', 'no-wxsid', 'init'] as const;

const phone = object({
  scan: optional(ms('from the QR code to the scan; default 3000')),
  confirm: optional(ms('from the scan to the confirm; default 3000')),
  cancel: optional(ms('from the scan to a cancel, instead of the confirm')),
  ignore: optional(boolean({ says: 'never scans; the QR code expires' })),
  refuse: optional(text({ values: refusals, says: 'confirms, but the login is refused' })),
  says: optional(text({ says: 'text of the refusal' })),
});

const scenario = object({
  seed: optional(either(text(), integer())),
  family: optional(text({ values: families.map(({ name }) => name), says: 'hosts that serve the account' })),
  age: optional(text({ pattern: /^\d{4}-\d{2}-\d{2}$/, says: 'the server as it was on this day' })),
  changes: optional(
    object(Object.fromEntries(changes.map(({ id, says }) => [id, optional(boolean({ says }))])), {
      says: 'single changes switched on or off',
    }),
  ),
  language: optional(text({ pattern: /^[a-z]{2}_[A-Z]{2}$/ })),
  account: optional(account),
  people: optional(either(upTo(5000), list(person))),
  rooms: optional(either(upTo(500), list(room))),
  officials: optional(either(upTo(500), list(person))),
  person: optional(boolean({ says: 'the phone is played by a person at the QR code’s address' })),
  phone: optional(either(phone, list(phone, { says: 'per login; the last goes on' }))),
  events: optional(list(event)),
  limits: optional(
    object({
      sends: optional(upTo(1_000_000, { says: 'messages within the window before 1205' })),
      window: optional(ms('length of the window')),
      pushLogins: optional(upTo(1000, { says: 'push logins within a minute before ret 2' })),
    }),
  ),
  contactPage: optional(upTo(5000, { says: 'contacts in a page of webwxgetcontact' })),
  syncPage: optional(upTo(1000, { says: 'messages in a reply of webwxsync' })),
  hold: optional(ms('how long polls are held')),
  qrLife: optional(ms('life of a QR code')),
  ticketLife: optional(ms('life of a ticket after the confirm')),
  sessionLife: optional(ms('life of a session')),
});

/** What a scenario file may say; everything has a default. */
export type ScenarioFile = Static<typeof scenario>;
export type WrittenPerson = Static<typeof person>;
export type WrittenRoom = Static<typeof room>;
export type WrittenMessage = Static<typeof message>;
export type WrittenContact = Static<typeof contact>;
export type WrittenEvent = Static<typeof event>;
export type PhonePlan = Static<typeof phone>;
export type Account = Static<typeof account>;
/** How a scenario names a contact: a place in a list, or a name. */
export type Who = string | number;

/** A scenario file as JSON Schema. */
export const scenarioShape = scenario;
