/** Reads the recordings of captures/ for the tests that hold them to their promises. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Entry, Har } from 'har-format';

export const root = join(import.meta.dirname, '../..');
export const folder = join(root, 'captures/wechat');
export const files: readonly string[] = readdirSync(folder).sort();
export const synthetic: readonly string[] = files.filter((file) => file !== 'seed-login.har');

export const validator = createRequire(import.meta.url)('har-validator') as {
  entry(entry: unknown): Promise<unknown>;
};

export const read = (file: string): Entry[] =>
  (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Har).log.entries;

/** Epoch milliseconds. */
export const startOf = (entry: Entry): number => Date.parse(entry.startedDateTime);
export const endOf = (entry: Entry): number => startOf(entry) + entry.time;

/** The path, without the folder that nearly all calls share. */
export const pathOf = (entry: Entry): string =>
  new URL(entry.request.url).pathname.replace('/cgi-bin/mmwebwx-bin', '');

export const named = (entries: readonly Entry[], path: string): Entry[] =>
  entries.filter((entry) => pathOf(entry) === path);

export const answered = (entry: Entry): boolean => entry.response.status !== 0;
export const reply = (entry: Entry): string => entry.response.content.text ?? '';

export const header = (list: Entry['request']['headers'], name: string): string | undefined =>
  list.find((line) => line.name === name)?.value;

/** The raw text of a query parameter. */
export const query = (entry: Entry, name: string): string | undefined =>
  new RegExp(`[?&]${name}=([^&]*)`).exec(entry.request.url)?.[1];

export interface KeySet {
  Count: number;
  List: { Key: number; Val: number }[];
}

interface Message {
  MsgId: string;
  NewMsgId: string;
  MsgType: number;
  AppMsgType: number;
  SubMsgType: number;
  StatusNotifyCode: number;
}

export interface Sync {
  AddMsgList: Message[];
  ContinueFlag: number;
  ModContactCount: number;
  DelContactCount: number;
  SyncKey: KeySet;
  SyncCheckKey: KeySet;
}

interface Posted {
  BaseRequest?: { Uin: number | string; Sid: string; Skey?: string };
  SyncKey?: KeySet;
}

/** A reply whose 64-bit numbers are kept as text. */
export const exact = (entry: Entry): Sync =>
  JSON.parse(reply(entry).replace(/("NewMsgId": )(\d+)/g, '$1"$2"')) as Sync;

export const syncs = (entries: readonly Entry[]): Sync[] => named(entries, '/webwxsync').map(exact);

/** A JSON request's body. */
export const posted = (entry: Entry): Posted => JSON.parse(entry.request.postData?.text ?? '{}') as Posted;
