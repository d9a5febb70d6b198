/** The pictures: every decoder reads them, phones read the QR code. */
import jpegReader from 'jpeg-js';
import jsqr from 'jsqr';
import { describe, expect, test } from 'vitest';
import { Body } from '../../../../src/exchange.ts';
import { codecs } from '../../../../src/protocol/codec/index.ts';
import { Dice } from '../../../../src/protocol/dice.ts';
import { type Colour, jpeg } from '../../../../src/protocol/wechat/simulated/jpeg.ts';
import * as mint from '../../../../src/protocol/wechat/simulated/mint.ts';
import * as pictures from '../../../../src/protocol/wechat/simulated/pictures.ts';

/** The package is written for another module system. */
const readCode = jsqr as unknown as typeof jsqr.default;

const mimeOf = (bytes: Uint8Array): unknown => {
  const decoded = codecs.bytes.decode(Body.ofBytes(bytes));
  return decoded.ok ? (decoded.value as { mime: string }).mime : undefined;
};

describe('a picture', () => {
  test('keeps its colours, block by block', () => {
    const dice = new Dice('blocks');
    const colours = Array.from(
      { length: 35 },
      (): Colour => [dice.next() & 255, dice.next() & 255, dice.next() & 255],
    );
    const bytes = jpeg({ width: 7, height: 5, colour: (x, y) => colours[y * 7 + x]! });
    const read = jpegReader.decode(bytes, { useTArray: true });
    expect([read.width, read.height]).toEqual([56, 40]);
    colours.forEach((colour, index) => {
      const pixel = ((Math.floor(index / 7) * 8 + 4) * 56 + (index % 7) * 8 + 4) * 4;
      colour.forEach((level, channel) => {
        expect(Math.abs(read.data[pixel + channel]! - level)).toBeLessThan(5);
      });
    });
  });

  test('of a uuid is a QR code that leads to its scan page', () => {
    const dice = new Dice('codes');
    for (let count = 0; count < 10; count++) {
      const uuid = mint.uuid(dice);
      const { data, width, height } = jpegReader.decode(pictures.qrPicture(uuid), { useTArray: true });
      expect(readCode(new Uint8ClampedArray(data), width, height)?.data).toBe(
        `https://login.weixin.qq.com/l/${uuid}`,
      );
    }
  });

  test('of a face differs from person to person and is symmetric', () => {
    expect(pictures.avatar('a')).toEqual(pictures.avatar('a'));
    expect(pictures.avatar('a')).not.toEqual(pictures.avatar('b'));
    const { data, width } = jpegReader.decode(pictures.avatar('a'), { useTArray: true });
    const pixel = (x: number, y: number): number => data[(y * width + x) * 4]!;
    for (let y = 4; y < 96; y += 8)
      for (let x = 4; x < 48; x += 8) expect(pixel(x, y)).toBe(pixel(95 - x, y));
  });

  test('of a message has about the size asked for', () => {
    const { width, height } = jpegReader.decode(pictures.photo('1', 100, 50), { useTArray: true });
    expect([width, height]).toEqual([104, 56]);
  });

  test('and sound, film and stickers are what their first bytes say', () => {
    expect(mimeOf(pictures.photo('1', 9, 9))).toBe('image/jpeg');
    expect(mimeOf(pictures.silence(1000))).toBe('audio/mp3');
    expect(mimeOf(pictures.film('1'))).toBe('video/mp4');
    expect(mimeOf(pictures.gif)).toBe('image/gif');
    expect(pictures.paper('a.txt', 100)).toHaveLength(100);
    expect(pictures.paper('a.txt', -5)).toHaveLength(0);
  });
});
