/** Runs one command line: finds the command, gives it the world, turns errors into exit codes. */
import { UsageError } from '../errors.ts';
import { ownVersion } from '../har/own-version.ts';
import type { Arguments, Command, Context } from './command.ts';
import { type CommandRow, rows } from './commands.ts';
import { complaint, exitCodeOf } from './complain.ts';
import { contextOf, type World } from './context.ts';
import { didYouMean } from './nearest.ts';
import { Output, ReaderGone } from './output.ts';
import { overview } from './overview.ts';
import { columnsOf } from './terminal.ts';

/** Exit code of work that was interrupted. */
export const interrupted = 130;
/** The help of commands is no wider. */
const helpWidth = 100;
/** What a completion script asks with. */
const completionKey = '--get-yargs-completions';

/** Resolves to the exit code once everything is written; never throws. */
export function run(argv: readonly string[], world: World): Promise<number> {
  const out = new Output(world.stdout, 'standard output');
  return runInto(argv, world, out).catch((error) => failed(error, world, out));
}

async function runInto(argv: readonly string[], world: World, out: Output): Promise<number> {
  const code = await dispatch(argv, world, out);
  await out.flush();
  return code;
}

/** What was written before the error goes out before the complaint. */
async function failed(error: unknown, { stderr, env }: World, out: Output): Promise<number> {
  try {
    await out.flush();
  } catch (second) {
    if (second instanceof ReaderGone) return error instanceof ReaderGone ? 0 : exitCodeOf(error);
  }
  if (error instanceof ReaderGone) return 0;
  await new Promise((resolve) => stderr.write(complaint(error, Boolean(env.DRIFTWIRE_DEBUG)), resolve));
  return exitCodeOf(error);
}

async function dispatch(argv: readonly string[], world: World, out: Output): Promise<number> {
  if (argv.includes(completionKey)) {
    const { complete } = await import('./complete.ts');
    out.write(await complete(argv.slice(argv.indexOf(completionKey) + 1)));
    return 0;
  }
  const place = commandPlace(argv);
  if (place < 0) return withoutCommand(argv, out);
  const name = argv[place]!;
  const rest = argv.filter((_, index) => index !== place);
  if (name === 'help')
    return rest.length === 0 ? withoutCommand(['--help'], out) : dispatch([...rest, '--help'], world, out);
  const row = rows.find((one) => one.name === name);
  if (!row) throw unknownCommand(name);
  return runCommand(row, rest, world, out);
}

function unknownCommand(name: string): UsageError {
  const names = rows.map((row) => row.name);
  return new UsageError('usage/unknown-name', `there is no command ${name}${didYouMean(name, names)}`);
}

/** Where in `argv` the command's name is; -1 where there is none. */
function commandPlace(argv: readonly string[]): number {
  return argv.findIndex((word, index) => !word.startsWith('-') && argv[index - 1] !== '--color');
}

function withoutCommand(argv: readonly string[], out: Output): number {
  const [first] = argv;
  if (first === '--version' || first === '-V') out.write(`${ownVersion()}\n`);
  else if (first === '--help' || first === '-h') out.write(overview());
  else if (first === undefined) throw new UsageError('usage/bad-option', 'say what to do: driftwire COMMAND');
  else
    throw new UsageError(
      'usage/bad-option',
      `driftwire has no option ${first}${didYouMean(first, ['--help', '--version'])}`,
    );
  return 0;
}

async function runCommand(
  { name, load }: CommandRow,
  argv: readonly string[],
  world: World,
  out: Output,
): Promise<number> {
  // The parser is large; it comes while the command does.
  const [{ default: command }, { parse }] = await Promise.all([load(), import('./parse.ts')]);
  const parsed = await parse(name, command, argv, Math.min(helpWidth, columnsOf(world.stdout, world.env)));
  if ('help' in parsed) {
    out.write(parsed.help);
    return 0;
  }
  const code = await untilInterrupted(
    command,
    parsed.args,
    contextOf(parsed.common, world, out, runInto, failed),
  );
  return world.signal.aborted && !command.endsByInterrupt ? interrupted : (code ?? 0);
}

/** After an interrupt a command has this long to come to its end. */
const graceMs = 500;

/** A command that waits for input that never comes is left where it is. */
function untilInterrupted(command: Command, args: Arguments, context: Context): Promise<number | undefined> {
  const work = command.run(args, context);
  if (command.endsByInterrupt) return work;
  return new Promise((resolve, reject) => {
    const leave = (): void => void setTimeout(() => resolve(undefined), graceMs).unref();
    context.signal.addEventListener('abort', leave);
    work.then(resolve, reject).finally(() => context.signal.removeEventListener('abort', leave));
  });
}
