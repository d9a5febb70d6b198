/** Undoes what exporters leave done to a body: base64 in any form, a content coding. */
import { isUtf8 } from 'node:buffer';
import zlib from 'node:zlib';
import { isTextual } from './mime.ts';
import { briefBytesOfBase64 } from './scratch.ts';
import { ZstdReader } from './zstd.ts';

/** A body that unpacks to more is left packed. */
const largestUnpacked = 64 << 20;
const archives = /gzip|x-tar|tgz|compressed|zstd/i;

/** The base64 digits in the usual or the URL alphabet, lines wrapped or not; undefined: the text is none. */
export function base64Of(text: string): string | undefined {
  if (isBase64(text)) return text;
  const unwrapped = /[\r\n\t]|^ | $/.test(text) ? text.trim().replace(/[\r\n\t]+ */g, '') : '';
  return unwrapped !== '' && isBase64(unwrapped) ? unwrapped : undefined;
}

/** The bytes that base64 in any such form stands for; undefined: the text is none. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const digits = base64Of(text);
  return digits === undefined ? undefined : Buffer.from(digits, 'base64');
}

function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  // The decoder skips what is no digit, so that only then the length comes out right.
  return digits % 4 !== 1 && briefBytesOfBase64(text).length === Math.floor((digits * 3) / 4);
}

/** The first bytes, or the header, give a reason to look for a content coding. */
export function mayBeCoded(digits: string, contentEncoding: string): boolean {
  return (
    contentEncoding !== '' ||
    digits.startsWith('H4s') ||
    digits.startsWith('KLUv_') ||
    digits.startsWith('KLUv/')
  );
}

/**
 * The body without the content coding that a recorder left on it. Most remove it and keep the header, so the header
 * alone proves nothing: the first bytes must show the coding too, or, for those that show nothing, the outcome must.
 */
export function withoutCoding(bytes: Buffer, contentEncoding: string, mime: string): Buffer {
  return unpacked(bytes, contentEncoding.toLowerCase(), mime) ?? bytes;
}

/** What `withoutCoding` would undo; undefined: it leaves the bytes as they are. */
function unpacked(bytes: Buffer, named: string, mime: string): Buffer | undefined {
  const isText = isTextual(mime);
  if (bytes.length < 2 || archives.test(mime)) return undefined;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return isText || named.includes('gzip') ? attempt(() => zlib.gunzipSync(bytes, limits)) : undefined;
  }
  if (bytes.length > 4 && bytes.readUInt32LE(0) === 0xfd2fb528) {
    return isText || named.includes('zstd') ? attempt(() => unzstd(bytes)) : undefined;
  }
  if (!isText || isUtf8(bytes)) return undefined;
  if (/\bbr\b/.test(named)) return sane(attempt(() => zlib.brotliDecompressSync(bytes, limits)));
  if (!named.includes('deflate')) return undefined;
  return sane(
    attempt(() => zlib.inflateSync(bytes, limits)) ?? attempt(() => zlib.inflateRawSync(bytes, limits)),
  );
}

const limits = { maxOutputLength: largestUnpacked };

function attempt(unpack: () => Buffer): Buffer | undefined {
  try {
    return unpack();
  } catch {
    return undefined;
  }
}

function sane(bytes: Buffer | undefined): Buffer | undefined {
  return bytes !== undefined && isUtf8(bytes) ? bytes : undefined;
}

function unzstd(bytes: Buffer): Buffer {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (const piece of new ZstdReader().push(bytes)) {
    size += piece.length;
    if (size > largestUnpacked) throw new RangeError('too large');
    pieces.push(piece);
  }
  if (size === 0) throw new RangeError('nothing in it');
  return Buffer.concat(pieces);
}
