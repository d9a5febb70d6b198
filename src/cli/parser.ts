/** Declares a command to yargs, which parses, writes the help and completes. */
import yargs, { type Argv } from 'yargs';
import type { Command, Option, Options } from './command.ts';

/** Options of every command. */
export const commonOptions = {
  quiet: { kind: 'flag', says: 'no prose and no progress, only data and errors' },
  color: {
    kind: 'text',
    says: 'colours; auto looks at the terminal, NO_COLOR and FORCE_COLOR',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
} as const satisfies Options;

const rules = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'strip-aliased': true,
};

/** A parser that never prints, exits or guesses. */
export function newParser(width: number): Argv {
  const parser = yargs()
    .scriptName('driftwire')
    .locale('en')
    .exitProcess(false)
    .version(false)
    .showHelpOnFail(false);
  return parser.parserConfiguration(rules).help('help').alias('help', 'h').wrap(width);
}

/** Declares the options; the defaults are shown here and filled in elsewhere. */
export function declare(parser: Argv, command: Command): Argv {
  const add = (options: Options, title: string): void => {
    for (const [name, option] of Object.entries(options)) parser.option(name, yargsOption(option));
    parser.group(Object.keys(options), title);
  };
  add(command.options, 'Options:');
  add(commonOptions, 'On every command:');
  return parser.group('help', 'On every command:');
}

/** What the help says above the options, and the examples below them. */
export function describe(parser: Argv, name: string, command: Command): Argv {
  const examples = command.examples.map(([line, says]) => `  # ${says}\n  driftwire ${line}`);
  return parser.usage(usageOf(name, command)).epilogue(['Examples:', ...examples].join('\n'));
}

function yargsOption(option: Option) {
  const base = {
    describe: 'value' in option ? `${option.value}: ${option.says}` : option.says,
    ...(option.short !== undefined && { alias: option.short }),
  };
  if (option.kind === 'flag') return { ...base, type: 'boolean' as const };
  const value = {
    ...base,
    type: 'string' as const,
    requiresArg: option.kind === 'list' || option.bare === undefined,
  };
  if (option.kind === 'list') return { ...value, array: true };
  return {
    ...value,
    ...(option.choices && { choices: option.choices }),
    ...(option.default !== undefined && { defaultDescription: option.default }),
  };
}

function usageOf(name: string, { says, positionals = [] }: Command): string {
  const shown = positionals.map(({ name: word, optional, many }) => {
    const one = many ? `${word}…` : word;
    return optional ? `[${one}]` : one;
  });
  const described = positionals.map(({ name: word, says: what, choices }) => {
    return `  ${word}  ${what}${choices ? `: ${choices.join(', ')}` : ''}`;
  });
  const lines = [`$0 ${[name, ...shown, '[options]'].join(' ')}`, '', says];
  return (described.length > 0 ? [...lines, '', ...described] : lines).join('\n');
}
