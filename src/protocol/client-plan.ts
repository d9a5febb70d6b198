/** How a client of a protocol behaves: which row it calls when, and what it reads from the answers. */
import type { AnyInput, Endpoint, InputFor, Reading } from './endpoint.ts';

/** A request to make: a row, and what its caller gives. */
export interface Step {
  readonly row: Endpoint;
  readonly input: AnyInput;
}

/** A step whose inputs are those of its row: a missing one does not compile. */
export function step<E extends Endpoint>(row: E, input: InputFor<E>): Step {
  return { row, input: input as AnyInput };
}

export type Values = Readonly<Record<string, unknown>>;

/** What a step may look at. */
export interface Standing {
  /** Values of the session. */
  readonly values: Values;
  /** Host of the account's pages. */
  readonly main: string;
  /** Which client this is, for fields that not all of them send. */
  readonly variant: string | undefined;
  /** How often this row was called since the login got its latest code. */
  readonly calls: number;
}

type Steps = Readonly<Record<string, (standing: Standing) => Step>>;

/** A login, driven by the states of its machine: a state without a step is an end, or a new beginning. */
export interface LoginPlan {
  readonly machine: string;
  readonly steps: Steps;
  /** State from which a code is asked for. */
  readonly fresh: string;
  /** States that ask for another code. */
  readonly again: readonly string[];
  /** States in which nothing but the phone is waited for. */
  readonly polling: readonly string[];
  readonly done: string;
  /** State from which a step that fails is no reason to give up the login. */
  readonly enough: string;
  readonly refused: string;
  /** What the code shows to the phone. */
  codeText(values: Values): string;
  /** Goes on with a session that was kept; undefined: there is none. */
  resume(standing: Standing): Step | undefined;
  /** Values that only pulls renew, so that a resumed session goes on where it was. */
  readonly position: readonly string[];
  /** Asks the phone without a code; undefined: nothing is known that would let it. */
  push(standing: Standing): Step | undefined;
  /** Values that outlive a session. */
  readonly lasting: readonly string[];
  leave(standing: Standing): Step;
}

export interface SyncPlan {
  readonly machine: string;
  readonly steps: Steps;
  /** State in which a step is due where the machine is in none that has one. */
  readonly usual: string;
  /** State that an answer which is no HTTP leads to. */
  readonly garbled: string;
  readonly closed: string;
  /** Outcomes of a pull that mean more is waiting, and that nothing came. */
  readonly more: string;
  readonly empty: string;
  /** Value that changes with every pull that brought something. */
  readonly position: string;
  /** Types of events that come once for each `id`, however often the server tells. */
  readonly once: readonly string[];
}

export interface Member {
  readonly user: string;
  readonly name: string;
  /** Nickname in this room. */
  readonly display?: string;
}

/** A person, room or account. `user` names it in this session only. */
export interface Contact {
  readonly user: string;
  readonly name: string;
  readonly kind: string;
  readonly remark?: string;
  readonly alias?: string;
  readonly signature?: string;
  readonly pinned?: boolean;
  readonly muted?: boolean;
  /** Of a room; absent: not known. */
  readonly members?: readonly Member[];
  /** Path of the picture. */
  readonly picture?: string;
}

export interface ContactPlan {
  /** A page of the address book; `from` is what the page before told. */
  list(from: string): Step;
  /** Where the next page begins; undefined: this was the last. */
  next(call: Reading): string | undefined;
  details(users: readonly string[]): Step;
  /** Names that are the same in every session, whether they are listed or not. */
  readonly always: readonly string[];
  /** So many are asked for at once. */
  readonly most: number;
  /** Contacts that a reply tells of, whatever row it answers. */
  found(call: Reading, values: Values): readonly Contact[];
  removed(call: Reading): readonly string[];
  /** Rooms that a reply names without telling who is in them. */
  named(call: Reading): readonly string[];
  remark(user: string, remark: string): Step;
  pin(user: string, pinned: boolean, remark: string): Step;
  /** Accepts the request that this item of a pull brought; undefined: it is none. */
  accept(item: Values): Step | undefined;
  picture(contact: Contact): Step;
  read(user: string): Step;
}

export interface RoomPlan {
  create(users: readonly string[], topic: string): Step;
  /** Name of the room that was made. */
  created(call: Reading): string;
  add(room: string, users: readonly string[], size: number): Step;
  remove(room: string, users: readonly string[]): Step;
  rename(room: string, topic: string): Step;
  leave(room: string): Step;
}

/** A message of ours as the server took it. */
export interface Sent {
  readonly id: string;
  readonly to: string;
  readonly kind: string;
  /** The id that this side gave it. */
  readonly clientId: string;
}

/** What is uploaded, as requests tell of it. */
export interface Upload {
  readonly kind: UploadKind;
  readonly to: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** MIME type. */
  readonly type: string;
  /** In hex. */
  readonly md5: string;
  /** Epoch ms. */
  readonly modified: number;
}

export type UploadKind = 'image' | 'file' | 'video' | 'emoticon';

export interface MediaPlan {
  /** Bytes of one piece. */
  readonly piece: number;
  /** Above so many bytes the server is asked first. */
  readonly large: number;
  check(upload: Upload): Step;
  /** What the server calls a medium that it has already; '': it has not. */
  known(call: Reading): string;
  upload(upload: Upload, bytes: Uint8Array, piece: { readonly index: number; readonly of: number }): Step;
  uploaded(call: Reading): string;
  send(upload: Upload, mediaId: string): Step;
  /** Gets what an item of a pull carries; undefined: it carries nothing that can be got. */
  download(item: Values, kind: string, size: 'whole' | 'thumbnail'): Step | undefined;
}

export interface ClientPlan<Events = unknown> {
  /** Only for compiling: the fields of each event by its type. */
  readonly events?: Events;
  /** Host on which a login begins where nobody says another. */
  readonly main: string;
  /** URL of the page that such a client is. */
  page(main: string, variant: string | undefined): string;
  /** Who plays a role for the account of this main host, the likeliest first; empty for a foreign one. */
  hosts(role: string, main: string): readonly string[];
  /** The main host that the session's values lead to. */
  home(values: Values): string | undefined;
  /** Other names of event types, as `on` takes them. */
  readonly short: Readonly<Record<string, string>>;
  readonly login: LoginPlan;
  readonly sync: SyncPlan;
  readonly contacts: ContactPlan;
  readonly rooms: RoomPlan;
  readonly media: MediaPlan;
  text(to: string, text: string, mentioned: readonly string[]): Step;
  sent(call: Reading): Sent;
  recall(sent: Sent): Step;
  /** The items of a pull by their id, as they came. */
  items(call: Reading): ReadonlyMap<string, Values>;
}
