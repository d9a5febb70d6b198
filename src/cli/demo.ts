/** `driftwire demo`: the whole chain on loopback: a simulated server, a client, its recording, what the commands tell of it. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { writeError } from '../har/file-error.ts';
import { type Context, command } from './command.ts';
import { intoFile } from './into-file.ts';
import { Output } from './output.ts';

/** A command line and what to see in it. SESSION stands for the recording that is made, REFUSED for one that comes along, CHANGED for the scenario of another server. */
interface Step {
  readonly says: string;
  readonly argv: readonly string[];
  /** Name of the file that its data goes to. */
  readonly keep: string;
  /** Its data is more than one would read: it goes to the file alone. */
  readonly isLong?: true;
}

const steps: readonly Step[] = [
  {
    says:
      'A client logs in to a simulated server, over real sockets. The phone is simulated too; time runs at forty ' +
      'times its speed. The server sends messages and, in the end, logs the client out.',
    argv: 'login --against simulated --pace x40 --send filehelper=hello -o SESSION'.split(' '),
    keep: 'events.ndjson',
    isLong: true,
  },
  {
    says:
      'Everything went into a recording: the whole session at a glance, every long poll one span. It notes that they ' +
      'were held for a fortieth of the usual time.',
    argv: ['timeline', 'SESSION'],
    keep: 'session.txt',
  },
  {
    says: 'What was said in it: typed events, here only the messages, to read.',
    argv: ['decode', 'SESSION', '--type', 'message.*', '--format', 'table'],
    keep: 'messages.txt',
  },
  {
    says: 'Another recording: a login gets as far as the ticket, and is refused. Every reply was HTTP 200.',
    argv: ['timeline', 'REFUSED'],
    keep: 'refused.txt',
  },
  {
    says: 'The refusal as data, for a program to act on.',
    argv: ['decode', 'REFUSED', '--type', 'session.*'],
    keep: 'refused.ndjson',
  },
  {
    says:
      'Now the server changes: no session id in its answer any more. The session is run again, and what came back is ' +
      'compared with what came before.',
    argv: ['check', 'SESSION', 'SESSION', '--against', 'simulated:CHANGED'],
    keep: 'drift.txt',
  },
];

/** A server that leaves out what every later request needs. */
const changed = '{ "phone": { "refuse": "no-wxsid" } }\n';

const next: readonly (readonly [line: string, says: string])[] = [
  [
    'driftwire serve --simulate',
    'the same server for a client or a browser of yours; it says how to point them at it',
  ],
  ['driftwire login --against simulated', 'the client again, in real time, its events on standard output'],
  ['driftwire timeline FILE', 'the same for a recording of yours: any HAR that a browser saved'],
  ['driftwire serve FILE', 'a recording as a server'],
  ['driftwire drift FILE NEW', 'what changed between two recordings of yours'],
  ['driftwire --help', 'everything else'],
];

const refused = fileURLToPath(new URL('../../captures/wechat/refused-1203.har', import.meta.url));

export default command({
  says:
    'Shows the whole chain at work on this machine: a client logs in to a simulated server, its session is recorded, ' +
    'explained and decoded, as is a login that was refused; then the server changes, and the session is run again to ' +
    'hear of it. Nothing leaves the machine.',
  options: {
    keep: {
      kind: 'text',
      says: 'leave the recording, and what each command prints, in this folder',
      value: 'DIR',
    },
  },
  examples: [
    ['demo', 'see it at work'],
    ['demo --keep out', 'and keep what it makes'],
  ],
  async run({ options }, context) {
    const scratch = await mkdtemp(join(tmpdir(), 'driftwire-demo-'));
    const folder = options.keep ?? scratch;
    try {
      await makeFolder(folder);
      await intoFile(join(folder, 'changed.json'), [], async (to) => to.write(changed));
      for (const step of steps) {
        if (context.signal.aborted) return undefined;
        const code = await show(step, folder, scratch, context);
        if (code > findings) return code;
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    if (options.keep !== undefined) context.say(`kept in ${folder}`);
    tellNext(context);
    return undefined;
  },
});

/** Exit code of a command that ran well and found something. */
const findings = 1;

/** Resolves to the exit code of the command. */
async function show(
  { says, argv, keep, isLong }: Step,
  folder: string,
  scratch: string,
  context: Context,
): Promise<number> {
  const { out, style } = context;
  const files: Readonly<Record<string, string>> = {
    SESSION: join(folder, 'session.har'),
    REFUSED: relative('', refused) || refused,
    'simulated:CHANGED': `simulated:${join(folder, 'changed.json')}`,
  };
  const words = argv.map((word) => files[word] ?? word);
  const copy = join(folder, keep);
  const line = [...words.map(quoted), ...(isLong ? ['>', quoted(copy)] : [])].join(' ');
  out.write(`${style.dim(`# ${says}`)}\n${style.bold(`$ driftwire ${line}`)}\n`);
  await out.flush();
  const whole = [
    ...words,
    ...(isLong ? ['--color', 'never'] : ['--color', style.bold('x') === 'x' ? 'never' : 'always']),
    // An authority for this once: a first look leaves no key behind.
    ...(isLong ? ['--ca-dir', join(scratch, 'ca')] : []),
    ...(context.isQuiet ? ['--quiet'] : []),
  ];
  let code = 0;
  await intoFile(copy, [], async (to) => {
    code = await context.runOther(whole, isLong ? to : both(out, to));
  });
  if (!isLong) out.write('\n');
  await out.flush();
  return code;
}

/** What is shown goes into the file too, without its colours. */
function both(shown: Output, kept: Output): Output {
  const write = async (text: string): Promise<void> => {
    shown.write(text);
    kept.write(stripVTControlCharacters(text));
    await Promise.all([shown.flush(), kept.flush()]);
  };
  return new Output({ write: (text, done) => void write(text).then(() => done(), done) }, 'the demo');
}

function tellNext({ out, style }: Context): void {
  out.write(`${style.bold('What to try next')}\n`);
  const width = Math.max(...next.map(([line]) => line.length));
  for (const [line, says] of next) out.write(`  ${line.padEnd(width)}  ${style.dim(says)}\n`);
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
