/** Rows that make and change rooms (protocol.md 3.8, 3.9). */
import { endpoint } from '../endpoint.ts';
import { input, maybe } from '../field.ts';
import { integer, list, object, optional, text } from '../shape.ts';
import { roomMember } from './contact.ts';
import { appended, baseRequest, nowMs } from './fields.ts';
import { asText } from './loose.ts';
import { baseResponse, cgi, jsonReply, ret } from './replies.ts';

export const createchatroom = endpoint({
  name: 'webwxcreatechatroom',
  says: 'Makes a room of at least two other people.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxcreatechatroom`,
  query: { r: nowMs, ...appended },
  body: {
    codec: 'json',
    fields: {
      MemberCount: input('count', integer()),
      MemberList: input('members', list(object({ UserName: text() })), { takes: ['contact'] }),
      Topic: input('topic', text()),
      ...baseRequest,
    },
  },
  reply: {
    codec: 'json',
    type: 'text/plain',
    shape: object({
      // Absent in replies of 2018-09.
      BaseResponse: optional(baseResponse),
      Topic: optional(text()),
      PYInitial: optional(text()),
      QuanPin: optional(text()),
      MemberCount: optional(integer()),
      MemberList: optional(list(roomMember)),
      ChatRoomName: optional(text({ offers: ['new room'], says: 'name of the new room; empty on failure' })),
      BlackList: optional(text()),
    }),
  },
  code: ret,
  outcome: (call, base) => {
    const room = asText(call.got('/ChatRoomName'));
    if (call.wrongKind || (!base.ok && base.code !== undefined)) return base;
    return room === ''
      ? { ...base, name: 'refused', ok: false, meaning: 'no room was made' }
      : { ...base, name: 'ok', ok: true };
  },
  lane: 'contacts',
  lasting: true,
});

const memberInput = <const N extends string>(name: N, says: string) => maybe(input(name, text({ says })));

export const updatechatroom = endpoint({
  name: 'webwxupdatechatroom',
  says: 'Changes a room: members, topic, leaving it.',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxupdatechatroom`,
  query: {
    fun: input(
      'change',
      text({ values: ['addmember', 'invitemember', 'delmember', 'modtopic', 'quitchatroom'] }),
    ),
    ...appended,
  },
  body: {
    codec: 'json',
    fields: {
      AddMemberList: memberInput('add', 'up to 40 members'),
      InviteMemberList: memberInput('invite', 'above 40 members'),
      DelMemberList: memberInput('remove', 'by the owner'),
      NewTopic: memberInput('topic', 'new name'),
      ChatRoomName: input('room', text(), { takes: ['new room', 'contact'] }),
      ...baseRequest,
    },
  },
  reply: jsonReply({
    MemberCount: optional(integer({ counts: 'MemberList' })),
    MemberList: optional(list(roomMember)),
  }),
  code: ret,
  lane: 'contacts',
  lasting: true,
});
