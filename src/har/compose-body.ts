/** Bodies as HAR files hold them. */
import { isUtf8 } from 'node:buffer';
import { type Body, type HeaderList, header } from '../exchange.ts';
import { codingMark } from './body.ts';
import { withoutCoding } from './coding.ts';
import { isBinary } from './mime.ts';
import { type JsonObject, objectAt, stringAt } from './values.ts';

const known = new Set([
  'mimeType',
  'text',
  'encoding',
  'size',
  'compression',
  'params',
  codingMark,
  '_file',
  '_sha1',
]);

/** A copy of what an entry said, without the parts that hold a body. */
export function withoutBody(told: JsonObject, parts: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(told).filter(([key]) => !parts.includes(key)));
}

/** The `postData` or `content` for a body, with what the recording said of it beyond HAR 1.2. */
export function composeBody(
  told: JsonObject,
  part: 'postData' | 'content',
  headers: HeaderList,
  body: Body | undefined,
): JsonObject {
  const before = objectAt(told, part);
  if (body === undefined && part === 'postData') return {};
  const mimeType = header(headers, 'content-type') ?? stringAt(before, 'mimeType') ?? '';
  const extra = Object.entries(before ?? {}).filter(([key]) => !known.has(key));
  const size = part === 'content' ? { size: body === undefined ? -1 : body.size } : {};
  const coding = header(headers, 'content-encoding') ?? '';
  const carried = body === undefined ? {} : carriedAs(body, mimeType, coding);
  return { [part]: { ...size, mimeType, ...carried, ...Object.fromEntries(extra) } };
}

/** Text where the body is UTF-8, else base64. */
export function carriedAs(body: Body, mimeType: string, coding: string): JsonObject {
  if (body.isText || isUtf8(body.bytes())) {
    const text = body.text();
    // In a binary type such characters would be read as single bytes.
    if (!(isBinary(mimeType) && /[\x80-\xff]/.test(text))) return { text };
  }
  const bytes = Buffer.from(body.bytes());
  const isMistakable = withoutCoding(bytes, coding, mimeType) !== bytes;
  return {
    text: bytes.toString('base64'),
    encoding: 'base64',
    ...(isMistakable && { [codingMark]: 'identity' }),
  };
}
