/** The help of every command, and every example in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rows } from '../../src/cli/commands.ts';
import { driftwire, interrupted, shell } from './driftwire.ts';

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

describe('every example', () => {
  const commands = rows.map(async ({ name, load }) => ({ name, command: (await load()).default }));
  // Whatever would be written goes into the folder of the test.
  const tamed = (line: string): string =>
    line.replace(/>> \S+/, '').replace(/(--keep |--ca-dir |--record |-o )(\S+)/g, `$1${folder}/$2`);

  test('runs', { timeout: 120_000 }, async () => {
    for (const { name, command } of await Promise.all(commands)) {
      for (const [line] of command.endsByInterrupt ? [] : command.examples) {
        const { code, stderr } = shell(`driftwire ${tamed(line)}`, { DRIFTWIRE_HOME: `${folder}/home` });
        expect(code, `driftwire ${tamed(line)} (of ${name}): ${stderr}`).toBe(0);
      }
    }
  });

  test('of what runs until it is stopped begins, and ends when it is told', {
    timeout: 120_000,
  }, async () => {
    for (const { name, command } of await Promise.all(commands)) {
      for (const [line] of command.endsByInterrupt ? command.examples : []) {
        const anywhere = tamed(line).replace(/ --listen \S+/, '');
        const { code, stderr } = await interrupted(
          [...anywhere.split(' '), '--listen', '127.0.0.1:0'],
          'certificate',
        );
        // Under --strict it is a finding that nobody asked for anything.
        expect(code, `driftwire ${line} (of ${name}): ${stderr}`).toBe(line.includes('--strict') ? 1 : 0);
      }
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
