/** Rows that fetch media: what messages carry, and the pictures of people (protocol.md 6.10). */
import { header } from '../../exchange.ts';
import { type CallKind, type EventBody, endpoint, type Outcome, type Reading } from '../endpoint.ts';
import { constant, type Fields, input, maybe, seldom } from '../field.ts';
import { text } from '../shape.ts';
import { passTicket, session } from './fields.ts';
import { formats } from './formats.ts';
import { asNumber, asText } from './loose.ts';
import { cgi, fileShape } from './replies.ts';

/** A download is good when bytes of its kind came; an empty body means not ready, or expired. */
function downloaded(call: Reading, base: Outcome): Outcome {
  const status = call.exchange.response?.status ?? 0;
  if (call.wrongKind || status >= 400) return base;
  return call.got('/size') === 0 ? { name: 'empty', ok: false, meaning: 'no bytes' } : base;
}

function download<const Q extends Fields>(row: {
  name: string;
  says: string;
  host?: string;
  type: string;
  what: string;
  id: string;
  call: CallKind;
  queryStart?: string;
  query: Q;
  headers?: Fields;
  statuses?: readonly number[];
}) {
  return endpoint({
    name: row.name,
    says: row.says,
    methods: ['GET'],
    host: row.host ?? 'main',
    path: `${cgi}/${row.name}`,
    call: row.call,
    ...(row.queryStart && { queryStart: row.queryStart }),
    query: row.query,
    ...(row.headers && { headers: row.headers }),
    reply: {
      codec: 'bytes',
      type: row.type,
      shape: fileShape,
      also: ['empty'],
      ...(row.statuses && { statuses: row.statuses }),
    },
    outcome: downloaded,
    outcomes: ['empty'],
    lane: 'media',
    events: (call): EventBody[] => [
      {
        type: 'media.fetched',
        what: row.what,
        id: call.param(row.id) ?? '',
        mime: asText(call.got('/mime')),
        bytes: asNumber(call.got('/size') ?? header(call.exchange.response?.headers ?? [], 'content-length')),
      },
    ],
  });
}

const messageId = (name: string, other: string) =>
  input('messageId', text(), { also: [other], takes: ['message'], says: name });
const skey = session('skey', { shape: text() });

export const getmsgimg = download({
  name: 'webwxgetmsgimg',
  says: 'The picture of a message, or the thumbnail of a link, video or file.',
  type: 'image/jpeg',
  what: 'image',
  id: 'MsgID',
  call: 'image',
  queryStart: '&',
  query: {
    MsgID: messageId('MsgId', 'msgid'),
    skey,
    type: maybe(input('size', text({ values: ['slave', 'big'], says: 'slave: thumbnail' }))),
  },
});

export const getvoice = download({
  name: 'webwxgetvoice',
  says: 'A voice message as MP3.',
  type: 'audio/mp3',
  what: 'voice',
  id: 'msgid',
  call: 'audio',
  query: { msgid: messageId('MsgId', 'MsgID'), skey },
});

export const getvideo = download({
  name: 'webwxgetvideo',
  says: 'A video; without a Range header nothing comes.',
  type: 'video/mp4',
  what: 'video',
  id: 'msgid',
  call: 'video',
  statuses: [200, 206],
  headers: { Range: maybe(constant('bytes=0-')) },
  query: { msgid: messageId('MsgId', 'MsgID'), skey, pass_ticket: seldom(passTicket) },
});

export const getmedia = download({
  name: 'webwxgetmedia',
  says: 'A file that was sent.',
  host: 'file',
  type: 'application/octet-stream',
  what: 'file',
  id: 'mediaid',
  call: 'navigation',
  query: {
    sender: input('sender', text()),
    mediaid: input('mediaId', text(), { takes: ['file'] }),
    encryfilename: input('fileName', text(), {
      also: ['filename'],
      takes: ['file name'],
      says: 'filename before 2017-12',
    }),
    fromuser: session('uin', { shape: text() }),
    pass_ticket: passTicket,
    webwx_data_ticket: session('dataTicket', { shape: text() }),
  },
});

const head = (name: string, says: string) =>
  download({
    name,
    says,
    type: 'image/jpeg',
    what: 'avatar',
    id: 'username',
    call: 'image',
    query: {
      seq: maybe(input('seq', text({ pattern: /^\d+$/ }), { takes: ['picture'] })),
      username: input('user', text({ pattern: formats.userName }), {
        also: ['userName'],
        spelling: 'raw',
        takes: ['contact'],
      }),
      skey: session('skey', { spelling: 'raw', shape: text() }),
      type: maybe(input('size', text({ values: ['big'] }))),
      chatroomid: maybe(input('room', text(), { spelling: 'raw', takes: ['room code'] })),
      msgid: seldom(input('messageId', text())),
    },
  });

export const geticon = head('webwxgeticon', 'The picture of a person or room member.');
export const getheadimg = head('webwxgetheadimg', 'The picture of a room.');

/** A map of a location, linked from the text of its message. */
export const getpubliclinkimg = download({
  name: 'webwxgetpubliclinkimg',
  says: 'The map of a location message; the link is made by the server.',
  type: 'image/jpeg',
  what: 'map',
  id: 'msgid',
  call: 'image',
  query: {
    url: input('url', text()),
    msgid: input('messageId', text(), { takes: ['message'] }),
    pictype: input('pictureType', text()),
  },
});
