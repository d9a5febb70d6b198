/** Rows that carry media: upload with its preflight, large files, downloads (protocol.md 6.8 to 6.10). */

import { header } from '../../exchange.ts';
import type { CallKind } from '../endpoint.ts';
import { type EventBody, endpoint, type Outcome, type Reading } from '../endpoint.ts';
import { constant, type Fields, input, jsonText, maybe, seldom } from '../field.ts';
import { anything, integer, object, optional, text } from '../shape.ts';
import {
  appended,
  baseRequest,
  clientMsgIdMs,
  forLargeFile,
  passTicket,
  plainPassTicket,
  session,
} from './fields.ts';
import { formats } from './formats.ts';
import { asNumber, asText } from './loose.ts';
import { cgi, jsonReply, ret } from './replies.ts';

const whole = text({ pattern: /^\d+$/ });
const size = input('size', integer({ says: 'bytes' }));
/** The same for every chunk, the ids in it included. */
const uploadRequest = jsonText({
  UploadType: constant(2),
  ...baseRequest,
  ClientMediaId: clientMsgIdMs,
  TotalLen: size,
  StartPos: constant(0),
  DataLen: size,
  MediaType: constant(4),
  FromUserName: session('userName'),
  ToUserName: input('to', text()),
  FileMd5: maybe(input('md5', text())),
  AESKey: forLargeFile('mediaKey', (given) => given.size),
  Signature: forLargeFile('signature', (given) => given.size),
});

export const uploadpreflight = endpoint({
  name: 'webwxuploadmedia.preflight',
  says: 'The CORS preflight of an upload: the file host is another origin than the page.',
  methods: ['OPTIONS'],
  host: 'file',
  path: `${cgi}/webwxuploadmedia`,
  query: { f: maybe(constant('json')) },
  headers: {
    Origin: maybe(input('origin', text())),
    'Access-Control-Request-Method': maybe(constant('POST')),
  },
  reply: {
    codec: 'bytes',
    type: 'text/plain',
    statuses: [200, 204],
    also: ['empty', 'text', 'json', 'html'],
    shape: anything(),
  },
  lane: 'media',
  unheeded: true,
});

export const uploadmedia = endpoint({
  name: 'webwxuploadmedia',
  says: 'Uploads a medium, in chunks of 512 KiB; the last chunk is answered with the MediaId.',
  methods: ['POST'],
  host: 'file',
  path: `${cgi}/webwxuploadmedia`,
  query: { f: constant('json') },
  body: {
    codec: 'multipart',
    fields: {
      id: maybe(input('fileId', text())),
      name: input('fileName', text()),
      type: input('mime', text()),
      lastModifiedDate: input('modified', text()),
      size,
      chunks: maybe(input('chunks', integer())),
      chunk: maybe(input('chunk', integer({ says: 'from 0' }))),
      mediatype: input('mediaType', text({ values: ['pic', 'video', 'doc'] })),
      uploadmediarequest: uploadRequest,
      webwx_data_ticket: session('dataTicket', { shape: text() }),
      pass_ticket: plainPassTicket,
      filename: input('file', anything()),
    },
  },
  reply: jsonReply({
    MediaId: text({
      pattern: formats.mediaId,
      event: 'media.uploaded',
      says: 'empty for all chunks but the last',
    }),
    StartPos: optional(integer()),
    CDNThumbImgHeight: optional(integer()),
    CDNThumbImgWidth: optional(integer()),
    EncryFileName: optional(text({ says: 'since 2017-12' })),
  }),
  code: ret,
  lane: 'media',
  lasting: true,
  events: (call) => {
    if (!call.outcome.ok) return [];
    const [chunk, chunks] = [call.sent('/chunk'), call.sent('/chunks')];
    return [
      {
        type: 'media.uploaded',
        name: asText(call.sent('/name')),
        size: asNumber(call.sent('/size')),
        mediaId: asText(call.got('/MediaId')),
        ...(chunk !== undefined && { chunk: asNumber(chunk) }),
        ...(chunks !== undefined && { chunks: asNumber(chunks) }),
      },
    ];
  },
});

export const checkupload = endpoint({
  name: 'webwxcheckupload',
  says: 'Before a file above 25 MB: is it on the server already, and with which key may it be uploaded?',
  methods: ['POST'],
  host: 'main',
  path: `${cgi}/webwxcheckupload`,
  query: appended,
  body: {
    codec: 'json',
    fields: {
      FromUserName: session('userName'),
      ToUserName: input('to', text()),
      FileSize: input('size', integer()),
      FileMd5: input('md5', text()),
      FileName: input('fileName', text()),
      FileType: constant(7),
      ...baseRequest,
    },
  },
  reply: jsonReply({
    MediaId: optional(text({ says: 'not empty: no upload needed' })),
    AESKey: optional(text({ feeds: 'mediaKey', secret: true })),
    Signature: optional(text({ feeds: 'signature', secret: true })),
    EncryFileName: optional(text()),
  }),
  code: ret,
  lane: 'media',
});

const picture = object({ mime: text(), size: integer(), kind: text() });

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
      shape: picture,
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

const messageId = (name: string, other: string) => input('messageId', text(), { also: [other], says: name });
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
    mediaid: input('mediaId', text()),
    encryfilename: input('fileName', text(), { also: ['filename'], says: 'filename before 2017-12' }),
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
      seq: maybe(input('seq', whole)),
      username: input('user', text({ pattern: formats.userName }), { also: ['userName'], spelling: 'raw' }),
      skey: session('skey', { spelling: 'raw', shape: text() }),
      type: maybe(input('size', text({ values: ['big'] }))),
      chatroomid: maybe(input('room', text(), { spelling: 'raw' })),
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
    msgid: input('messageId', text()),
    pictype: input('pictureType', text()),
  },
});
