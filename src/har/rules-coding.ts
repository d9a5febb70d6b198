/** Rules on how exporters spell the bytes of a body: as text, as base64, packed. */
import { isUtf8 } from 'node:buffer';
import { encodingOf } from './body.ts';
import { base64Of, bytesOfBase64, withoutCoding } from './coding.ts';
import { exchangeOf } from './entry.ts';
import { recordedHeader } from './headers.ts';
import { isBinary, isMultipart, isTextual } from './mime.ts';
import { bodies, content, contentOf, postData, postDataOf } from './places.ts';
import { rewriteContent, rewritePostData } from './rewrite.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { type JsonObject, member, stringAt } from './values.ts';

export const codingRules: readonly EntryRule[] = [
  {
    id: 'quirk/encoding-text',
    level: 'quirk',
    says: 'the encoding of a text is empty, null or a character set: it is plain text',
    example: { '/response/content/encoding': 'UTF-8' },
    check: (entry) =>
      bodies.flatMap(([path, holderOf]) =>
        isPlainEncoding(holderOf(entry))
          ? [{ where: `${path}/encoding`, message: 'the encoding names none' }]
          : [],
      ),
    repair: (entry) => {
      for (const [, holderOf] of bodies) {
        const holder = holderOf(entry);
        if (isPlainEncoding(holder)) delete holder?.encoding;
      }
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
