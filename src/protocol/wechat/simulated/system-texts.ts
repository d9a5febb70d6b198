/** Sentences of the server about rooms and friends, in the two languages that clients look for (protocol.md 6.7). */
import type { Contact } from './contact.ts';

/** What happened to a room between two states of it; names as sent. */
export function memberTexts(
  before: Contact,
  after: Contact,
  joined: readonly Contact[],
  left: readonly Contact[],
  chinese: boolean,
): string[] {
  if (after.kind !== 'room') return [];
  const texts: string[] = [];
  if (before.name !== after.name) texts.push(renamed(after.name, chinese));
  if (joined.length > 0) texts.push(invited(namesOf(joined), chinese));
  if (left.length > 0) texts.push(removed(namesOf(left), chinese));
  return texts;
}

/** As the account itself did it. */
const renamed = (topic: string, chinese: boolean): string =>
  chinese ? `你修改群名为“${topic}”` : `You changed the group name to "${topic}"`;
const invited = (names: string, chinese: boolean): string =>
  chinese ? `你邀请"${names}"加入了群聊  ` : `You invited ${names} to the group chat`;
const removed = (names: string, chinese: boolean): string =>
  chinese ? `你将"${names}"移出了群聊` : `You removed "${names}" from the group chat`;

export const befriended = (name: string, chinese: boolean): string =>
  chinese
    ? `你已添加了${name}，现在可以开始聊天了。`
    : `You have added ${name} as your WeChat contact. Start chatting!`;

/** D31: the wording changed in 2023-04. */
export const nudged = (by: string, spaced: boolean): string =>
  spaced ? `"${by}" 拍了拍 我` : `"${by}"拍了拍我`;

const namesOf = (people: readonly Contact[]): string => people.map(({ name }) => name).join('、');
