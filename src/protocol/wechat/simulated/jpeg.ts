/** Writes pictures made of flat squares as baseline JPEG: one coefficient for each 8×8 block. */

/** Red, green, blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture in blocks of 8 by 8 pixels. */
export interface Blocks {
  /** In blocks. */
  readonly width: number;
  readonly height: number;
  colour(x: number, y: number): Colour;
}

/** Lengths of the codes for differences of 0 to 11 bits, after Annex K of the standard. */
const lengths = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const categories = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** With flat blocks the only other symbol is "nothing more in this block". */
const endLengths = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

const codes = canonicalCodes();

function canonicalCodes(): readonly { code: number; bits: number }[] {
  const table: { code: number; bits: number }[] = [];
  let code = 0;
  lengths.forEach((count, index) => {
    for (let made = 0; made < count; made++) table.push({ code: code++, bits: index + 1 });
    code <<= 1;
  });
  return table;
}

const segment = (marker: number, content: readonly number[]): number[] => [
  0xff,
  marker,
  (content.length + 2) >> 8,
  (content.length + 2) & 255,
  ...content,
];

const jfif = segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
/** Every step is 8, so that one unit of the coefficient is one level of brightness. */
const steps = segment(0xdb, [0, ...new Array<number>(64).fill(8)]);
const tables = [
  ...segment(0xc4, [0x00, ...lengths, ...categories]),
  ...segment(0xc4, [0x10, ...endLengths, 0]),
];
const scan = segment(0xda, [3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0]);

const frame = (width: number, height: number): number[] => {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
};

class Bits {
  readonly bytes: number[] = [];
  #held = 0;
  #count = 0;

  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | ((value >> bit) & 1);
      if (++this.#count < 8) continue;
      this.bytes.push(this.#held);
      // A byte that looks like a marker is followed by a zero.
      if (this.#held === 0xff) this.bytes.push(0);
      this.#held = 0;
      this.#count = 0;
    }
  }

  /** Fills the last byte with ones. */
  finish(): number[] {
    if (this.#count > 0) this.write(0xff, 8 - this.#count);
    return this.bytes;
  }
}

const clamp = (value: number): number => Math.max(-128, Math.min(127, Math.round(value)));

/** Brightness and the two differences of colour, around zero. */
function components([red, green, blue]: Colour): [number, number, number] {
  const bright = 0.299 * red + 0.587 * green + 0.114 * blue;
  return [clamp(bright - 128), clamp((blue - bright) * 0.564), clamp((red - bright) * 0.713)];
}

/** Pictures above 65535 pixels a side cannot be written. */
export function jpeg({ width, height, colour }: Blocks): Uint8Array {
  const bits = new Bits();
  const previous: [number, number, number] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      components(colour(x, y)).forEach((value, index) => {
        writeBlock(bits, value - previous[index]!);
        previous[index] = value;
      });
    }
  }
  const head = [0xff, 0xd8, ...jfif, ...steps, ...frame(width * 8, height * 8), ...tables, ...scan];
  return Uint8Array.from([...head, ...bits.finish(), 0xff, 0xd9]);
}

/** The difference to the block before, then the end of the block. */
function writeBlock(bits: Bits, difference: number): void {
  const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
  const { code, bits: length } = codes[size]!;
  bits.write(code, length);
  if (size > 0) bits.write(difference < 0 ? difference + (1 << size) - 1 : difference, size);
  bits.write(0, 1);
}
