/** What a command is: its options as data, so that help, parsing and completion read one description. */
import type { Style } from '../decode/render/style.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';

interface OptionBase {
  readonly says: string;
  /** One letter that stands for it. */
  readonly short?: string;
}

/** An option that is there or not. */
export interface Flag extends OptionBase {
  readonly kind: 'flag';
}

/** An option with a value; the last one given counts. `read` turns it into what the command needs, or throws UsageError. */
export interface Text extends OptionBase {
  readonly kind: 'text';
  /** Placeholder in the help, as FILE. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Its value where it is given without one. */
  readonly bare?: string;
  readonly read?: (text: string) => unknown;
}

/** An option that may be repeated; all its values count. */
export interface List extends OptionBase {
  readonly kind: 'list';
  readonly value?: string;
}

export type Option = Flag | Text | List;
export type Options = Readonly<Record<string, Option>>;

/** An argument without a dash. Only the last ones may be optional, only the last one repeated. */
export interface Positional {
  readonly name: string;
  readonly says: string;
  readonly optional?: true;
  readonly many?: true;
  readonly choices?: readonly string[];
}

type TextValue<O> = O extends { read: (text: string) => infer T }
  ? T
  : O extends { choices: readonly (infer C)[] }
    ? C
    : string;
type ValueOf<O> = O extends { kind: 'flag' }
  ? boolean
  : O extends { kind: 'list' }
    ? readonly string[]
    : O extends { default: string }
      ? TextValue<O>
      : TextValue<O> | undefined;

/** What a command is called with: every option by its name, and the arguments in order. */
export interface Arguments<O extends Options = Options> {
  readonly options: { readonly [K in keyof O]: ValueOf<O[K]> };
  readonly positionals: readonly string[];
}

/** The world as a command sees it. */
export interface Context {
  /** Data. */
  readonly out: Output;
  /** Prose, a line at a time; silent under `--quiet`. */
  say(line: string): void;
  /** Prose is not wanted. */
  readonly isQuiet: boolean;
  /** Of what goes to `out`. */
  readonly style: Style;
  /** Columns of a picture that goes to `out`. */
  readonly width: number;
  /** Columns that a row may take: infinite where nobody said how many there are. */
  readonly rowWidth: number;
  /** Shows how far long work is; `total` in the unit of its ticks; `isScrolling`: it prints while it works. */
  progress(label: string, total?: number, isScrolling?: boolean): Progress;
  /** Runs another command line; its data goes to `out`, or to this command's. Resolves to its exit code. */
  runOther(argv: readonly string[], out?: Output): Promise<number>;
  /** The same, but that its error is thrown instead of told. */
  tryOther(argv: readonly string[], out?: Output): Promise<number>;
  /** Aborted when the user interrupts: finish what was begun and return. */
  readonly signal: AbortSignal;
}

export interface Command<O extends Options = Options> {
  /** Whole sentences for the help. */
  readonly says: string;
  readonly positionals?: readonly Positional[];
  readonly options: O;
  /** Command lines without the executable, each with what it does. */
  readonly examples: readonly (readonly [line: string, says: string])[];
  /** An interrupt is its normal end, as for what runs until it is stopped. */
  readonly endsByInterrupt?: true;
  /** Returns the exit code; nothing is 0. Throws one of our errors where work stops. */
  run(args: Arguments<O>, context: Context): Promise<number | undefined>;
}

/** Keeps the types of the options, so that `run` knows the values by name. */
export function command<const O extends Options>(definition: Command<O>): Command {
  return definition as unknown as Command;
}

/** The argument that most commands take. */
export const fileArgument: Positional = {
  name: 'FILE',
  says: 'a recording: .har, .har.gz, .har.zst, .zip; - is standard input',
};
