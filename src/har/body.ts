/** Reads the bodies of HAR files, whatever their form. */
import { isUtf8 } from 'node:buffer';
import { Body } from '../exchange.ts';
import { base64Of, mayBeCoded, withoutCoding } from './coding.ts';
import { bodyOfParams } from './form.ts';
import { isBinary, isMultipart } from './mime.ts';
import { type JsonObject, jsonText, member, numberAt, objectAt, stringAt } from './values.ts';
import { widened, widenedText } from './wide.ts';

/** Set by this project's writer where a body only looks as if a content coding were left on it. */
export const codingMark = '_contentCoding';

/** What a body may need beside its own part of the entry. */
export interface BodyContext {
  /** The first value of a header, by its lower-case name. */
  header: (name: string) => string | undefined;
  /** Strings hold UTF-8 read byte by byte. */
  isWide?: boolean;
  /** The body, where it lies beside the HAR. */
  side?: Buffer | undefined;
}

const beyondBytes = /[^\0-\xff]/;

/** The body of a response: undefined where it was not recorded, `Body.empty` where there was none. */
export function responseBody(response: JsonObject, context: BodyContext): Body | undefined {
  const content = objectAt(response, 'content');
  if (context.side !== undefined) return sideBody(context.side, content, context);
  const text = jsonText(member(content, 'text'));
  const size = sizeAt(content, 'size');
  if (text === undefined) {
    return size === 0 && announced(response, context) <= 0 ? Body.empty : undefined;
  }
  if (text === '') return size === undefined || size <= 0 ? Body.empty : undefined;
  return carriedBody(content, text, size, context);
}

/** The body of a request: undefined where there was none, or it was not recorded. */
export function requestBody(request: JsonObject, context: BodyContext): Body | undefined {
  const postData = objectAt(request, 'postData') ?? objectAt(request, '_content');
  if (context.side !== undefined) return sideBody(context.side, postData, context);
  if (postData === undefined) return undefined;
  const text = jsonText(member(postData, 'text'));
  const size = sizeAt(request, 'bodySize');
  if (text !== undefined && text !== '') return carriedBody(postData, text, size, context);
  const params = member(postData, 'params');
  const made = bodyOfParams(context.isWide === true ? widened(params) : params, mimeOf(postData, context));
  if (made !== undefined) return Body.ofText(made);
  return size === 0 || (text === '' && (size ?? -1) < 0) ? Body.empty : undefined;
}

/** How the text of a body is to be read: `base64` in any spelling, or a content coding, or nothing. */
export function encodingOf(holder: unknown): string {
  return stringAt(holder, 'encoding')?.trim().toLowerCase() ?? '';
}

/** The text of a body names a content coding as its encoding. */
export function isCoding(encoding: string): boolean {
  return encoding !== '' && /gzip|deflate|^br$|zstd/.test(encoding);
}

function mimeOf(holder: unknown, context: BodyContext): string {
  return jsonText(member(holder, 'mimeType')) || (context.header('content-type') ?? '');
}

function namedCoding(context: BodyContext): string {
  return context.header('content-encoding') ?? '';
}

/** Bytes that the exchange says were sent, where the body itself is missing. */
function announced(response: JsonObject, context: BodyContext): number {
  if (numberAt(response, 'status') === 304) return 0;
  const length = Number(context.header('content-length') ?? 0);
  return Math.max(sizeAt(response, 'bodySize') ?? 0, Number.isFinite(length) ? length : 0);
}

function carriedBody(holder: unknown, raw: string, size: number | undefined, context: BodyContext): Body {
  const encoding = encodingOf(holder);
  const isPacked = isCoding(encoding);
  const digits = encoding === 'base64' || isPacked ? base64Of(raw) : undefined;
  if (digits !== undefined) {
    const isDone =
      member(holder, codingMark) === 'identity' || !(isPacked || mayBeCoded(digits, namedCoding(context)));
    return isDone ? Body.ofBase64(digits) : sideBody(Buffer.from(digits, 'base64'), holder, context);
  }
  const text = context.isWide === true ? widenedText(raw) : raw;
  if (isPacked) return packedText(text, encoding);
  if (!isByteText(text, mimeOf(holder, context), size)) return Body.ofText(text);
  return Body.ofBytes(Buffer.from(text, 'latin1'));
}

/** A body given as bytes, without the coding that may be left on it. */
function sideBody(bytes: Buffer, holder: unknown, context: BodyContext): Body {
  const encoding = encodingOf(holder);
  return Body.ofBytes(
    withoutCoding(bytes, isCoding(encoding) ? encoding : namedCoding(context), mimeOf(holder, context)),
  );
}

/** The text of a packed body, each character one of its bytes; left as it is where it does not unpack. */
function packedText(text: string, encoding: string): Body {
  const raw = Buffer.from(text, 'latin1');
  const unpacked = withoutCoding(raw, encoding, 'text/plain');
  return unpacked === raw || beyondBytes.test(text) ? Body.ofText(text) : Body.ofBytes(unpacked);
}

/** True where each character of the text is one byte of a binary body. */
function isByteText(text: string, mime: string, size: number | undefined): boolean {
  if (!(isBinary(mime) || isMultipart(mime)) || !/[\x80-\xff]/.test(text) || beyondBytes.test(text))
    return false;
  if (isBinary(mime) || size === text.length) return true;
  if (size === Buffer.byteLength(text)) return false;
  return isUtf8(Buffer.from(text, 'latin1')) || /filename=/i.test(text);
}

function sizeAt(holder: unknown, key: string): number | undefined {
  const size = numberAt(holder, key);
  return size === undefined ? undefined : Math.round(size);
}
