/** The people, rooms and official accounts around the account: what a seed and a scenario make of them. */
import { Dice } from '../../dice.ts';
import { brand, type Contact, flags, type Member, wireText } from './contact.ts';
import * as names from './names.ts';
import type { Who, WrittenPerson, WrittenRoom } from './scenario-shape.ts';
import type { Scenario } from './settings.ts';

type WorldScenario = Pick<Scenario, 'seed' | 'account' | 'people' | 'rooms' | 'officials'>;

/** Accounts that every address book holds under their own name (protocol.md 5.4). */
const specials: readonly (readonly [id: string, name: string, verify: number, listed: boolean])[] = [
  ['filehelper', '文件传输助手', 0, false],
  ['weixin', '微信团队', 56, true],
  ['fmessage', '朋友推荐消息', 0, true],
  ['newsapp', '腾讯新闻', 0, true],
];

const pinyinOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Immutable; what one login changes about it is kept by that login. */
export class World {
  readonly uin: number;
  readonly self: Contact;
  readonly people: readonly Contact[];
  readonly officials: readonly Contact[];
  readonly rooms: readonly Contact[];
  /** Members of rooms who are no contacts. */
  readonly strangers: readonly Contact[];
  readonly #byId: ReadonlyMap<string, Contact>;
  readonly #byName: ReadonlyMap<string, Contact>;

  constructor({ seed, account, people, rooms, officials }: WorldScenario, isLargeUin = true) {
    const dice = new Dice(`world ${seed}`);
    // An account above 2^31 from 2021 on, below before.
    const own = dice.fork('account');
    this.uin = account.uin ?? (isLargeUin ? 2_147_483_648 : 0) + own.between(500_000_000, 2_000_000_000);
    this.self = { ...personOf({ name: '林间小路', ...account }, own, 'self'), kind: 'self', listed: true };
    this.people = written(people).map((person, index) => personOf(person, dice.fork(`person ${index}`)));
    this.officials = written(officials).map((person, index) =>
      officialOf(person, dice.fork(`official ${index}`)),
    );
    const fixed = specials.map(([id, name, verify, listed]) =>
      base({ id, kind: 'special', name, verify, listed, flag: flags.contact | flags.chat }),
    );
    const strangers: Contact[] = [];
    const known = [this.self, ...this.people, ...this.officials, ...fixed];
    this.rooms = written(rooms).map((room, index) => {
      const roomDice = dice.fork(`room ${index}`);
      const friends = membersOf(room, roomDice, this.people, strangers);
      return roomOf(room, roomDice, index, [this.self, ...friends], findIn(known));
    });
    this.strangers = strangers;
    const all = [...known, ...strangers, ...this.rooms];
    this.#byId = new Map(all.map((contact) => [contact.id, contact]));
    this.#byName = nameIndex(all);
  }

