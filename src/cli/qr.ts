/** QR codes: in the terminal, or as a picture. */
import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { encode, renderANSI, renderUnicodeCompact } from 'uqr';
import { writeError } from '../har/file-error.ts';

/** Modules around the code that stay white, as its standard wants. */
const border = 4;
/** Pixels of a module. */
const scale = 8;

/** Lines of a terminal; without colours the terminal's own ones are made the most of. */
export function qrLines(text: string, hasColours: boolean): string[] {
  const drawn = hasColours ? renderANSI(text, { border: 2 }) : renderUnicodeCompact(text, { border: 2 });
  return drawn.split('\n');
}

/** A PNG of the code. */
function qrPng(text: string): Uint8Array {
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
  await writeFile(path, qrPng(text), { mode: 0o600 }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}
