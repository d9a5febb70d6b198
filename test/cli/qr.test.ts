/** QR codes that a phone can read, in every form. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, test } from 'vitest';
import { qrLines, writeQr } from '../../src/cli/qr.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-qr-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const address = 'https://login.weixin.qq.com/l/4abCd_EfgH==';
const scan = jsQR as unknown as typeof jsQR.default;

/** What a camera sees of rows of light and dark squares. */
function seen(rows: readonly (readonly boolean[])[], scale = 6): string | undefined {
  const [width, height] = [rows[0]!.length * scale, rows.length * scale];
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (rows[Math.floor(y / scale)]![Math.floor(x / scale)])
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return scan(pixels, width, height)?.data;
}

describe('a code', () => {
  test('as a picture, its owner’s alone', async () => {
    const path = join(folder, 'code.png');
    await writeQr(path, address);
    const { data, width, height } = PNG.sync.read(readFileSync(path));
    expect(scan(new Uint8ClampedArray(data), width, height)?.data).toBe(address);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(writeQr(join(folder, 'no', 'where.png'), address)).rejects.toMatchObject({
      code: 'recording/not-writable',
    });
  });

  test('in colours, dark on light whatever the terminal’s own are', () => {
    const coloured = qrLines(address, true);
    for (const line of coloured) expect(line).toMatch(/^\u001b\[38;5;231;48;5;16m[█▀▄ ]+\u001b\[0m$/);
    expect(coloured.map((line) => line.replace(/\u001b\[[\d;]*m/g, ''))).toEqual(qrLines(address, false));
  });

  test('in plain characters, on a dark terminal', () => {
    const dark = { '█': [0, 0], '▀': [0, 1], '▄': [1, 0], ' ': [1, 1] } as const;
    const rows = qrLines(address, false).flatMap((line) => {
      const cells = [...line].map((letter) => dark[letter as keyof typeof dark]);
      return [cells.map(([top]) => top === 1), cells.map(([, bottom]) => bottom === 1)];
    });
    expect(seen(rows)).toBe(address);
    expect(Math.max(...qrLines(address, false).map((line) => line.length))).toBeLessThan(60);
  });
});
