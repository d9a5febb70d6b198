/** Declares a command to yargs, which writes the help and completes. */
import yargs, { type Argv } from 'yargs';
import type { Command, Option, Options } from './command.ts';
import { commonOptions } from './common-options.ts';

const rules = { 'boolean-negation': false, 'camel-case-expansion': false, 'dot-notation': false };

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

/** The help of a command, `width` columns wide. */
export async function helpOf(name: string, command: Command, width: number): Promise<string> {
  let help = '';
  const keep = (_error: unknown, _argv: unknown, output: string): void => {
    help = output;
  };
  await describe(declare(newParser(width), command), name, command).parse(['--help'], {}, keep);
  return `${help}\n`;
}

/** What the help says above the options, and the examples below them. */
function describe(parser: Argv, name: string, command: Command): Argv {
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
