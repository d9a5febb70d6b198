/** `driftwire doctor`: is a recording valid, what is known of its exporter, and a repaired copy. */
import { RecordingError, UsageError } from '../errors.ts';
import { type Diagnosis, diagnose } from '../har/doctor.ts';
import { damageProblem } from '../har/file-notes.ts';
import type { HarReader } from '../har/read.ts';
import { type Context, command, fileArgument } from './command.ts';
import { writeRepaired } from './doctor-repair.ts';
import { report } from './doctor-report.ts';
import { plainSize, withRecording } from './recording.ts';

/** Exit code of a recording that can be read and is not valid. */
const invalid = 1;
/** Name of standard output. */
const stdout = '-';
/** How often a diagnosis is looked at for its progress, ms. */
const look = 200;

export default command({
  says:
    'Validates a recording against HAR 1.2 and beyond, tells the known quirks of the tool that wrote it, and repairs it ' +
    'on request, keeping every whole entry. The exit code is about FILE, repaired or not: 0 for a valid one, quirks ' +
    'included, 1 for an invalid one, 3 for one that cannot be read to its end.',
  positionals: [fileArgument],
  options: {
    format: { kind: 'text', says: 'how to report', choices: ['text', 'json', 'sarif'], default: 'text' },
    repair: { kind: 'flag', says: 'write a repaired copy to the file of -o' },
    output: {
      kind: 'text',
      short: 'o',
      says: 'where the repaired copy goes; - is standard output',
      value: 'OUT',
    },
    force: { kind: 'flag', says: 'replace OUT where it exists' },
  },
  examples: [
    ['doctor captures/wechat/logout-by-phone.har', 'is it sound?'],
    ['doctor captures/wechat/push-login.har --repair -o repaired.har', 'and a repaired copy'],
    ['doctor captures/wechat/seed-login.har --format sarif', 'for tools that show findings'],
  ],
  async run({ options, positionals: [file = ''] }, context) {
    const { repair, output, force } = options;
    if (repair !== (output !== undefined))
      throw new UsageError('usage/bad-option', 'doctor: --repair and -o OUT belong together');
    const readOptions = { lossless: repair, reread: repair || options.format === 'sarif' };
    let isReported = false;
    return withRecording(file, context, readOptions, async (reader) => {
      const diagnosis = await watched(file, reader, context);
      if (!diagnosis) return undefined;
      // A copy that goes to standard output stands there alone.
      if (output !== stdout) await report(options.format, file, diagnosis, reader, context);
      isReported = true;
      await context.out.flush();
      const isHopeless = diagnosis.error !== undefined && diagnosis.report.entries === 0;
      if (output !== undefined && !isHopeless) await writeRepaired(reader, file, output, force, context);
      if (diagnosis.error) throw diagnosis.error;
      return diagnosis.isInvalid ? invalid : 0;
    }).catch(async (error: unknown) => {
      const nothing = isReported ? undefined : emptyDiagnosis(error, file);
      if (nothing) await report(options.format, file, nothing, undefined, context);
      throw error;
    });
  },
});

/** Of a file without a byte, which cannot be opened; undefined for any other error. */
function emptyDiagnosis(error: unknown, file: string): Diagnosis | undefined {
  if (!(error instanceof RecordingError) || error.code !== 'recording/empty') return undefined;
  const problem = damageProblem(error);
  return { report: { file, entries: 0, problems: problem ? [problem] : [] }, isInvalid: true, error };
}

/** The diagnosis, with its progress shown; undefined after an interrupt. */
async function watched(file: string, reader: HarReader, context: Context): Promise<Diagnosis | undefined> {
  const progress = context.progress('examining', await plainSize(file));
  const timer = setInterval(() => {
    const { lastGood } = reader;
    if (lastGood) progress.show(lastGood.offset, lastGood.entry + 1);
  }, look);
  try {
    const diagnosis = await diagnose(reader);
    return context.signal.aborted ? undefined : diagnosis;
  } catch (error) {
    if (context.signal.aborted) return undefined;
    throw error;
  } finally {
    clearInterval(timer);
    progress.done();
  }
}
