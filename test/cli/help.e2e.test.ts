/** The help of every command, and every example in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rows } from '../../src/cli/commands.ts';
import { parse } from '../../src/cli/parse.ts';
import { driftwire, shell } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const names = rows.map(({ name }) => name);

test('the list of commands names each, and the exit codes', () => {
  const { code, stdout, stderr } = driftwire(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  expect(stdout).toContain('130 interrupted');
});

test('the version is that of the package', () => {
  expect(driftwire(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe.each(names)('%s --help', (name) => {
  test('describes it, its options and an example, on standard output', () => {
    const { code, stdout, stderr } = driftwire([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^driftwire ${name} .*\\[options\\]`));
    for (const part of ['--quiet', '--color', '--help', 'Examples:', `  driftwire ${name}`])
      expect(stdout).toContain(part);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

/** Words of a command line as a shell splits it. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([all, inner]) => inner ?? all);
/** Commands whose examples need nothing but the recordings that come along, and end by themselves. */
const selfContained = [
  'decode',
  'timeline',
  'trace',
  'replay',
  'doctor',
  'baseline',
  'protocol',
  'schema',
  'demo',
  'completion',
  'ca',
];

describe('every example', () => {
  test('is understood by its command', async () => {
    for (const { name, load } of rows) {
      const { default: definition } = await load();
      for (const [line] of definition.examples) {
        const [first, ...argv] = words(line.replace(/(?:\||>>|>).*/, ''));
        expect(first).toBe(name);
        expect(await parse(name, definition, argv, 80), line).not.toHaveProperty('help');
      }
    }
  });

  test.each(selfContained)('of %s runs', { timeout: 60_000 }, async (name) => {
    const { default: definition } = await rows.find((row) => row.name === name)!.load();
    for (const [line] of definition.examples) {
      // Whatever would be written goes into the folder of the test.
      const tame = line.replace(/>> \S+/, '').replace(/(--keep |--ca-dir |-o )(\S+)/g, `$1${folder}/$2`);
      const { code, stderr } = shell(`driftwire ${tame}`, { DRIFTWIRE_HOME: `${folder}/home` });
      expect(code, `driftwire ${tame}: ${stderr}`).toBe(0);
    }
  });
});

test('the help of a command is found by either order', () => {
  expect(driftwire(['help', 'decode']).stdout).toBe(driftwire(['decode', '--help']).stdout);
});

test.each(['bash', 'zsh', 'fish'])('the completion script of %s asks the executable', (name) => {
  const { code, stdout } = driftwire(['completion', name]);
  expect(code).toBe(0);
  expect(stdout).toContain('driftwire --get-yargs-completions');
});

test('the script completes commands and options in a real shell', () => {
  const script = `eval "$(driftwire completion bash)"
    complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _driftwire_yargs_completions; printf '%s\\n' "\${COMPREPLY[@]}"; }
    complete_line driftwire dec; complete_line driftwire timeline --form; complete_line driftwire timeline --format me`;
  expect(shell(script).stdout.split('\n')).toEqual(expect.arrayContaining(['decode', '--format', 'mermaid']));
});
