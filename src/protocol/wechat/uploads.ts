/** Rows that carry media to the server: upload with its preflight, large files, previews (protocol.md 6.8, 6.9). */
import { endpoint } from '../endpoint.ts';
import { constant, input, jsonText, maybe } from '../field.ts';
import { anything, integer, optional, text } from '../shape.ts';
import { appended, baseRequest, clientMsgIdMs, forLargeFile, plainPassTicket, session } from './fields.ts';
import { formats } from './formats.ts';
import { asNumber, asText } from './loose.ts';
import { cgi, fileShape, jsonReply, ret } from './replies.ts';

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
      offers: ['medium'],
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
    MediaId: optional(text({ offers: ['medium'], says: 'not empty: no upload needed' })),
    AESKey: optional(text({ feeds: 'mediaKey', secret: true })),
    Signature: optional(text({ feeds: 'signature', secret: true })),
    EncryFileName: optional(text()),
  }),
  code: ret,
  lane: 'media',
});

export const preview = endpoint({
  name: 'webwxpreview',
  says: 'The picture of a medium that was just uploaded.',
  methods: ['GET', 'POST'],
  host: 'main',
  path: `${cgi}/webwxpreview`,
  call: 'image',
  query: {
    fun: input('fun', text({ values: ['preview', 'upload'] })),
    mediaid: maybe(input('mediaId', text(), { takes: ['medium'] })),
  },
  reply: {
    codec: 'bytes',
    type: 'image/jpeg',
    shape: fileShape,
  },
  lane: 'media',
});
