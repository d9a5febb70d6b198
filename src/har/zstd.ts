/** Zstandard frames, unpacked block by block so that no input can claim much memory. */
import { Decompress } from 'fzstd';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const largestWindow = 128 << 20;
const largestBlock = 128 << 10;
/** A frame whose sizes are known needs no more than this for its header. */
const longestHeader = 18;

class ZstdError extends Error {
  override readonly name = 'ZstdError';
}

/** Unpacks a stream of frames; a frame cut short ends the output without an error. Throws ZstdError. */
export class ZstdReader {
  #input: Buffer = Buffer.alloc(0);
  #frame: { decoder: Decompress; hasChecksum: boolean } | undefined;
  #skip = 0;
  #output: Uint8Array[] = [];

  /** Takes packed bytes; yields unpacked ones, at most one block (128 KiB) at a time. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    this.#input = this.#input.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#input, bytes]);
    for (let taken = this.#take(); taken > 0; taken = this.#take()) {
      this.#input = this.#input.subarray(taken);
      yield* this.#output.splice(0);
    }
  }

  /** Handles what stands at the front of the input; returns its length, 0 when more input is needed. */
  #take(): number {
    if (this.#skip > 0) {
      const taken = Math.min(this.#skip, this.#input.length);
      this.#skip -= taken;
      return taken;
    }
    return this.#frame === undefined ? this.#takeHeader() : this.#takeBlock(this.#frame);
  }

  #takeHeader(): number {
    const input = this.#input;
    if (input.length < 8) return 0;
    const magic = input.readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
      this.#skip = input.readUInt32LE(4);
      return 8;
    }
    if (magic !== frameMagic) throw new ZstdError('this is not a zstd frame');
    const { length, window } = frameHeader(input);
    if (input.length < length) return 0;
    if (window > largestWindow) throw new ZstdError(`a window of ${window} bytes is too large`);
    const decoder = new Decompress((data) => this.#output.push(data));
    this.#frame = { decoder, hasChecksum: ((input[4] as number) & 4) !== 0 };
    this.#feed(decoder, input.subarray(0, length), false);
    return length;
  }

  #takeBlock(frame: { decoder: Decompress; hasChecksum: boolean }): number {
    if (this.#input.length < 3) return 0;
    const header = this.#input.readUIntLE(0, 3);
    const kind = (header >> 1) & 3;
    if (kind === 3 || header >> 3 > largestBlock) throw new ZstdError('a block is damaged');
    const isRun = kind === 1;
    const isLast = (header & 1) === 1;
    const checksum = isLast && frame.hasChecksum ? 4 : 0;
    const length = 3 + (isRun ? 1 : header >> 3) + checksum;
    if (this.#input.length < length) return 0;
    if (isLast) this.#frame = undefined;
    this.#feed(frame.decoder, this.#input.subarray(0, length), isLast);
    return length;
  }

  #feed(decoder: Decompress, bytes: Uint8Array, isLast: boolean): void {
    try {
      decoder.push(Uint8Array.from(bytes), isLast);
    } catch (error) {
      throw new ZstdError(error instanceof Error ? error.message : 'damaged data', { cause: error });
    }
  }
}

/** Length of the header and size of the window it asks for. */
function frameHeader(input: Buffer): { length: number; window: number } {
  const flags = input[4] as number;
  const isSingle = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const sizeFlag = flags >> 6;
  const sizeBytes = sizeFlag > 0 ? 1 << sizeFlag : isSingle ? 1 : 0;
  const length = (isSingle ? 5 : 6) + dictionaryBytes + sizeBytes;
  if (!isSingle) {
    const base = 2 ** (10 + ((input[5] as number) >> 3));
    return { length, window: base + (base / 8) * ((input[5] as number) & 7) };
  }
  if (input.length < Math.min(length, longestHeader)) return { length, window: 0 };
  const start = 5 + dictionaryBytes;
  const window = sizeBytes === 8 ? Number(input.readBigUInt64LE(start)) : input.readUIntLE(start, sizeBytes);
  return { length, window: sizeBytes === 2 ? window + 256 : window };
}
