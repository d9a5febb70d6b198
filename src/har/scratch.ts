/** One buffer for short-lived bytes, because making many is what costs. */

const scratch = Buffer.allocUnsafeSlow(256 << 10);

/** The UTF-8 that the characters of `text`, a byte each, stand for. */
export function utf8OfBytes(text: string): string {
  if (text.length > scratch.length) return Buffer.from(text, 'latin1').toString('utf8');
  return scratch.toString('utf8', 0, scratch.write(text, 0, 'latin1'));
}

/** Decodes base64 leniently; the bytes are valid until the next call of anything here. */
export function briefBytesOfBase64(text: string): Buffer {
  if (text.length > scratch.length) return Buffer.from(text, 'base64');
  return scratch.subarray(0, scratch.write(text, 0, 'base64'));
}
