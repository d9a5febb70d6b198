/** A contact of the simulated world: facts that every login sees alike. */

import { remembered } from '../../codec/remembered.ts';

export interface Member {
  /** Id of the contact who is the member. */
  readonly id: string;
  /** Name in this room, as sent; '' where it is the nickname. */
  readonly display: string;
}

export interface Contact {
  /** The id behind the alias: `wxid_…`, `gh_…`, `…@chatroom`, or the literal name of a special account. */
  readonly id: string;
  readonly kind: 'self' | 'person' | 'official' | 'special' | 'room';
  /** Nickname or topic, as sent. */
  readonly name: string;
  /** The name in letters, and the first letter of each of its parts. */
  readonly pinyin: string;
  readonly initials: string;
  readonly remark: string;
  readonly alias: string;
  readonly sex: number;
  readonly signature: string;
  readonly province: string;
  readonly city: string;
  /** Bits, see `contactFlags`. */
  readonly flag: number;
  /** Bits, see `verifyFlags`. */
  readonly verify: number;
  /** Opaque; above 32 bits for some. */
  readonly attributes: number;
  /** Changes with the picture. */
  readonly picture: number;
  readonly starred: boolean;
  /** In the address book. */
  readonly listed: boolean;
  /** Of a room: 1 open, 0 muted. */
  readonly open: number;
  /** Of a room. */
  readonly members: readonly Member[];
  /** Id of the owner of a room. */
  readonly owner: string;
}

/** Bits of ContactFlag that the simulation sets. */
export const flags = { contact: 0x1, chat: 0x2, muted: 0x200, pinned: 0x800 } as const;
/** Bits of VerifyFlag: brand, verified. */
export const brand = 8;

const regional = /\p{Regional_Indicator}{2}/gu;
const pictograph = /\p{Extended_Pictographic}\ufe0f?/gu;

const span = (characters: string): string => {
  const points = [...characters].filter((character) => character !== '\ufe0f');
  const hex = points.map((character) => character.codePointAt(0)!.toString(16)).join('');
  return `<span class="emoji emoji${hex}"></span>`;
};

/** A text as the server sends it: escaped once, emoji as spans, line ends as `<br/>` (protocol.md 6.4, 6.6). */
export const wireText = remembered(
  (text) => {
    const escaped = escapeHtml(text);
    if (!/[^\0-\u00a8]/.test(escaped)) return escaped.replaceAll('\n', '<br/>');
    return escaped.replace(regional, span).replace(pictograph, span).replaceAll('\n', '<br/>');
  },
  { most: 2000, longest: 500 },
);

/** Escaped once, as Content is; quotes too, as the server does in XML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
