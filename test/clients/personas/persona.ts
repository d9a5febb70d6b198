/** What the tests want to know of a run of any client. */
import type { Effects } from '../../../src/effects.ts';
import type { Got, Http } from './http.ts';

/** A message as its client understood it. */
export interface Seen {
  readonly id: string;
  /** MsgType, and AppMsgType where it is an app's. */
  readonly kind: string;
  readonly from: string;
  /** Display name of the member of the room who wrote it. */
  readonly member?: string;
}

export interface Report {
  readonly http: Http;
  /** Everybody it knows: people, accounts, rooms. */
  readonly contacts: ReadonlySet<string>;
  readonly messages: readonly Seen[];
  /** Bytes of the picture of the first image message. */
  readonly picture: number;
  readonly hasSent: boolean;
  /** How it learned that the session was over. */
  readonly end: string;
}

export interface Persona {
  readonly name: string;
  /** From the first request to the logout: by the phone, or by itself after the first messages with `leaves`. */
  run(effects: Effects, leaves?: boolean): Promise<Report>;
}

/** A member of a contact, a message or a reply, that the client cannot do without. */
export function need<T = string>(object: unknown, name: string): T {
  const value = (object as Record<string, unknown> | null)?.[name];
  if (value === undefined || value === null) throw new TypeError(`KeyError: '${name}'`);
  return value as T;
}

/** The first group of a pattern that must match. */
export function found(text: string, pattern: RegExp): string {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`${pattern} does not match ${JSON.stringify(text.slice(0, 200))}`);
  return match;
}

/** What all of them send, so that a recording of one has the answer for the others. */
export const greeting = 'hello from here';

export type Item = Readonly<Record<string, unknown>>;

/** Bytes of a picture; 0 where it is none. */
export const pictureSize = ({ bytes }: Got): number =>
  bytes[0] === 0xff && bytes[1] === 0xd8 ? bytes.length : 0;
