/** Reads what a command was called with, by the command's own description. */
import { UsageError } from '../errors.ts';
import type { Arguments, Command, Options, Positional, Text } from './command.ts';
import { didYouMean } from './nearest.ts';
import { commonOptions, declare, describe, newParser } from './parser.ts';

/** What was asked of a command. */
export type Parsed =
  | { readonly help: string }
  | { readonly args: Arguments; readonly common: Arguments<typeof commonOptions>['options'] };

/**
 * `argv` lacks the command's name; `width` is that of the help.
 * Throws UsageError on what the command does not know or cannot do without.
 */
export async function parse(
  name: string,
  command: Command,
  argv: readonly string[],
  width: number,
): Promise<Parsed> {
  const parser = describe(declare(newParser(width), command), name, command);
  parser.fail((message, error) => {
    throw wrong(name, plainer(message ?? error.message));
  });
  let help: string | undefined;
  const keep = (_error: unknown, _argv: unknown, output: string): void => {
    if (output !== '') help = output;
  };
  const found = await runParser(name, () => parser.parse([...argv], {}, keep));
  if (help !== undefined) return { help: `${help}\n` };
  const known = { ...command.options, ...commonOptions };
  refuseUnknown(name, found, known);
  const values = readOptions(name, found, known);
  const positionals = readPositionals(name, found._.map(String), command.positionals ?? []);
  const common = { quiet: values.quiet === true, color: values.color as 'auto' | 'always' | 'never' };
  return { args: { options: values as Arguments['options'], positionals }, common };
}

/** The parser stumbles over some names of options that are names in JavaScript too. */
async function runParser<T>(name: string, parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw wrong(name, plainer(error instanceof Error ? error.message : String(error)));
  }
}

const wrong = (name: string, what: string): UsageError =>
  new UsageError('usage/bad-option', `${name} ${what}`);
const dashed = (option: string): string => (option.length === 1 ? `-${option}` : `--${option}`);

/** The parser's complaint as the end of a sentence. */
function plainer(message: string): string {
  const choice = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)/.exec(message);
  if (choice) {
    const choices = choice[3]!.replaceAll('"', '').split(', ');
    return `--${choice[1]} takes ${choices.join(', ')}, not '${choice[2]}'${didYouMean(choice[2]!, choices)}`;
  }
  const lacking = /Not enough arguments following: (\S+)/.exec(message);
  return lacking
    ? `${dashed(lacking[1]!)} needs a value`
    : `does not understand this: ${message.replace(/\s+/g, ' ')}`;
}

function refuseUnknown(name: string, found: object, known: Options): void {
  const names = [...Object.keys(known), 'help'].map(dashed);
  for (const key of Object.keys(found)) {
    if (['_', '$0', 'help', 'h'].includes(key) || Object.hasOwn(known, key)) continue;
    throw wrong(name, `has no option ${dashed(key)}${didYouMean(dashed(key), names)}`);
  }
}

function readOptions(
  name: string,
  found: Readonly<Record<string, unknown>>,
  known: Options,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(known)) {
    const given = [found[key]].flat();
    if (option.kind === 'list') values[key] = given.filter((item) => item !== undefined).map(String);
    else if (option.kind === 'flag') values[key] = given.at(-1) === true;
    else values[key] = readText(name, key, option, given.at(-1));
  }
  return values;
}

function readText(name: string, key: string, option: Text, given: unknown): unknown {
  const said = given === '' ? (option.bare ?? '') : given;
  const text = typeof said === 'string' ? said : option.default;
  if (text === '') throw wrong(name, `--${key} needs a value`);
  return text === undefined || !option.read ? text : option.read(text);
}

function readPositionals(
  name: string,
  given: readonly string[],
  rows: readonly Positional[],
): readonly string[] {
  const missing = rows.find((row, index) => !row.optional && given[index] === undefined);
  if (missing) throw wrong(name, `needs ${missing.name}: ${missing.says}`);
  if (given.length > rows.length && !rows.at(-1)?.many)
    throw wrong(name, `does not know what to do with '${given[rows.length]}'`);
  for (const [index, text] of given.entries()) {
    const { choices, name: word } = rows[Math.min(index, rows.length - 1)]!;
    if (!choices || choices.includes(text)) continue;
    const message = `${name}: ${word} is one of ${choices.join(', ')}, not '${text}'${didYouMean(text, choices)}`;
    throw new UsageError('usage/unknown-name', message);
  }
  return given;
}