  /** The special accounts, the account itself, people, official accounts and rooms. */
  get all(): readonly Contact[] {
    return [...this.#byId.values()];
  }

  byId(id: string): Contact | undefined {
    return this.#byId.get(id);
  }

  /** What a scenario means by a name or a place in a list. */
  find(who: Who, isRoom = false): Contact | undefined {
    if (typeof who === 'number') return (isRoom ? this.rooms : this.people)[who];
    if (who === 'self') return this.self;
    const found = this.#byName.get(who) ?? this.#byName.get(wireText(who));
    return isRoom && found?.kind !== 'room' ? undefined : found;
  }
}

/** As many entries as were asked for, or those that were written. */
function written<T extends object>(list: number | readonly T[]): readonly Partial<T>[] {
  return typeof list === 'number' ? Array.from({ length: list }, () => ({})) : list;
}

/** The first of each name counts; ids, remarks and WeChat IDs are names too. */
function nameIndex(all: readonly Contact[]): Map<string, Contact> {
  const index = new Map<string, Contact>();
  for (const contact of all) {
    for (const name of [contact.id, contact.name, contact.remark, contact.alias]) {
      if (name !== '' && !index.has(name)) index.set(name, contact);
    }
  }
  return index;
}

const findIn = (all: readonly Contact[]) => {
  const index = nameIndex(all);
  return (who: Who, people: readonly Contact[]): Contact | undefined =>
    typeof who === 'number'
      ? people[who]
      : who === 'self'
        ? all[0]
        : (index.get(wireText(who)) ?? index.get(who));
};

type Known = Partial<Contact> & Pick<Contact, 'id' | 'kind' | 'name'>;

/** `pinyin`: words in letters. */
function base({ pinyin = '', ...known }: Known): Contact {
  const words = pinyin.split(' ');
  return {
    pinyin: words.join(''),
    initials: words
      .map((word) => word.slice(0, 1))
      .join('')
      .toUpperCase(),
    remark: '',
    alias: '',
    sex: 0,
    signature: '',
    province: '',
    city: '',
    flag: 0,
    verify: 0,
    attributes: 0,
    picture: 0,
    starred: false,
    listed: false,
    open: 0,
    members: [],
    owner: '',
    ...known,
  };
}

/** A name of one script or another, now and then with an emoji. */
function drawName(dice: Dice): names.Named {
  if (dice.fraction() < 0.35) {
    const text = dice.pick(names.otherNames);
    return { text, pinyin: pinyinOf(text) };
  }
  const [family, given] = [dice.pick(names.familyNames), dice.pick(names.givenNames)];
  const tail = dice.fraction() < 0.25 ? dice.pick(names.emoji) : '';
  return { text: family.text + given.text + tail, pinyin: `${family.pinyin} ${given.pinyin}` };
}

function personOf(
  person: Partial<WrittenPerson>,
  dice: Dice,
  kind: 'self' | 'person' = 'person',
  pinyin?: string,
): Contact {
  const drawn = drawName(dice);
  const [province, city] = dice.pick(names.places);
  const name = person.name ?? drawn.text;
  return base({
    id: person.id ?? (dice.fraction() < 0.8 ? `wxid_${dice.text('lower', 14)}` : `a${dice.text('lower', 9)}`),
    kind,
    name: wireText(name),
    pinyin: pinyin ?? (person.name === undefined ? drawn.pinyin : pinyinOf(name)),
    remark: wireText(person.remark ?? ''),
    alias: person.alias ?? '',
    sex: person.sex ?? dice.between(0, 2),
    signature: wireText(person.signature ?? dice.pick(names.signatures)),
    province: person.province ?? province,
    city: person.city ?? city,
    flag: flagOf(person, flags.contact | flags.chat),
    // Every third account carries a number above 32 bits.
    attributes: dice.between(0, 2) === 0 ? 4_294_967_296 + dice.next() : dice.between(1, 102_400),
    picture: dice.between(620_000_000, 699_999_999),
    starred: person.starred ?? dice.fraction() < 0.1,
    listed: true,
  });
}

const flagOf = (entry: { readonly muted?: boolean; readonly pinned?: boolean }, flag: number): number =>
  flag | (entry.muted ? flags.muted : 0) | (entry.pinned ? flags.pinned : 0);

function officialOf(official: Partial<WrittenPerson>, dice: Dice): Contact {
  const drawn = dice.pick(names.officialNames);
  const person = personOf(
    { sex: 0, ...official, name: official.name ?? drawn.text },
    dice,
    'person',
    drawn.pinyin,
  );
  const id = official.id ?? `gh_${dice.text('hex', 12)}`;
  const verify = dice.fraction() < 0.5 ? brand : brand | 16;
  return { ...person, id, kind: 'official', verify, flag: flagOf(official, flags.contact), starred: false };
}

/** The members of a room besides the account; some are no contacts. */
function membersOf(
  room: Partial<WrittenRoom>,
  dice: Dice,
  people: readonly Contact[],
  strangers: Contact[],
): Contact[] {
  const asked = room.members ?? dice.between(3, 9);
  if (typeof asked !== 'number') {
    const find = findIn(people);
    return asked.map((who) => find(who, people)).filter((found) => found !== undefined);
  }
  const first = dice.between(0, Math.max(0, people.length - 1));
  const friends = Array.from(
    { length: Math.min(asked, people.length, Math.ceil(asked * 0.7)) },
    (_, index) => {
      return people[(first + index) % people.length]!;
    },
  );
  while (friends.length < asked) {
    const stranger = { ...personOf({}, dice.fork(`stranger ${friends.length}`)), listed: false, flag: 0 };
    strangers.push(stranger);
    friends.push(stranger);
  }
  return friends;
}

function roomOf(
  room: Partial<WrittenRoom>,
  dice: Dice,
  index: number,
  people: readonly Contact[],
  find: (who: Who, people: readonly Contact[]) => Contact | undefined,
): Contact {
  const topic = room.topic ?? names.roomTopics[index % names.roomTopics.length]!;
  const members = people.map(
    ({ id, name }): Member => ({ id, display: dice.fraction() < 0.2 ? `${name}（家）` : '' }),
  );
  const owner = room.owner === undefined ? dice.pick(people) : find(room.owner, people.slice(1));
  const isSaved = room.saved ?? index % 3 !== 2;
  return base({
    id: room.id ?? `${dice.between(10_000_000, 9_999_999_999)}@chatroom`,
    kind: 'room',
    name: wireText(topic),
    pinyin: pinyinOf(topic),
    flag: isSaved ? flags.contact | flags.chat : flags.chat,
    picture: dice.between(620_000_000, 699_999_999),
    listed: isSaved,
    open: room.muted ? 0 : 1,
    members,
    owner: owner?.id ?? people[0]!.id,
  });
}
