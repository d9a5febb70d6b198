/** Contacts as replies carry them (protocol.md 5). */
import { Filled } from '../../filled.ts';
import { asShape, type Shape } from '../../shape.ts';
import { changedContact, contact as contactShape, self as selfShape } from '../contact.ts';
import { cgi } from '../replies.ts';
import type { Ages } from './ages.ts';
import type { Circle } from './circle.ts';
import type { Contact } from './contact.ts';

/** Whose contacts these are. */
export interface Viewer {
  readonly circle: Circle;
  readonly skey: string;
  readonly uin: number;
  readonly ages: Ages;
}

/** A changed contact lacks what came to the shape in later years. */
function firstShape(): Shape {
  const properties = Object.entries(changedContact.properties);
  const last = properties.findIndex(([key]) => key === 'KeyWord');
  return asShape({ ...changedContact, properties: Object.fromEntries(properties.slice(0, last + 1)) });
}

const shapes = {
  contact: contactShape as unknown as Shape,
  changed: firstShape(),
  self: selfShape as unknown as Shape,
  member: (contactShape as unknown as { properties: { MemberList: { items: Shape } } }).properties.MemberList
    .items,
};

/** Numbers above 31 bits came in 2021. */
const attributesOf = ({ attributes }: Contact, ages: Ages): number =>
  ages.has('D23') ? attributes : attributes % 102_400;

function pictureUrl({ circle, skey }: Viewer, contact: Contact): string {
  const page = contact.kind === 'room' ? 'webwxgetheadimg' : 'webwxgeticon';
  return `${cgi}/${page}?seq=${contact.picture}&username=${circle.alias(contact)}&skey=${skey}`;
}

function memberEntries({ circle, ages }: Viewer, room: Contact): Filled[] {
  return room.members.flatMap(({ id, display }) => {
    const person = circle.byId(id);
    if (!person) return [];
    return [
      new Filled(shapes.member, {
        UserName: circle.alias(person),
        NickName: person.name,
        AttrStatus: attributesOf(person, ages),
        PYInitial: person.initials,
        PYQuanPin: person.pinyin,
        DisplayName: display,
        KeyWord: person.id.slice(0, 3),
      }),
    ];
  });
}

/** As init, getcontact and batchgetcontact list it; rooms always with their members. */
export function contactEntry(viewer: Viewer, contact: Contact, detail: 'listed' | 'full' = 'listed'): Filled {
  const { circle, ages } = viewer;
  const members = memberEntries(viewer, contact);
  const isRoom = contact.kind === 'room';
  const isOwn = contact.owner === circle.self.id;
  return new Filled(shapes.contact, {
    UserName: circle.alias(contact),
    NickName: contact.name,
    HeadImgUrl: pictureUrl(viewer, contact),
    ContactFlag: contact.flag,
    MemberCount: members.length,
    MemberList: members,
    RemarkName: contact.remark,
    Sex: contact.sex,
    Signature: contact.signature,
    VerifyFlag: contact.verify,
    OwnerUin: isRoom && isOwn ? viewer.uin : 0,
    PYInitial: contact.initials,
    PYQuanPin: contact.pinyin,
    StarFriend: Number(contact.starred),
    Statues: contact.open,
    AttrStatus: attributesOf(contact, ages),
    Province: contact.province,
    City: contact.city,
    Alias: contact.alias,
    KeyWord: contact.kind === 'official' || contact.kind === 'special' ? contact.id.slice(0, 3) : '',
    EncryChatRoomId: isRoom && detail === 'full' ? circle.roomKey(contact) : '',
    IsOwner: Number(isRoom && isOwn),
  });
}

/** As webwxsync tells of a change. */
export function changedEntry(viewer: Viewer, contact: Contact): Filled {
  const { circle, ages } = viewer;
  const members = memberEntries(viewer, contact);
  const owner = circle.byId(contact.owner);
  return new Filled(shapes.changed, {
    UserName: circle.alias(contact),
    NickName: contact.name,
    Sex: contact.sex,
    HeadImgUpdateFlag: 1,
    Alias: contact.alias,
    ChatRoomOwner: owner ? circle.alias(owner) : '',
    HeadImgUrl: pictureUrl(viewer, contact),
    ContactFlag: contact.flag,
    MemberCount: members.length,
    MemberList: members,
    Signature: contact.signature,
    VerifyFlag: contact.verify,
    RemarkName: contact.remark,
    Statues: contact.open,
    AttrStatus: attributesOf(contact, ages),
    Province: contact.province,
    City: contact.city,
  });
}

/** The account itself, as webwxinit gives it. */
export function selfEntry(viewer: Viewer): Filled {
  const { self } = viewer.circle;
  return new Filled(shapes.self, {
    Uin: viewer.uin,
    UserName: viewer.circle.alias(self),
    NickName: self.name,
    HeadImgUrl: pictureUrl(viewer, self),
    Sex: self.sex,
    Signature: self.signature,
    HeadImgFlag: 1,
    SnsFlag: 49,
  });
}

/** Members as the room rows answer them. */
export const roomMembers = memberEntries;
