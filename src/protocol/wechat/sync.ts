/** Rows of the sync loop: the long poll for news, and the pull (protocol.md 4). */
import { type Anomaly, type EventBody, endpoint, type Outcome, type Reading } from '../endpoint.ts';
import { clock, maybe } from '../field.ts';
import { anything, either, integer, list, object, optional, text } from '../shape.ts';
import { splitUrl } from '../url.ts';
import { checkCodes, selectors } from './codes.ts';
import { changedContact, contactKind } from './contact.ts';
import { plainText } from './content.ts';
import { appended, baseRequest, counter, deviceId, nowMs, session } from './fields.ts';
import { formats } from './formats.ts';
import { familyOf, hosts } from './hosts.ts';
import { asCode, asNumber, asText } from './loose.ts';
import { message, type WireMessage } from './message.ts';
import { messageEvent } from './messages.ts';
import { cgi, items, jsonReply, renamed, ret } from './replies.ts';
import { joinSyncKey, syncKeyShape } from './values.ts';

function checkOutcome(call: Reading, base: Outcome): Outcome {
  if (call.wrongKind) return garbledOrNews(call, base);
  if (!base.ok) return base;
  const selector = asText(call.got('/window.synccheck/selector'));
  if (selector === '0' || selector === '') return base;
  return { ...base, name: 'news', meaning: meaningOf(selector) };
}

/** Bots try the push hosts of every family; where the cookies of the session do not go, it is unknown. */
function astray(call: Reading, { redirectUri }: Readonly<Record<string, unknown>>): boolean {
  if (call.outcome.name !== 'closed' || typeof redirectUri !== 'string') return false;
  const home = familyOf(splitUrl(redirectUri).host);
  const asked = splitUrl(call.exchange.request.url).host;
  const isHome = hosts.some(({ name, family }) => name === asked && family === home?.name);
  return home !== undefined && !isHome && call.cookie('wxsid') === undefined;
}

const meaningOf = (selector: string): string =>
  (Object.hasOwn(selectors, selector) && selectors[selector]) || `unknown selector ${selector}`;

/** A reply that is no HTTP (`0 -`, since 2017-05) comes while the peer types: there is news. */
function garbledOrNews(call: Reading, base: Outcome): Outcome {
  return call.exchange.response?.status === 0 ? renamed(base, 'news') : base;
}

export const synccheck = endpoint({
  name: 'synccheck',
  says: 'Long poll: has anything happened since this position?',
  methods: ['GET'],
  host: 'push',
  path: `${cgi}/synccheck`,
  call: 'script',
  query: {
    r: nowMs,
    skey: session('skey', { shape: text() }),
    sid: session('sid', { shape: text() }),
    uin: maybe(session('uin')),
    deviceid: maybe(deviceId),
    synckey: session('syncCheckKey', {
      // One client sends the JSON object itself.
      shape: text({ pattern: /^(?:\d+_\d+(?:\|\d+_\d+)*|\{.*\})$/ }),
      as: (key, values) => joinSyncKey(key ?? values.syncKey),
      says: 'SyncCheckKey, or SyncKey while none was seen',
    }),
    _: maybe(counter),
  },
  reply: {
    codec: 'js',
    type: 'text/javascript',
    shape: object({
      'window.synccheck': object({
        retcode: text({ pattern: /^-?\d+$/, state: true, event: 'sync.checked' }),
        selector: text({ pattern: /^\d+$/, state: true, event: 'sync.checked', means: selectors }),
      }),
    }),
    examples: ['window.synccheck={retcode:"0",selector:"0"}'],
  },
  code: { at: '/window.synccheck/retcode', codes: checkCodes },
  outcome: checkOutcome,
  outcomes: ['news'],
  astray,
  machine: 'sync',
  longPoll: { idle: 'nothing', hold: [20_000, 30_000] },
  lane: 'sync',
  events: (call) => [
    {
      type: 'sync.checked',
      retcode: asCode(call.got('/window.synccheck/retcode')),
      selector: asCode(call.got('/window.synccheck/selector')),
      heldMs: Math.round(call.exchange.timing.total * 1000) / 1000,
    },
  ],
});

const lists = ['AddMsgList', 'ModContactList', 'DelContactList', 'ModChatRoomMemberList'] as const;

function pullOutcome(call: Reading, base: Outcome): Outcome {
  if (!base.ok) return base;
  if (asNumber(call.got('/ContinueFlag')) !== 0) return renamed(base, 'more');
  return renamed(base, lists.some((name) => items(call, `/${name}`).length > 0) ? 'pulled' : 'empty');
}

