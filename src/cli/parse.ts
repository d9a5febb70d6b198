/** Reads what a command was called with, by the command's own description. */
import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import type { Arguments, Command, Option, Options, Positional, Text } from './command.ts';
import { commonOptions } from './common-options.ts';
import { didYouMean } from './nearest.ts';

/** What was asked of a command. */
export type Parsed =
  | { readonly help: string }
  | { readonly args: Arguments; readonly common: Arguments<typeof commonOptions>['options'] };

/** A flag is given as true or false. */
type Given = ReadonlyMap<string, readonly (string | boolean)[]>;

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
  const known = { ...command.options, ...commonOptions, help };
  const { tokens } = parseArgs({
    args: withBareValues(argv, known),
    options: Object.fromEntries(Object.entries(known).map(([key, option]) => [key, declared(option)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) {
    // The library that writes the help is large, and nothing else needs it.
    const { helpOf } = await import('./parser.ts');
    return { help: await helpOf(name, command, width) };
  }
  const given = new Map<string, (string | boolean)[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const value = givenValue(name, token, known);
    given.set(token.name, [...(given.get(token.name) ?? []), value]);
  }
  const values = readOptions(name, given, known);
  const positionals = readPositionals(name, words, command.positionals ?? []);
  const common = { quiet: values.quiet === true, color: values.color as 'auto' | 'always' | 'never' };
  return { args: { options: values as Arguments['options'], positionals }, common };
}

const help = { kind: 'flag', short: 'h', says: 'show help' } as const;

const declared = (option: Option) => ({
  type: option.kind === 'flag' ? ('boolean' as const) : ('string' as const),
  ...(option.short !== undefined && { short: option.short }),
});

/** An option that may stand without a value takes the next word only where that is one. */
function withBareValues(argv: readonly string[], known: Options): string[] {
  const bare = Object.entries(known).filter(
    ([, option]) => option.kind === 'text' && option.bare !== undefined,
  );
  const spellings = new Map(bare.map(([key]) => [`--${key}`, `--${key}=`]));
  return argv.map((word, index) => {
    const next = argv[index + 1];
    return next === undefined || looksLikeOption(next) ? (spellings.get(word) ?? word) : word;
  });
}

const looksLikeOption = (word: string): boolean => word.startsWith('-') && word !== '-';

interface OptionToken {
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function givenValue(name: string, token: OptionToken, known: Options): string | boolean {
  const { name: key, value, inlineValue } = token;
  const option = Object.hasOwn(known, key) ? known[key]! : undefined;
  if (!option) {
    const near = didYouMean(dashed(key), Object.keys(known).map(dashed));
    throw wrong(name, `has no option ${dashed(key)}${near}`);
  }
  if (option.kind === 'flag') {
    if (value !== undefined && value !== 'true' && value !== 'false')
      throw wrong(name, `${dashed(key)} takes no value`);
    return value !== 'false';
  }
  if (value === undefined || (inlineValue === false && looksLikeOption(value)))
    throw wrong(name, `${dashed(key)} needs a value`);
  const isBare = value === '' && option.kind === 'text' && option.bare !== undefined;
  if (option.kind === 'text' && option.choices && !isBare && !option.choices.includes(value)) {
    const near = didYouMean(value, option.choices);
    throw wrong(name, `--${key} takes ${option.choices.join(', ')}, not '${value}'${near}`);
  }
  return value;
}

const wrong = (name: string, what: string): UsageError =>
  new UsageError('usage/bad-option', `${name} ${what}`);
const dashed = (option: string): string => (option.length === 1 ? `-${option}` : `--${option}`);

function readOptions(name: string, found: Given, known: Options): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(known)) {
    if (option === help) continue;
    const given = found.get(key) ?? [];
    if (option.kind === 'list') values[key] = given;
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
  if (missing) {
    const choices = missing.choices ? `: ${missing.choices.join(', ')}` : '';
    throw wrong(name, `needs ${missing.name}: ${missing.says}${choices}`);
  }
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
