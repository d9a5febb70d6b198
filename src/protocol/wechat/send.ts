/** Rows that send and recall messages (protocol.md 6.1, 6.11; official.md 3). */
import type { TSchema } from 'typebox';
import { type EventBody, endpoint, type Reading } from '../endpoint.ts';
import { constant, type Fields, input, maybe, seldom } from '../field.ts';
import { either, integer, optional, text } from '../shape.ts';
import { appended, baseRequest, desktopOnly, forLargeFile, localId, session } from './fields.ts';
import { asText } from './loose.ts';
import { sentKind } from './messages.ts';
import { cgi, jsonReply, ret } from './replies.ts';

const reply = jsonReply({
  MsgID: optional(text({ offers: ['own message', 'message'], event: 'message.sent' })),
  LocalID: optional(text({ event: 'message.sent' })),
});

const sentEvent = (call: Reading): EventBody[] =>
  call.outcome.ok
    ? [
        {
          type: 'message.sent',
          id: asText(call.got('/MsgID')),
          kind: sentKind(call.endpoint?.name ?? '', call.sent('/Msg/Type')),
          to: asText(call.sent('/Msg/ToUserName')),
        },
      ]
    : [];

const addressed = {
  FromUserName: session('userName'),
  ToUserName: input('to', text(), { takes: ['contact'] }),
  LocalID: localId,
  ClientMsgId: localId,
};

const type = <T extends TSchema>(shape: T) => input('type', shape);
const scene = maybe(input('scene', integer({ says: '0; 2 when a message is forwarded' })));
const async = { fun: constant('async'), f: constant('json') };

function sendRow<const N extends string, const Q extends Fields, const M extends Fields>(
  name: N,
  says: string,
  query: Q,
  Msg: M,
) {
  return endpoint({
    name,
    says,
    methods: ['POST'],
    host: 'main',
    path: `${cgi}/${name}`,
    query: { ...query, ...appended },
    body: { codec: 'json', fields: { ...baseRequest, Msg, Scene: scene } },
    reply,
    code: ret,
    lane: 'messages',
    lasting: true,
    events: sentEvent,
  });
}

export const sendmsg = sendRow(
  'webwxsendmsg',
  'Sends a text, or forwards a location.',
  {},
  {
    Type: type(integer({ values: [1, 48] })),
    Content: input('text', text()),
    MsgSource: maybe(input('mentions', text({ says: 'XML naming the people mentioned' }))),
    ...addressed,
  },
);

const emptyContent = maybe(constant(''));

export const sendmsgimg = sendRow('webwxsendmsgimg', 'Sends an uploaded picture.', async, {
  Type: type(integer({ values: [3] })),
  MediaId: input('mediaId', text(), { takes: ['medium'] }),
  Content: emptyContent,
  ...addressed,
});

export const sendvideomsg = sendRow('webwxsendvideomsg', 'Sends an uploaded video.', async, {
  Type: type(integer({ values: [43, 62] })),
  MediaId: input('mediaId', text(), { takes: ['medium'] }),
  Content: emptyContent,
  ...addressed,
});

export const sendappmsg = sendRow(
  'webwxsendappmsg',
  'Sends an uploaded file, or another app message.',
  { ...async, mod: desktopOnly('desktop', 'desktop mode, since 2019-06') },
  {
    Signature: forLargeFile('signature', ({ appmsg }) => /<totallen>(\d+)</.exec(asText(appmsg))?.[1]),
    Type: type(integer({ says: 'AppMsgType: 6 for a file' })),
    Content: input('appmsg', text({ says: 'appmsg XML; the page does not escape the file name' }), {
      takes: ['medium'],
    }),
    ...addressed,
    MediaId: seldom(input('mediaId', text(), { takes: ['medium'] })),
  },
);

export const sendemoticon = sendRow(
  'webwxsendemoticon',
  'Sends an animated picture.',
  { fun: constant('sys') },
  {
    Type: type(integer({ values: [47, 1] })),
    EmojiFlag: maybe(constant(2)),
    MediaId: maybe(input('mediaId', text(), { takes: ['medium'] })),
    EMoticonMd5: maybe(input('md5', text())),
    Content: seldom(constant('')),
    ...addressed,
  },
);

export const revokemsg = endpoint({
  name: 'webwxrevokemsg',
  says: 'Recalls an own message within two minutes (since 2017-02).',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxrevokemsg`,
  query: appended,
  body: {
    codec: 'json',
    fields: {
      ...baseRequest,
      SvrMsgId: input('messageId', text(), { takes: ['own message'] }),
      ToUserName: input('to', text(), { takes: ['contact'] }),
      ClientMsgId: input('clientMsgId', either(text(), integer()), { says: 'that of the message' }),
    },
  },
  reply: jsonReply({ Introduction: optional(text()), SysWording: optional(text()) }),
  code: ret,
  lane: 'messages',
  lasting: true,
});
