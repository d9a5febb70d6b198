/** What a command line means to a command. */
import { describe, expect, test } from 'vitest';
import { command } from '../../src/cli/command.ts';
import { parse } from '../../src/cli/parse.ts';
import { UsageError } from '../../src/errors.ts';

const sample = command({
  says: 'Tries things.',
  positionals: [
    { name: 'FILE', says: 'a file' },
    { name: 'WAY', says: 'which way', optional: true, choices: ['up', 'down'] },
  ],
  options: {
    format: { kind: 'text', says: 'how', choices: ['json', 'text'], default: 'text' },
    output: { kind: 'text', short: 'o', says: 'where to', value: 'FILE' },
    type: { kind: 'list', says: 'which' },
    secrets: { kind: 'flag', says: 'all' },
    count: { kind: 'text', says: 'how many', read: Number },
    open: { kind: 'text', says: 'what in', bare: 'anything' },
  },
  examples: [['sample a.har --format json', 'as JSON']],
  run: async () => undefined,
});

async function read(...argv: string[]) {
  const parsed = await parse('sample', sample, argv, 80);
  if ('help' in parsed) throw new Error(parsed.help);
  return parsed;
}
const refusal = async (...argv: string[]): Promise<UsageError> => {
  try {
    await read(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('arguments', () => {
  test('have their defaults', async () => {
    expect((await read('a.har')).args).toEqual({
      positionals: ['a.har'],
      options: {
        format: 'text',
        output: undefined,
        type: [],
        secrets: false,
        count: undefined,
        open: undefined,
        quiet: false,
        color: 'auto',
      },
    });
  });

  test.each<[string[], object]>([
    [['--format=json', 'a'], { format: 'json' }],
    [['a', '--format', 'json', '--format', 'text'], { format: 'text' }],
    [['-o', 'b', 'a'], { output: 'b' }],
    [['--output', 'b', 'a'], { output: 'b' }],
    [['--type', 'x', '--type', 'y', 'a'], { type: ['x', 'y'] }],
    [['--type', 'x', 'a'], { type: ['x'] }],
    [['--secrets', 'a'], { secrets: true }],
    [['a', '--secrets', '--secrets=false'], { secrets: false }],
    [['a', '--count', '12'], { count: 12 }],
    [['-ob', 'a'], { output: 'b' }],
    [['a', '--output', '-'], { output: '-' }],
    [['a', '--output=-b'], { output: '-b' }],
    [['a', '--open'], { open: 'anything' }],
    [['--open', '--secrets', 'a'], { open: 'anything', secrets: true }],
    [['--open', 'b', 'a'], { open: 'b' }],
    [['a', '--quiet', '--color', 'never'], { quiet: true, color: 'never' }],
  ])('%j are read', async (argv, expected) => {
    const { args } = await read(...argv);
    expect(args.options).toMatchObject(expected);
    expect(args.positionals).toEqual(['a']);
  });

  test.each([[['-']], [['--', '-x.har']], [['123']], [['0x10']], [['a.b=c']]])(
    '%j is a file',
    async (argv) => {
      expect((await read(...argv)).args.positionals).toEqual([argv.at(-1)]);
    },
  );
});

describe('a wrong command line', () => {
  test.each<[string[], string, string]>([
    [[], 'usage/bad-option', 'sample needs FILE'],
    [['a', 'up', 'b'], 'usage/bad-option', "'b'"],
    [['a', '--formt', 'json'], 'usage/bad-option', 'did you mean --format?'],
    [['a', '--format', 'jsn'], 'usage/bad-option', 'did you mean json?'],
    [['a', '--format'], 'usage/bad-option', '--format needs a value'],
    [['a', '--output='], 'usage/bad-option', '--output needs a value'],
    [['a', '-x'], 'usage/bad-option', 'no option -x'],
    [['a', '--output', '--secrets'], 'usage/bad-option', '--output needs a value'],
    [['a', '--secrets=some'], 'usage/bad-option', '--secrets takes no value'],
    [['a', '--no-quiet'], 'usage/bad-option', 'no option --no-quiet'],
    [['a', '--__proto__', 'x'], 'usage/bad-option', 'no option'],
    [['a', '--constructor', 'x'], 'usage/bad-option', 'sample'],
    [['a', '--color', 'blue'], 'usage/bad-option', 'auto, always, never'],
    [['a', 'dow'], 'usage/unknown-name', 'did you mean down?'],
  ])('%j is refused', async (argv, code, words) => {
    const error = await refusal(...argv);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.exitCode).toBe(2);
  });
});

test('the help names arguments, options, choices, defaults and examples', async () => {
  const parsed = await parse('sample', sample, ['--help'], 80);
  const help = 'help' in parsed ? parsed.help : '';
  for (const part of [
    'driftwire sample FILE [WAY] [options]',
    'Tries things.',
    '--format',
    '"json"',
    'default: text',
    '-o, --output',
  ])
    expect(help).toContain(part);
  expect(help).toContain('  # as JSON\n  driftwire sample a.har --format json');
});
