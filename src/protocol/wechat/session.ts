/** Rows of the session: start, presence, reports (protocol.md 3.1, 3.2, 3.10). */
import { endpoint } from '../endpoint.ts';
import { constant, input, maybe, seldom } from '../field.ts';
import { anything, integer, list, optional, text } from '../shape.ts';
import { contact, self } from './contact.ts';
import { plainText } from './content.ts';
import {
  appended,
  baseRequest,
  clientMsgIdMs,
  counter,
  firstBaseRequest,
  invertedMs,
  reportBaseRequest,
  session,
} from './fields.ts';
import { formats } from './formats.ts';
import { asNumber, asText } from './loose.ts';
import { cgi, fileShape, items, jsonReply, ret } from './replies.ts';
import { joinSyncKey, type SyncKey, syncKeyShape } from './values.ts';

export const init = endpoint({
  name: 'webwxinit',
  says: 'Starts the session: account, recent chats, first position. The page sends it twice at once.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxinit`,
  query: {
    r: maybe(invertedMs),
    skey: seldom(session('skey')),
    _: seldom(counter),
    ...appended,
  },
  body: { codec: 'json', fields: firstBaseRequest },
  reply: jsonReply({
    Count: optional(integer({ counts: 'ContactList', event: 'session.initialised' })),
    ContactList: optional(list(contact)),
    SyncKey: syncKeyShape({ feeds: 'syncKey', unlessEmpty: true, event: 'session.initialised' }),
    User: self,
    ChatSet: optional(text({ offers: ['chats'], says: 'recent chats, comma separated' })),
    SKey: optional(text({ feeds: 'skey', unlessEmpty: true, pattern: formats.skey, secret: true })),
    ClientVersion: optional(integer()),
    SystemTime: optional(integer({ dated: 's', says: 'unix seconds' })),
    GrayScale: optional(integer()),
    InviteStartCount: optional(integer({ says: 'room size from which members are invited, not added' })),
    MPSubscribeMsgCount: optional(integer({ counts: 'MPSubscribeMsgList' })),
    MPSubscribeMsgList: optional(list(anything())),
    ClickReportInterval: optional(integer({ says: 'ms' })),
  }),
  code: ret,
  machine: 'login',
  repeats: true,
  lane: 'session',
  events: (call) => {
    if (call.outcome.name === 'closed') return [];
    if (!call.outcome.ok) {
      const { code = '', meaning = '' } = call.outcome;
      const as = call.wrongKind ? (call.wrongKind.kind === 'html' ? 'html' : 'empty') : 'json';
      const message = asText(call.got('/BaseResponse/ErrMsg')) || call.page()?.text || meaning;
      return [{ type: 'session.refused', ret: as === 'json' ? code : null, message, as }];
    }
    return [
      {
        type: 'session.initialised',
        user: {
          uin: asText(call.got('/User/Uin')),
          userName: asText(call.got('/User/UserName')),
          nickName: plainText(asText(call.got('/User/NickName'))),
        },
        contacts: items(call, '/ContactList').length,
        syncKey: joinSyncKey(call.got('/SyncKey') as SyncKey | undefined) ?? '',
      },
    ];
  },
});

export const statusnotify = endpoint({
  name: 'webwxstatusnotify',
  says: 'Tells the phone what this side does: 1 read, 2 entered a chat, 3 started, 4 synced chats, 5 left.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxstatusnotify`,
  query: appended,
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      Code: input('code', integer()),
      FromUserName: session('userName'),
      ToUserName: input('to', text(), { takes: ['contact'] }),
      ClientMsgId: clientMsgIdMs,
      // One client repeats the identity at the top level.
      Uin: seldom(baseRequest.BaseRequest.Uin),
      Sid: seldom(baseRequest.BaseRequest.Sid),
      Skey: seldom(baseRequest.BaseRequest.Skey),
      DeviceID: seldom(baseRequest.BaseRequest.DeviceID),
    },
  },
  reply: jsonReply({ MsgID: optional(text()) }),
  code: ret,
  machine: 'login',
  lane: 'session',
  events: (call) =>
    call.outcome.ok ? [{ type: 'session.notified', code: asNumber(call.sent('/Code')) }] : [],
});

export const statreport = endpoint({
  name: 'webwxstatreport',
  says: "The page's own telemetry.",
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxstatreport`,
  query: { fun: constant('new'), ...appended },
  body: {
    codec: 'json',
    fields: {
      ...reportBaseRequest,
      Count: input('count', integer()),
      List: input('reports', list(anything())),
    },
  },
  reply: jsonReply({}),
  code: ret,
  lane: 'session',
  unheeded: true,
  events: (call) => {
    const reports = call.sent('/List');
    return [{ type: 'telemetry', reports: Array.isArray(reports) ? reports.map(reportName) : [] }];
  },
});

/** The name inside the JSON text of one report, as `[app-timing]`. */
function reportName(report: unknown): string {
  const content = asText((report as { Text?: unknown } | null)?.Text);
  return /"type"\s*:\s*"([^"\\]{1,60})"/.exec(content)?.[1] ?? 'unknown';
}

export const reportforweb = endpoint({
  name: 'reportforweb',
  says: 'A beacon of the page: an image nobody looks at.',
  methods: ['GET'],
  host: 'report',
  path: '/cgi-bin/mmsupport-bin/reportforweb',
  call: 'image',
  query: {
    rid: input('rid', text()),
    rkey: input('rkey', text()),
    rvalue: input('rvalue', text()),
  },
  reply: {
    codec: 'bytes',
    type: 'image/gif',
    also: ['empty', 'text', 'html'],
    shape: fileShape,
  },
  lane: 'session',
  unheeded: true,
  events: (call) => [{ type: 'telemetry', reports: [`${call.param('rid')}/${call.param('rkey')}`] }],
});
