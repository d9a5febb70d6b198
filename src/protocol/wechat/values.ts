/** The values of a WeChat Web login that later requests carry (protocol.md 1.9). */
import type { TSchema } from 'typebox';
import type { Protocol, SessionKey } from '../protocol.ts';
import { asShape, integer, list, object, text } from '../shape.ts';
import { formats } from './formats.ts';
import { asText } from './loose.ts';

/** A position in the stream of changes: pairs of key and value. */
export interface SyncKey {
  readonly Count: number;
  readonly List: readonly { readonly Key: number; readonly Val: number }[];
}

export const syncKeyShape = (use = {}) =>
  object(
    {
      Count: integer({ counts: 'List', state: true, event: 'sync.pulled' }),
      List: list(object({ Key: integer(), Val: integer() })),
    },
    use,
  );

const key = (shape: TSchema, says: string, more: Partial<SessionKey> = {}): SessionKey => ({
  shape: asShape(shape),
  says,
  ...more,
});
const secret = { secret: true } as const;

export const sessionKeys = {
  uuid: key(text({ pattern: formats.uuid }), 'names one QR code', { identity: true }),
  redirectUri: key(
    text(),
    'where the phone sends the page after the confirm; its ticket is the secret of it',
  ),
  ticket: key(text({ pattern: formats.ticket }), 'one-time ticket inside redirect_uri', secret),
  scan: key(text({ pattern: formats.unixSeconds }), 'when the phone scanned, unix seconds'),
  sid: key(text({ pattern: formats.sid }), 'session id', { secret: true, identity: true }),
  uin: key(text({ pattern: formats.uin }), 'account number', secret),
  skey: key(text({ pattern: formats.skey }), 'session key, renewed by init and sync', secret),
  passTicket: key(
    text({ pattern: formats.passTicket }),
    'pass ticket, percent-encoded as the XML has it',
    secret,
  ),
  dataTicket: key(text({ pattern: formats.dataTicket }), 'cookie that uploads and downloads repeat', secret),
  authTicket: key(text({ pattern: formats.base64 }), 'device cookie, ten years', secret),
  uvid: key(text({ pattern: formats.webwxuvid }), 'device cookie, ten years', secret),
  userName: key(text({ pattern: formats.userName }), "the account's alias of this session"),
  syncKey: key(syncKeyShape(), 'position for webwxsync'),
  syncCheckKey: key(syncKeyShape(), 'position for synccheck'),
  mediaKey: key(text(), 'AESKey of a large upload', secret),
  signature: key(text(), 'signature of a large upload', secret),
} satisfies Record<string, SessionKey>;

export type SessionKeyName = keyof typeof sessionKeys;

/** Positions as synccheck sends them: `1_694411380|2_694413141`. */
export function joinSyncKey(key: unknown): string | undefined {
  const pairs = (key as SyncKey | undefined)?.List;
  if (!Array.isArray(pairs)) return undefined;
  return pairs
    .map((pair: { Key?: unknown; Val?: unknown } | null) => `${asText(pair?.Key)}_${asText(pair?.Val)}`)
    .join('|');
}

const redirectParts = [
  ['ticket', /[?&]ticket=([^&#]*)/],
  ['scan', /[?&]scan=([^&#]*)/],
] as const;

/** The parts of redirect_uri that a later request sends by themselves. */
export const derive: Protocol['derive'] = (session) => {
  const redirect = session.redirectUri;
  if (typeof redirect !== 'string') return;
  for (const [name, pattern] of redirectParts) {
    const value = pattern.exec(redirect)?.[1];
    if (value !== undefined) session[name] = value;
  }
};