function pullEvents(call: Reading, values: Readonly<Record<string, unknown>>): EventBody[] {
  if (!call.outcome.ok) return [];
  const added = call.got('/AddMsgList');
  // Whatever an item is, it is one message: the number of events tells how many came.
  const messages = Array.isArray(added) ? added.map(asMessage) : [];
  const changed = items(call, '/ModContactList');
  return [
    {
      type: 'sync.pulled',
      messages: messages.length,
      contacts: changed.length,
      continue: call.outcome.name === 'more',
    },
    ...changed.map((contact) => changedEvent(contact, values)),
    ...items(call, '/DelContactList').map((contact) => ({
      type: 'contact.removed',
      user: asText(contact.UserName),
    })),
    ...messages.map((item) => messageEvent(item, values.userName)),
  ];
}

const asMessage = (item: unknown): WireMessage =>
  typeof item === 'object' && item !== null ? (item as WireMessage) : {};

function changedEvent(
  contact: Record<string, unknown>,
  values: Readonly<Record<string, unknown>>,
): EventBody {
  const user = asText(contact.UserName);
  const kind = contactKind(user, contact.VerifyFlag, values.userName);
  const remark = plainText(asText(contact.RemarkName));
  const members = Array.isArray(contact.MemberList) ? contact.MemberList.length : 0;
  return {
    type: 'contact.changed',
    user,
    name: plainText(asText(contact.NickName)),
    ...(remark !== '' && { remark }),
    kind,
    ...(kind === 'room' && { members }),
  };
}

/** Storing an empty position loses the place: seen since 2023-04. */
function emptyPosition(call: Reading): Anomaly | undefined {
  if (!call.outcome.ok || asNumber(call.got('/SyncKey/Count')) > 0) return undefined;
  return {
    kind: 'sync-key-empty',
    message: 'the reply has a SyncKey of Count 0; the old position must be kept',
  };
}

const buffer = optional(object({ Buff: text() }));

export const sync = endpoint({
  name: 'webwxsync',
  says: 'Pulls everything newer than this position: messages, contacts.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxsync`,
  query: {
    sid: session('sid', { spelling: 'raw', shape: text() }),
    skey: session('skey', { spelling: 'raw', shape: text() }),
    ...appended,
  },
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      SyncKey: session('syncKey', { shape: syncKeyShape() }),
      rr: clock(either(integer(), text()), ({ now }) => ~now),
    },
  },
  reply: jsonReply({
    AddMsgCount: optional(integer({ counts: 'AddMsgList', event: 'sync.pulled' })),
    AddMsgList: optional(list(message, { event: 'message.received' })),
    ModContactCount: optional(integer({ counts: 'ModContactList' })),
    ModContactList: optional(list(changedContact, { event: 'contact.changed' })),
    DelContactCount: optional(integer({ counts: 'DelContactList' })),
    DelContactList: optional(
      list(object({ UserName: text({ event: 'contact.removed' }), ContactFlag: optional(integer()) })),
    ),
    ModChatRoomMemberCount: optional(integer({ counts: 'ModChatRoomMemberList' })),
    ModChatRoomMemberList: optional(list(anything())),
    Profile: optional(
      object({
        BitFlag: integer(),
        UserName: buffer,
        NickName: buffer,
        BindUin: optional(integer()),
        BindEmail: buffer,
        BindMobile: buffer,
        Status: optional(integer()),
        Sex: optional(integer()),
        PersonalCard: optional(integer()),
        Alias: optional(text()),
        HeadImgUpdateFlag: optional(integer()),
        HeadImgUrl: optional(text()),
        Signature: optional(text()),
      }),
    ),
    ContinueFlag: optional(integer({ state: true, event: 'sync.pulled' })),
    SyncKey: syncKeyShape({ feeds: 'syncKey', unlessEmpty: true }),
    SKey: optional(text({ feeds: 'skey', unlessEmpty: true, pattern: formats.skey, secret: true })),
    // Since the second half of 2016.
    SyncCheckKey: optional(syncKeyShape({ feeds: 'syncCheckKey', unlessEmpty: true })),
  }),
  code: ret,
  outcome: pullOutcome,
  outcomes: ['pulled', 'empty', 'more'],
  machine: 'sync',
  lane: 'sync',
  events: pullEvents,
  anomaly: emptyPosition,
});
