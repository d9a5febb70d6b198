/** Text and bytes that live for a moment, made at little cost. */
import { isAscii, transcode } from 'node:buffer';

const scratch = Buffer.allocUnsafeSlow(256 << 10);
/** Below this the usual way is the faster one. */
const shortText = 200;

/** The text of valid UTF-8: several times faster than `toString` where much of it is beyond ASCII. */
export function textOfUtf8(bytes: Buffer): string {
  return bytes.length < shortText
    ? bytes.toString('utf8')
    : transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}

/** The text that the characters of `text`, each a byte of valid UTF-8, stand for. */
export function textOfBytes(text: string): string {
  const bytes = text.length > scratch.length ? Buffer.from(text, 'latin1') : latin1(text);
  return isAscii(bytes) ? text : textOfUtf8(bytes);
}

function latin1(text: string): Buffer {
  return scratch.subarray(0, scratch.write(text, 0, 'latin1'));
}

/** Decodes base64 leniently; the bytes are valid until the next call of anything here. */
export function briefBytesOfBase64(text: string): Buffer {
  if (text.length > scratch.length) return Buffer.from(text, 'base64');
  return scratch.subarray(0, scratch.write(text, 0, 'base64'));
}
