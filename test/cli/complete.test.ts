/** Completion knows commands, their options and the values of these. */
import { expect, test } from 'vitest';
import { rows } from '../../src/cli/commands.ts';
import { complete } from '../../src/cli/complete.ts';

const words = async (...line: string[]): Promise<string[]> =>
  (await complete(['driftwire', ...line])).split('\n').filter(Boolean);

test('an empty line is completed by the commands', async () => {
  expect(await words('')).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
});

test('a command is completed by its options, though it is loaded when it is named', async () => {
  expect(await words('decode', '--')).toEqual(
    expect.arrayContaining(['--format', '--calls', '--type', '--secrets', '--quiet']),
  );
  expect(await words('decode', '--')).not.toContain('--output');
});

test('an option is completed by its values', async () => {
  expect(await words('timeline', '--format', '')).toEqual(['text', 'json', 'mermaid']);
});

test('an argument with choices is completed by them', async () => {
  expect(await words('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
});
