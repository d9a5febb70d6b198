/** `driftwire demo`: the commands at work on the recordings that come along. */
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeError } from '../har/file-error.ts';
import { type Context, command } from './command.ts';
import { intoFile } from './into-file.ts';

/** What is shown: a command line and what to see in it. FILE stands for the recording. */
interface Step {
  readonly file: string;
  readonly says: string;
  readonly argv: readonly string[];
  /** Name of the file that `--keep` writes. */
  readonly keep: string;
}

const steps: readonly Step[] = [
  {
    file: 'logout-by-phone.har',
    says: 'Is the recording sound? Nothing found is good news.',
    argv: ['doctor', 'FILE'],
    keep: 'doctor.txt',
  },
  {
    file: 'logout-by-phone.har',
    says: 'What was said in it: typed events, here only the messages, to read.',
    argv: ['decode', 'FILE', '--type', 'message.*', '--format', 'table'],
    keep: 'messages.txt',
  },
  {
    file: 'logout-by-phone.har',
    says: 'The whole session: login by QR code, sync by long polls, and its end, called by the phone.',
    argv: ['timeline', 'FILE'],
    keep: 'session.txt',
  },
  {
    file: 'refused-1203.har',
    says: 'Another login gets as far as the ticket, and is refused. Every reply was HTTP 200.',
    argv: ['timeline', 'FILE'],
    keep: 'refused.txt',
  },
  {
    file: 'refused-1203.har',
    says: 'The refusal as data, for a program to act on.',
    argv: ['decode', 'FILE', '--type', 'session.*'],
    keep: 'refused.ndjson',
  },
];

const next: readonly (readonly [line: string, says: string])[] = [
  ['driftwire timeline FILE', 'the same for a recording of yours: any HAR that a browser saved'],
  ['driftwire decode FILE --calls', 'every call with what departs from the protocol'],
  ['driftwire timeline FILE --format mermaid', 'a sequence diagram for a report'],
  ['driftwire doctor FILE --repair -o OUT', 'a sound HAR from a damaged one'],
  ['driftwire --help', 'everything else'],
];

const captures = fileURLToPath(new URL('../../captures/wechat/', import.meta.url));

export default command({
  says: 'Shows the commands at work on the recordings that come along: one session that went well, one login that was refused.',
  options: {
    keep: { kind: 'text', says: 'write what each command prints into this folder', value: 'DIR' },
  },
  examples: [
    ['demo', 'see it at work'],
    ['demo --keep out', 'and keep what it prints'],
  ],
  async run({ options }, context) {
    if (options.keep !== undefined) await makeFolder(options.keep);
    for (const step of steps) {
      if (context.signal.aborted) break;
      const code = await show(step, options.keep, context);
      if (code > findings) return code;
    }
    context.out.write(`${context.style.bold('What to try next')}\n`);
    const width = Math.max(...next.map(([line]) => line.length));
    for (const [line, says] of next)
      context.out.write(`  ${line.padEnd(width)}  ${context.style.dim(says)}\n`);
    return undefined;
  },
});

/** Exit code of a command that ran well and found something. */
const findings = 1;

/** Resolves to the exit code of the command. */
async function show(
  { file, says, argv, keep }: Step,
  folder: string | undefined,
  context: Context,
): Promise<number> {
  const { out, style } = context;
  const path = relative('', join(captures, file)) || file;
  const words = argv.map((word) => (word === 'FILE' ? path : word));
  out.write(`${style.dim(`# ${says}`)}\n${style.bold(`$ driftwire ${words.map(quoted).join(' ')}`)}\n`);
  const colour = ['--color', style.bold('x') === 'x' ? 'never' : 'always'];
  const code = await context.runOther([...words, ...colour]);
  out.write('\n');
  await out.flush();
  if (folder === undefined) return code;
  const copy = join(folder, keep);
  await intoFile(
    copy,
    [],
    async (to) => void (await context.runOther([...words, '--quiet', '--color', 'never'], to)),
  );
  context.say(`kept in ${copy}`);
  return code;
}

/** As a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeError(path, error);
  }
}
