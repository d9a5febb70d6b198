/** The codec of multipart/form-data. */
import { RecordingError } from '../../errors.ts';
import { Body } from '../../exchange.ts';
import { type Codec, limits } from './codec.ts';
import { type FilePart, readPart, writePartHead } from './multipart-part.ts';
import { isEmpty, refuse } from './sniff.ts';
import { addField, type Fields, fieldsOf, isFields, keysOf, textOf } from './values.ts';

export type { FilePart } from './multipart-part.ts';

/** The boundary of forms that are written without one being asked for. */
const defaultBoundary = '----WebKitFormBoundaryDriftwireForm00';

/**
 * A multipart form as an object by name, in order: texts, and files as `FilePart`; a name that comes again gives a
 * list (protocol.md 6.8). `like` of `encode` is the boundary, or a content type that states it.
 */
export const multipart: Codec = {
  name: 'multipart',
  decode(body, contentType) {
    if (isEmpty(body)) return refuse(body, contentType, 'multipart');
    const all = body.bytes();
    const bytes = Buffer.from(all.buffer, all.byteOffset, all.length);
    const parts = partsOf(bytes, boundaryOf(contentType)) ?? partsOf(bytes, sniffBoundary(bytes));
    if (!parts) return refuse(body, contentType, 'multipart');
    const fields: Fields = {};
    for (const part of parts) {
      const read = readPart(part);
      if (read) addField(fields, read.name, read.value);
    }
    return { ok: true, value: fields };
  },
  encode: (value, like) => encodeMultipart(value, boundaryOf(like) ?? like ?? defaultBoundary),
};

/** The boundary that a content type states. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /\bboundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType ?? '');
  return found ? (found[1] ?? found[2]) : undefined;
}

/** The bytes that a browser sends. Throws `recording/codec` where the boundary occurs in a field. */
export function encodeMultipart(value: unknown, boundary: string): Body {
  const fields = fieldsOf(value, 'a multipart form');
  const delimiter = `--${boundary}`;
  const chunks: Buffer[] = [];
  for (const name of keysOf(fields)) {
    const held = fields[name];
    for (const item of Array.isArray(held) ? held : [held]) {
      const file = fileOf(item);
      const content = Buffer.from(file ? file.bytes.bytes() : textOf(item, 'a field'));
      if (content.includes(delimiter)) {
        throw new RecordingError('recording/codec', 'the boundary occurs in a field', { field: name });
      }
      chunks.push(Buffer.from(`${delimiter}\r\n${writePartHead(name, file)}`), content, Buffer.from('\r\n'));
    }
  }
  return Body.ofBytes(Buffer.concat([...chunks, Buffer.from(`${delimiter}--\r\n`)]));
}

function fileOf(value: unknown): FilePart | undefined {
  return isFields(value) && value.bytes instanceof Body ? (value as unknown as FilePart) : undefined;
}

/** What lies between the boundaries; a lost last one is forgiven. Undefined where there is none at all. */
function partsOf(bytes: Buffer, boundary: string | undefined): Buffer[] | undefined {
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = nextDelimiter(bytes, delimiter, 0);
  if (at < 0) return undefined;
  while (at >= 0 && parts.length < limits.parts && !isLast(bytes, at + delimiter.length)) {
    const line = bytes.indexOf(0x0a, at + delimiter.length);
    const start = line < 0 ? bytes.length : line + 1;
    at = nextDelimiter(bytes, delimiter, start);
    parts.push(bytes.subarray(start, at < 0 ? bytes.length : Math.max(start, beforeLineEnd(bytes, at))));
  }
  return parts;
}

/** The next delimiter that stands alone on its line. */
function nextDelimiter(bytes: Buffer, delimiter: Buffer, from: number): number {
  let at = bytes.indexOf(delimiter, from);
  while (at >= 0 && !((at === 0 || bytes[at - 1] === 0x0a) && endsLine(bytes, at + delimiter.length))) {
    at = bytes.indexOf(delimiter, at + 1);
  }
  return at;
}

function endsLine(bytes: Buffer, at: number): boolean {
  return (
    at >= bytes.length || isLast(bytes, at) || /^[ \t]{0,80}\r?\n/.test(bytes.toString('latin1', at, at + 84))
  );
}

function isLast(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x2d && bytes[at + 1] === 0x2d;
}

/** Where the line before `at` ends, its line end not counted. */
function beforeLineEnd(bytes: Buffer, at: number): number {
  return bytes[at - 2] === 0x0d ? at - 2 : at - 1;
}

/** The boundary of a body whose content type was lost: its first line, when a part follows it. */
function sniffBoundary(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 512);
  return /^\s*--([\x21-\x7e]{1,200})[ \t]*\r?\ncontent-/i.exec(head)?.[1];
}
