/** Makes the world of a command from that of the process. */
import { colourStyle, plainStyle } from '../decode/render/style.ts';
import type { Context } from './command.ts';
import type { Output } from './output.ts';
import { Progress } from './progress.ts';
import { type ColourChoice, columnsOf, wantsColour } from './terminal.ts';

/** The process as far as a command line needs it. */
export interface World {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Aborted at the first interrupt. */
  readonly signal: AbortSignal;
}

/** Runs a command line; throws what stopped it. */
type Run = (argv: readonly string[], world: World, out: Output) => Promise<number>;
/** Tells what stopped a command; resolves to its exit code. */
type Failed = (error: unknown, world: World, out: Output) => Promise<number>;

/** Options of every command, read. */
interface Common {
  readonly quiet: boolean;
  readonly color: ColourChoice;
}

/** `run` and `failed` are how the command may run others. */
export function contextOf(common: Common, world: World, out: Output, run: Run, failed: Failed): Context {
  const { stdout, stderr, env, signal } = world;
  const showsProgress = !common.quiet && stderr.isTTY === true;
  return {
    out,
    say: (line) => void (common.quiet || stderr.write(`${line}\n`)),
    isQuiet: common.quiet,
    style: wantsColour(common.color, stdout, env) ? colourStyle : plainStyle,
    width: columnsOf(stdout, env),
    rowWidth: stdout.isTTY || env.COLUMNS ? columnsOf(stdout, env) : Number.POSITIVE_INFINITY,
    // Lines that scroll by on the same terminal are progress enough.
    progress: (label, total, isScrolling = false) => {
      const port = { write: (text: string) => stderr.write(text), now: world.now };
      return new Progress(showsProgress && !(isScrolling && stdout.isTTY) ? port : undefined, label, total);
    },
    runOther: (argv, other = out) => run(argv, world, other).catch((error) => failed(error, world, other)),
    tryOther: (argv, other = out) => run(argv, world, other),
    signal,
  };
}
