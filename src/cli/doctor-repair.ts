/** Writes the repaired copy of a recording. */
import { RecordingError } from '../errors.ts';
import type { HarReader } from '../har/read.ts';
import { type RepairReport, repair } from '../har/repair.ts';
import { HarWriter } from '../har/write.ts';
import type { Context } from './command.ts';
import { refuseOverwrite } from './into-file.ts';
import { ReaderGone } from './output.ts';
import { counted } from './quantities.ts';

/** `reader` is lossless and can be read again; `file` is what it reads. Says what was mended. */
export async function writeRepaired(
  reader: HarReader,
  file: string,
  output: string,
  overwrite: boolean,
  context: Context,
): Promise<void> {
  await refuseOverwrite(output, [file]);
  const writer = await HarWriter.create(output, { overwrite });
  try {
    for (const line of told(await repair(reader, writer), output)) context.say(line);
    await writer.close();
  } catch (error) {
    await writer.close().catch(() => undefined);
    throw isReaderGone(error) ? new ReaderGone() : error;
  }
}

/** Whoever read standard output has enough, as with every other command. */
const isReaderGone = (error: unknown): boolean =>
  error instanceof RecordingError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';

function told({ entries, dropped, repaired }: RepairReport, output: string): string[] {
  const lost = dropped === 0 ? '' : `, ${dropped} could not be kept`;
  const rules = Object.entries(repaired).sort(([one], [other]) => (one < other ? -1 : 1));
  const width = Math.max(0, ...rules.map(([rule]) => rule.length));
  return [
    `wrote ${counted(entries, 'entry', 'entries')} to ${output}${lost}`,
    ...rules.map(([rule, count]) => `  ${rule.padEnd(width)}  mended ×${count}`),
  ];
}
