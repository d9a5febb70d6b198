/** The codec of files. */
import { RecordingError } from '../../errors.ts';
import { Body } from '../../exchange.ts';
import type { BodyKind, Codec } from './codec.ts';
import { formatOfMime, type MediaKind } from './magic.ts';
import { isEmpty, kindOf, magicOf, refuse } from './sniff.ts';
import { fieldsOf } from './values.ts';

interface File {
  /** By the first bytes; else as declared; else `application/octet-stream`. */
  readonly mime: string;
  /** In bytes. */
  readonly size: number;
  /** `unknown`: bytes of no known format. */
  readonly kind: MediaKind | 'text' | 'empty' | 'unknown';
}

const generic = 'application/octet-stream';
/** What a server answers instead of a file; a download may be such a file, which is then declared as any bytes. */
const answers = new Set<BodyKind>(['html', 'json', 'xml', 'js']);
/** The largest file made up for a size. */
const largest = 64 * 1024 * 1024;

/**
 * A file as `File`; an empty one is a file of no bytes. A page, JSON or script is no file unless the type declares
 * it as one to be saved, and text is no picture, sound or video. `encode` takes a Body, or makes up bytes of a
 * `File`'s format and size.
 */
export const bytes: Codec = {
  name: 'bytes',
  decode(body, contentType = '') {
    const declared = contentType.split(';')[0]!.trim().toLowerCase();
    if (isEmpty(body))
      return { ok: true, value: { mime: declared || generic, size: 0, kind: 'empty' } satisfies File };
    const format = magicOf(body);
    const kind = format ? 'binary' : kindOf(body, contentType);
    if (isAnswer(kind, declared)) return refuse(body, contentType, 'binary');
    const mime = format?.mime ?? (declared || generic);
    const isBinary = kind === 'binary';
    return {
      ok: true,
      value: { mime, size: body.size, kind: format?.kind ?? (isBinary ? 'unknown' : 'text') } satisfies File,
    };
  },
  encode(value) {
    return value instanceof Body ? value : makeUp(fieldsOf(value, 'a file'));
  },
};

function isAnswer(kind: BodyKind, declared: string): boolean {
  if (answers.has(kind)) return !/octet-stream|download|^application\/(?:x-)?binary/.test(declared);
  return kind === 'text' && /^(?:image|audio|video)\//.test(declared);
}

function makeUp({ mime, size }: { readonly [name: string]: unknown }): Body {
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > largest) {
    throw new RecordingError('recording/codec', `a file has a size from 0 to ${largest}`);
  }
  const made = new Uint8Array(size).fill(0xff);
  for (const [at, mark] of formatOfMime(String(mime))?.marks ?? []) {
    for (let index = 0; index < mark.length && at + index < size; index++)
      made[at + index] = mark.charCodeAt(index);
  }
  return Body.ofBytes(made);
}
