/** Rules on how exporters write bodies. */
import { isUtf8 } from 'node:buffer';
import { encodingOf } from './body.ts';
import { base64Of, bytesOfBase64, withoutCoding } from './coding.ts';
import { exchangeOf } from './entry.ts';
import { recordedHeader } from './headers.ts';
import { isBinary, isMultipart, isTextual } from './mime.ts';
import { rewriteContent, rewritePostData } from './rewrite.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { asNumber, isObject, type JsonObject, listAt, member, objectAt, stringAt } from './values.ts';

const content = '/response/content';
const postData = '/request/postData';

function contentOf(entry: JsonObject): JsonObject | undefined {
  return objectAt(entry.response, 'content');
}

function postDataOf(entry: JsonObject): JsonObject | undefined {
  return objectAt(entry.request, 'postData');
}

/** Bytes the content stands for, as far as they are in the file. */
function contentSize(entry: JsonObject): number | undefined {
  const holder = contentOf(entry);
  const text = stringAt(holder, 'text');
  if (text === undefined) return undefined;
  if (encodingOf(holder) === '' && !isBinary(stringAt(holder, 'mimeType') ?? ''))
    return Buffer.byteLength(text);
  return exchangeOf({ response: { ...objectAt(entry, 'response'), status: 200 } }, 0).response?.body?.size;
}

