/** The pictures of the simulated world: QR codes, faces, photographs, and stand-ins for sound and film. */
import { encode } from 'uqr';
import { Dice } from '../../dice.ts';
import type { Contact } from './contact.ts';
import { type Colour, jpeg } from './jpeg.ts';

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
/** Blocks around a QR code that stay white. */
const quiet = 4;

/** What a phone reads off the picture (protocol.md 2.2). */
const scanUrl = (uuid: string): string => `https://login.weixin.qq.com/l/${uuid}`;

/** One block for each module. */
export function qrPicture(uuid: string): Uint8Array {
  const { data, size } = encode(scanUrl(uuid), { ecc: 'M', border: 0 });
  const side = size + 2 * quiet;
  return jpeg({
    width: side,
    height: side,
    colour: (x, y) => (data[y - quiet]?.[x - quiet] ? black : white),
  });
}

const shade = (dice: Dice, least: number, most: number): Colour => [
  dice.between(least, most),
  dice.between(least, most),
  dice.between(least, most),
];

/** What a face is drawn from: it changes with the picture of the contact. */
export const pictureKey = ({ id, picture }: Pick<Contact, 'id' | 'picture'>): string => `${id} ${picture}`;

/** A pattern that is the same left and right, as no two ids have it. 96 pixels a side. */
export function avatar(id: string): Uint8Array {
  const dice = new Dice(`face ${id}`);
  const [front, back] = [shade(dice, 20, 150), shade(dice, 200, 250)];
  const cells = Array.from({ length: 36 }, () => dice.fraction() < 0.5);
  return jpeg({
    width: 12,
    height: 12,
    colour: (x, y) => {
      const column = Math.floor((x < 6 ? x : 11 - x) / 2);
      return cells[Math.floor(y / 2) * 3 + column] ? front : back;
    },
  });
}

/** Hills under a sky; sizes in pixels, rounded up to blocks. */
export function photo(id: string, width: number, height: number): Uint8Array {
  const dice = new Dice(`photo ${id}`);
  const [sky, hill, near] = [shade(dice, 150, 255), shade(dice, 60, 160), shade(dice, 10, 90)];
  const [wide, high] = [Math.max(1, Math.ceil(width / 8)), Math.max(1, Math.ceil(height / 8))];
  const [phase, length] = [dice.fraction() * 6, dice.between(4, 12)];
  const isBelow = (x: number, y: number, level: number, shift: number): boolean =>
    y / high > level + 0.12 * Math.sin(phase + shift + x / length);
  return jpeg({
    width: wide,
    height: high,
    colour: (x, y) => (isBelow(x, y, 0.75, 2) ? near : isBelow(x, y, 0.5, 0) ? hill : sky),
  });
}

/** A single transparent dot that every browser shows. */
export const gif = Uint8Array.from(
  Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
);

/** Silence: MPEG-1 layer III at 128 kbit/s, 26 ms a frame. */
export function silence(milliseconds: number): Uint8Array {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  const count = Math.max(1, Math.min(4000, Math.ceil(milliseconds / 26)));
  const whole = new Uint8Array(frame.length * count);
  for (let index = 0; index < count; index++) whole.set(frame, index * frame.length);
  return whole;
}

const box = (name: string, content: readonly number[]): number[] => {
  const size = content.length + 8;
  return [
    size >>> 24,
    (size >> 16) & 255,
    (size >> 8) & 255,
    size & 255,
    ...Buffer.from(name, 'latin1'),
    ...content,
  ];
};

/** The shell of an MP4 film: its kind, and data that is no film. */
export function film(id: string): Uint8Array {
  const kind = box('ftyp', [...Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')]);
  return Uint8Array.from([...kind, ...box('mdat', [...new Dice(`film ${id}`).bytes(4096)])]);
}

const largestFile = 50 * 1024 * 1024;

/** A text of so many bytes. */
export function paper(name: string, bytes: number): Uint8Array {
  const size = Math.max(0, Math.min(largestFile, Math.floor(bytes)));
  const line = new TextEncoder().encode(`${name}\n`);
  const whole = new Uint8Array(size);
  for (let at = 0; at < size; at += line.length) whole.set(line.subarray(0, size - at), at);
  return whole;
}
