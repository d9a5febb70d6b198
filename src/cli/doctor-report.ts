/** Prints a diagnosis: as text, as data, or for tools that show findings. */
import { doctorSarif } from '../decode/render/doctor-sarif.ts';
import { type DoctorView, doctorText } from '../decode/render/doctor-text.ts';
import { safeJson } from '../decode/render/safe.ts';
import { RecordingError } from '../errors.ts';
import type { Diagnosis } from '../har/doctor.ts';
import { ownVersion } from '../har/own-version.ts';
import type { HarReader } from '../har/read.ts';
import { levelOf } from '../har/rule.ts';
import { entryRules, logRules } from '../har/rules.ts';
import type { Context } from './command.ts';
import { titleOf } from './recording.ts';

/** `reader` has been read to its end, for `sarif` it must be readable again; undefined where there was nothing to open. */
export async function report(
  format: 'text' | 'json' | 'sarif',
  file: string,
  diagnosis: Diagnosis,
  reader: HarReader | undefined,
  { out, width, style }: Context,
): Promise<void> {
  const view = viewOf(file, diagnosis, reader);
  if (format === 'text') for (const line of doctorText(view, width, style)) out.write(`${line}\n`);
  else if (format === 'json') out.write(pretty(diagnosis.report));
  else out.write(pretty(await sarif(view, diagnosis, reader)));
}

const pretty = (value: object): string => `${safeJson(JSON.stringify(value, undefined, 2))}\n`;
const meanings = new Map<string, string>([...entryRules, ...logRules].map(({ id, says }) => [id, says]));

function viewOf(
  file: string,
  { report: { entries, problems, lastGood }, exporter }: Diagnosis,
  reader: HarReader | undefined,
): DoctorView {
  const creator = reader?.head.creator;
  return {
    title: titleOf(file),
    entries,
    problems,
    ...(lastGood && { lastGood }),
    ...(creator && { exporter: `${creator.name} ${creator.version}`.trim() }),
    notes: exporter ? [...exporter.habits, ...exporter.lost.map((what) => `not in its files: ${what}`)] : [],
    isQuirk: (rule) => levelOf(rule) === 'quirk',
    meaning: (rule) => meanings.get(rule),
  };
}

async function sarif(view: DoctorView, { error }: Diagnosis, reader: HarReader | undefined): Promise<object> {
  const entries = new Set(view.problems.flatMap(({ entry }) => entry ?? []));
  const offsets = entries.size === 0 || !reader ? undefined : await offsetsOf(entries, reader);
  const damage = error?.details.offset;
  return doctorSarif({
    ...view,
    version: ownVersion(),
    // Damage is the one problem of the whole file that has a place in it.
    offsetOf: ({ entry, where }) =>
      entry !== null ? offsets?.get(entry) : where === '' && typeof damage === 'number' ? damage : undefined,
  });
}

/** Where those entries begin, as far as the recording can be read. */
async function offsetsOf(entries: ReadonlySet<number>, reader: HarReader): Promise<Map<number, number>> {
  const offsets = new Map<number, number>();
  try {
    for await (const { index, offset } of reader.entries())
      if (entries.has(index)) offsets.set(index, offset);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
  }
  return offsets;
}