export const bodyRules: readonly EntryRule[] = [
  {
    id: 'quirk/body-not-recorded',
    level: 'quirk',
    says: 'the body was received and is not in the file',
    example: { '/response/content': { size: 1234, mimeType: 'text/html' } },
    check: (entry) => {
      const size = asNumber(member(contentOf(entry), 'size')) ?? 0;
      const isThere =
        (stringAt(contentOf(entry), 'text') ?? '') !== '' || member(contentOf(entry), '_file') !== undefined;
      return size > 0 && !isThere
        ? found(`${content}/text`, `a body of ${size} bytes was not recorded`)
        : nothing;
    },
  },
  {
    id: 'quirk/content-missing',
    level: 'quirk',
    says: 'a response has a content, also where that is empty',
    example: { '/response/content': undefined },
    check: ({ response }) =>
      isObject(response) && !isObject(response.content) ? found(content, 'there is no content') : nothing,
    repair: ({ response }) => {
      (response as JsonObject).content = {
        size: -1,
        mimeType: recordedHeader(member(response, 'headers'), 'content-type') ?? '',
      };
    },
  },
  {
    id: 'quirk/mime-unknown',
    level: 'quirk',
    says: 'the type of a body is empty, x-unknown or missing; its header may tell it',
    example: {
      '/response/content/mimeType': 'x-unknown',
      '/response/headers': [{ name: 'Content-Type', value: 'text/plain' }],
    },
    check: (entry) => {
      const holder = contentOf(entry);
      const isKnown =
        holder === undefined || !['', 'x-unknown', undefined, null].includes(holder.mimeType as string);
      return isKnown ? nothing : found(`${content}/mimeType`, 'the type of the body is not known');
    },
    repair: (entry) => {
      const named = recordedHeader(member(entry.response, 'headers'), 'content-type');
      const holder = contentOf(entry) as JsonObject;
      holder.mimeType = named ?? stringAt(holder, 'mimeType') ?? '';
    },
  },
  {
    id: 'quirk/size-unknown',
    level: 'quirk',
    says: 'the size of a body is -1 or missing; the body itself may tell it',
    example: { '/response/content': { size: -1, mimeType: 'text/plain', text: 'body' } },
    check: (entry) => {
      const holder = contentOf(entry);
      const size = asNumber(member(holder, 'size'));
      return holder === undefined || (size !== undefined && size !== -1)
        ? nothing
        : found(`${content}/size`, 'the size is not known');
    },
    repair: (entry) => {
      (contentOf(entry) as JsonObject).size = contentSize(entry) ?? -1;
    },
  },
  {
    id: 'quirk/size-mismatch',
    level: 'quirk',
    says: 'the size is not that of the body: it counts characters, or packed bytes',
    example: { '/response/content': { size: 2, mimeType: 'text/plain', text: '中文' } },
    check: (entry) => {
      const told = asNumber(member(contentOf(entry), 'size'));
      const size = told === undefined || told < 0 ? undefined : contentSize(entry);
      return size === undefined || size === told
        ? nothing
        : found(`${content}/size`, `the size is ${told}, the body has ${size} bytes`);
    },
    repair: (entry) => {
      (contentOf(entry) as JsonObject).size = contentSize(entry);
    },
  },
  {
    id: 'quirk/encoding-text',
    level: 'quirk',
    says: 'the encoding of a text is empty, null or a character set: it is plain text',
    example: { '/response/content/encoding': 'UTF-8' },
    check: (entry) =>
      [[content, contentOf(entry)] as const, [postData, postDataOf(entry)] as const].flatMap(
        ([path, holder]) =>
          isPlainEncoding(holder) ? [{ where: `${path}/encoding`, message: 'the encoding names none' }] : [],
      ),
    repair: (entry) => {
      for (const holder of [contentOf(entry), postDataOf(entry)])
        if (isPlainEncoding(holder)) delete holder?.encoding;
    },
  },
  {
    id: 'quirk/encoding-case',
    level: 'quirk',
    says: 'base64 is spelt in capitals',
    example: { '/response/content': { size: 2, mimeType: 'image/png', text: 'aGk=', encoding: 'BASE64' } },
    check: (entry) =>
      isOddBase64(contentOf(entry)) ? found(`${content}/encoding`, 'base64 is spelt otherwise') : nothing,
    repair: (entry) => {
      (contentOf(entry) as JsonObject).encoding = 'base64';
    },
  },
  {
    id: 'quirk/base64-wrapped',
    level: 'quirk',
    says: 'base64 is broken into lines, or uses the alphabet of URLs',
    example: {
      '/response/content': { size: 4, mimeType: 'image/png', text: 'aGkh\naA==', encoding: 'base64' },
    },
    check: (entry) =>
      wrappedBase64(entry) === undefined ? nothing : found(`${content}/text`, 'base64 is broken into lines'),
    repair: (entry) => {
      (contentOf(entry) as JsonObject).text = wrappedBase64(entry);
    },
  },
  {
    id: 'quirk/body-packed',
    level: 'quirk',
    says: 'the content coding (gzip and such) was left on the body',
    example: {
      '/response/content': {
        size: 23,
        mimeType: 'text/plain',
        text: 'H4sIAAAAAAAAA8vIBACsKpPYAgAAAA==',
        encoding: 'base64',
      },
    },
    check: (entry) => (isPacked(entry) ? found(`${content}/text`, 'the body is still packed') : nothing),
    repair: rewriteContent,
  },
  {
    id: 'quirk/base64-text',
    level: 'quirk',
    says: 'a text is given as base64',
    example: {
      '/response/content': { size: 2, mimeType: 'application/json', text: 'e30=', encoding: 'base64' },
    },
    check: (entry) => {
      const holder = contentOf(entry);
      if (
        encodingOf(holder) !== 'base64' ||
        !isTextual(stringAt(holder, 'mimeType') ?? '') ||
        isPacked(entry)
      )
        return nothing;
      const bytes = bytesOfBase64(stringAt(holder, 'text') ?? '');
      return bytes !== undefined && isUtf8(bytes)
        ? found(`${content}/encoding`, 'a text is given as base64')
        : nothing;
    },
    repair: rewriteContent,
  },
  {
    id: 'quirk/bytes-as-text',
    level: 'quirk',
    says: 'the bytes of a body are given as one character each',
    example: {
      '/request/postData': { mimeType: 'application/octet-stream', text: '\u0000\u00ff\u0080' },
      '/request/bodySize': 3,
    },
    check: (entry) =>
      hasByteText(entry, postDataOf(entry))
        ? found(`${postData}/text`, 'bytes are given as characters')
        : nothing,
    repair: rewritePostData,
  },
  {
    id: 'quirk/post-data-encoding',
    level: 'quirk',
    says: 'the body of the request is base64, which HAR 1.2 has no word for',
    example: {
      '/request/postData': { mimeType: 'application/octet-stream', text: 'AP8=', encoding: 'base64' },
    },
    check: (entry) =>
      encodingOf(postDataOf(entry)) === 'base64'
        ? found(`${postData}/encoding`, 'the body is base64')
        : nothing,
  },
  {
    id: 'quirk/post-data-twice',
    level: 'quirk',
    says: 'the body of the request is given as text and as parameters; the text counts',
    example: {
      '/request/postData': {
        mimeType: 'application/x-www-form-urlencoded',
        text: 'a=1',
        params: [{ name: 'a', value: '1' }],
      },
    },
    check: (entry) => {
      const isText = (stringAt(postDataOf(entry), 'text') ?? '') !== '';
      return isText && (listAt(postDataOf(entry), 'params') ?? []).length > 0
        ? found(postData, 'the body is given twice')
        : nothing;
    },
  },
  {
    id: 'quirk/post-data-params',
    level: 'quirk',
    says: 'the body of the request is given as parameters only; its exact bytes are lost',
    example: {
      '/request/postData': {
        mimeType: 'application/x-www-form-urlencoded',
        params: [{ name: 'a', value: '1' }],
      },
    },
    check: (entry) => {
      const isText = (stringAt(postDataOf(entry), 'text') ?? '') !== '';
      return !isText && (listAt(postDataOf(entry), 'params') ?? []).length > 0
        ? found(`${postData}/text`, 'the body is given as parameters only')
        : nothing;
    },
  },
  {
    id: 'quirk/side-file',
    level: 'quirk',
    says: 'the body lies in a file beside the HAR',
    example: { '/response/content/_file': 'a.txt', '/response/content/text': undefined },
    check: (entry) =>
      [[content, contentOf(entry)] as const, [postData, postDataOf(entry)] as const].flatMap(
        ([path, holder]) =>
          typeof member(holder, '_file') === 'string'
            ? [{ where: `${path}/_file`, message: 'the body is in another file' }]
            : [],
      ),
  },
  {
    id: 'quirk/text-lossy',
    level: 'quirk',
    says: 'the text holds U+FFFD: bytes that were no text were lost',
    example: { '/response/content': { size: 3, mimeType: 'text/plain', text: '\ufffd' } },
    check: (entry) =>
      stringAt(contentOf(entry), 'text')?.includes('\ufffd') === true
        ? found(`${content}/text`, 'bytes were lost')
        : nothing,
  },
  {
    id: 'quirk/text-nul',
    level: 'quirk',
    says: 'the text holds NUL characters',
    example: { '/response/content': { size: 1, mimeType: 'text/plain', text: '\u0000' } },
    check: (entry) =>
      stringAt(contentOf(entry), 'text')?.includes('\0') === true
        ? found(`${content}/text`, 'the text holds NUL')
        : nothing,
  },
];

