/** QR codes: in the terminal, or as a picture. */
import { writeFile } from 'node:fs/promises';
import { encode, renderUnicodeCompact } from 'uqr';
import { writeError } from '../har/file-error.ts';

/** Modules around the code that stay white, as its standard wants. */
const border = 4;
/** Pixels of a module. */
const scale = 8;

/** White on black, whatever the terminal calls by these names. */
const colours = ['\u001b[38;5;231;48;5;16m', '\u001b[0m'] as const;

/**
 * Lines of a terminal, two rows of modules to each: blocks are the light ones. Without colours it takes a dark terminal
 * for the code to be dark on light; phones read the other way round too, most of them.
 */
export function qrLines(text: string, hasColours: boolean): string[] {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  const [start, end] = colours;
  return hasColours ? lines.map((line) => `${start}${line}${end}`) : lines;
}

/** A PNG of the code. */
async function qrPng(text: string): Promise<Uint8Array> {
  const { PNG } = await import('pngjs');
  const { size, data } = encode(text, { border });
  const picture = new PNG({ width: size * scale, height: size * scale, colorType: 0, inputHasAlpha: false });
  const grey = Buffer.alloc(picture.width * picture.height, 0xff);
  for (const [y, row] of data.entries()) {
    for (const [x, isBlack] of row.entries()) {
      if (!isBlack) continue;
      for (let line = 0; line < scale; line++) {
        const start = (y * scale + line) * picture.width + x * scale;
        grey.fill(0, start, start + scale);
      }
    }
  }
  picture.data = grey;
  return PNG.sync.write(picture, { inputColorType: 0, inputHasAlpha: false, colorType: 0 });
}

/** Writes the picture, readable by its owner alone: whoever scans it first is asked to log in. */
export async function writeQr(path: string, text: string): Promise<void> {
  await writeFile(path, await qrPng(text), { mode: 0o600 }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}
