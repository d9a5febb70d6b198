/** Rows of the address book: lists, requests, remarks (protocol.md 3.3 to 3.7). */
import { endpoint } from '../endpoint.ts';
import { constant, input, maybe } from '../field.ts';
import { anything, integer, list, object, optional, text } from '../shape.ts';
import { contact, isRoom } from './contact.ts';
import { appended, baseRequest, deviceId, nowMs, session } from './fields.ts';
import { asNumber, asText } from './loose.ts';
import { cgi, items, jsonReply, ret } from './replies.ts';

export const getcontact = endpoint({
  name: 'webwxgetcontact',
  says: 'The address book, page by page until Seq is 0.',
  methods: ['GET', 'POST'],
  host: 'main',
  path: `${cgi}/webwxgetcontact`,
  query: {
    ...appended,
    r: nowMs,
    seq: maybe(input('seq', text({ pattern: /^\d+$/ }))),
    skey: session('skey', { spelling: 'angular', shape: text() }),
  },
  reply: jsonReply({
    MemberCount: optional(integer({ counts: 'MemberList' })),
    MemberList: list(contact, { event: 'contacts.listed' }),
    Seq: optional(integer({ event: 'contacts.listed', says: '0: complete; else the seq of the next call' })),
  }),
  code: ret,
  machine: 'login',
  lane: 'contacts',
  events: (call) =>
    call.outcome.ok
      ? [
          {
            type: 'contacts.listed',
            count: items(call, '/MemberList').length,
            seq: asNumber(call.got('/Seq')),
          },
        ]
      : [],
});

export const batchgetcontact = endpoint({
  name: 'webwxbatchgetcontact',
  says: 'Details of up to 50 people or rooms; rooms come with their members.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxbatchgetcontact`,
  query: { type: constant('ex'), r: nowMs, ...appended },
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      Count: input('count', integer()),
      List: input(
        'list',
        list(anything(), { says: '{UserName, ChatRoomId: ""} or {UserName, EncryChatRoomId}' }),
        { takes: ['contact', 'chats'] },
      ),
    },
  },
  reply: jsonReply({
    Count: optional(integer({ counts: 'ContactList' })),
    ContactList: list(contact, { event: 'contacts.fetched' }),
  }),
  code: ret,
  asks: { list: '/List', items: '/ContactList', by: 'UserName' },
  machine: 'login',
  lane: 'contacts',
  events: (call) => {
    if (!call.outcome.ok) return [];
    const found = items(call, '/ContactList');
    const rooms = found.filter((item) => isRoom(asText(item.UserName))).length;
    return [{ type: 'contacts.fetched', count: found.length, rooms }];
  },
});

export const searchcontact = endpoint({
  name: 'webwxsearchcontact',
  says: 'Looks a contact up by a keyword.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxsearchcontact`,
  query: appended,
  body: { codec: 'json', fields: { ...baseRequest, KeyWord: input('keyword', text()) } },
  reply: jsonReply({
    Count: optional(integer({ counts: 'List' })),
    List: list(object({ EncryUserName: text() })),
  }),
  code: ret,
  lane: 'contacts',
});

export const sendfeedback = endpoint({
  name: 'webwxsendfeedback',
  says: 'A note to the makers of the page.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxsendfeedback`,
  query: appended,
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      MachineType: constant('webwx'),
      Content: input('text', text()),
      ReportType: constant(0),
    },
  },
  reply: jsonReply({}),
  code: ret,
  lane: 'contacts',
  lasting: true,
});

export const checkurl = endpoint({
  name: 'webwxcheckurl',
  says: 'A link of a message was clicked: redirects to it, or warns.',
  methods: ['GET'],
  host: 'main',
  path: `${cgi}/webwxcheckurl`,
  call: 'navigation',
  query: {
    requrl: input('url', text()),
    skey: session('skey', { shape: text() }),
    deviceid: deviceId,
    pass_ticket: maybe(session('passTicket', { shape: text() })),
    opcode: constant(2),
    scene: constant(1),
    username: session('userName'),
  },
  reply: {
    codec: 'html',
    type: 'text/html',
    statuses: [200, 301, 302],
    also: ['empty'],
    shape: object({ title: optional(text()), text: optional(text()) }),
  },
  lane: 'contacts',
});

export const oplog = endpoint({
  name: 'webwxoplog',
  says: 'Changes how a contact is shown: 2 sets the remark, 3 pins or unpins.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxoplog`,
  query: appended,
  body: {
    codec: 'json',
    fields: {
      UserName: input('user', text(), { takes: ['contact'] }),
      CmdId: input('command', integer({ values: [2, 3] })),
      OP: maybe(input('pinned', integer())),
      RemarkName: maybe(input('remark', text())),
      ...baseRequest,
    },
  },
  reply: jsonReply({}),
  code: ret,
  lane: 'contacts',
  lasting: true,
});

export const verifyuser = endpoint({
  name: 'webwxverifyuser',
  says: 'Friend requests: 2 sends one, 3 accepts one.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxverifyuser`,
  query: { r: maybe(nowMs), ...appended },
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      Opcode: input('opcode', integer()),
      VerifyUserListSize: constant(1),
      VerifyUserList: input('users', list(object({ Value: text(), VerifyUserTicket: text() })), {
        takes: ['friend request'],
      }),
      VerifyContent: input('text', text()),
      SceneListCount: constant(1),
      SceneList: input('scenes', anything({ says: '[33]; a bare 33 in old clients' })),
      skey: maybe(session('skey', { shape: text() })),
    },
  },
  reply: jsonReply({}),
  code: ret,
  lane: 'contacts',
  lasting: true,
});