function isPlainEncoding(holder: JsonObject | undefined): boolean {
  if (holder === undefined || !Object.hasOwn(holder, 'encoding')) return false;
  return ['', 'utf-8', 'utf8'].includes(encodingOf(holder));
}

function isOddBase64(holder: JsonObject | undefined): boolean {
  return encodingOf(holder) === 'base64' && holder?.encoding !== 'base64';
}

/** The plain form of base64 that is written otherwise; undefined where it is not. */
function wrappedBase64(entry: JsonObject): string | undefined {
  const text = stringAt(contentOf(entry), 'text') ?? '';
  if (encodingOf(contentOf(entry)) !== 'base64') return undefined;
  const digits = base64Of(text)?.replaceAll('-', '+').replaceAll('_', '/');
  return digits === text ? undefined : digits;
}

function isPacked(entry: JsonObject): boolean {
  const holder = contentOf(entry);
  if (encodingOf(holder) !== 'base64') return false;
  const bytes = bytesOfBase64(stringAt(holder, 'text') ?? '');
  const named = recordedHeader(member(entry.response, 'headers'), 'content-encoding') ?? '';
  return bytes !== undefined && withoutCoding(bytes, named, stringAt(holder, 'mimeType') ?? '') !== bytes;
}

function hasByteText(entry: JsonObject, holder: JsonObject | undefined): boolean {
  const mime = stringAt(holder, 'mimeType') ?? '';
  const text = stringAt(holder, 'text') ?? '';
  if (text === '' || encodingOf(holder) !== '' || !(isBinary(mime) || isMultipart(mime))) return false;
  const body = exchangeOf({ request: entry.request }, 0).request.body;
  return body !== undefined && !body.isText;
}
