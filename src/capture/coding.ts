/** Takes content codings off a body. */
import { Transform, type TransformCallback } from 'node:stream';
import zlib from 'node:zlib';
import { type HeaderList, headerValues } from '../exchange.ts';
import { ZstdReader } from '../har/zstd.ts';

export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

const names: Readonly<Record<string, Coding | 'identity'>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zstd',
  identity: 'identity',
  '': 'identity',
};

/** The codings of a message in the order in which they were put on; undefined: one of them is not known. */
export function codingsOf(headers: HeaderList): Coding[] | undefined {
  const found: Coding[] = [];
  for (const value of headerValues(headers, 'content-encoding')) {
    for (const name of value.split(',')) {
      const coding = names[name.trim().toLowerCase()];
      if (coding === undefined) return undefined;
      if (coding !== 'identity') found.push(coding);
    }
  }
  return found;
}

// What is cut short is read as far as it goes.
const flush = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const brotliFlush = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

/** Some servers send deflate without the two bytes that RFC 9110 asks for. */
const isBareDeflate = (first: Uint8Array): boolean =>
  (first[0]! & 0x0f) !== 8 || ((first[0]! << 8) | (first[1] ?? 0)) % 31 !== 0;

/** At once, for a body that is small in both forms. Throws what zlib throws where it is not, or no such body. */
export function unpackSmall(bytes: Uint8Array, coding: Coding, most: number): Uint8Array {
  if (coding === 'gzip') return zlib.gunzipSync(bytes, { ...flush, maxOutputLength: most });
  if (coding === 'br') return zlib.brotliDecompressSync(bytes, { ...brotliFlush, maxOutputLength: most });
  if (coding === 'zstd') return Buffer.concat([...new ZstdReader().push(bytes)]);
  const inflate = isBareDeflate(bytes) ? zlib.inflateRawSync : zlib.inflateSync;
  return inflate(bytes, { ...flush, maxOutputLength: most });
}

class ZstdStream extends Transform {
  readonly #reader = new ZstdReader();

  override _transform(chunk: Buffer, _: string, done: TransformCallback): void {
    try {
      for (const piece of this.#reader.push(chunk)) this.push(piece);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

/** `first` are the first bytes of the body, where they are known. */
export function unpacker(coding: Coding, first?: Uint8Array): Transform {
  if (coding === 'gzip') return zlib.createGunzip(flush);
  if (coding === 'br') return zlib.createBrotliDecompress(brotliFlush);
  if (coding === 'zstd') return new ZstdStream();
  return first && isBareDeflate(first) ? zlib.createInflateRaw(flush) : zlib.createInflate(flush);
}
