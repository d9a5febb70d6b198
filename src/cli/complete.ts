/** Answers the questions of a completion script. */
import type { Argv } from 'yargs';
import type { Command } from './command.ts';
import { rows } from './commands.ts';
import { declare, newParser } from './parser.ts';

/** What a completion script asks with. */
const completionKey = '--get-yargs-completions';

/** The words that may follow, one a line. `words` are those of the command line, the executable first. */
export async function complete(words: readonly string[]): Promise<string> {
  const typed = words.slice(1);
  const row = rows.find(({ name }) => name === typed.find((word) => !word.startsWith('-')));
  // The word under the cursor is still being typed.
  const chosen = row && typed.at(-1) !== row.name ? { row, command: (await row.load()).default } : undefined;
  const parser = newParser(0).completion('completion', false);
  for (const { name, says } of rows) {
    const isChosen = chosen?.row.name === name;
    parser.command(name, says, (one: Argv) => (isChosen ? declare(one, chosen.command) : one));
  }
  let found = '';
  await parser.parse([completionKey, ...words], {}, (_error, _argv, output) => {
    if (output !== '') found += `${output}\n`;
  });
  const choices = argumentChoices(chosen?.command, typed.at(-1) ?? '');
  return found + choices.map((choice) => `${choice}\n`).join('');
}

/** Values of the arguments without a dash, which yargs is not told of. */
function argumentChoices(command: Command | undefined, begun: string): readonly string[] {
  if (begun.startsWith('-')) return [];
  const choices = command?.positionals?.flatMap((row) => row.choices ?? []) ?? [];
  return choices.filter((choice) => choice.startsWith(begun));
}
