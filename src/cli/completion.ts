/** `driftwire completion`: the script that completes commands and options in a shell. */
import { command } from './command.ts';
import { newParser } from './parser.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export default command({
  says: 'Prints the script that completes commands and options, for the shell in use unless another is named.',
  positionals: [{ name: 'SHELL', says: 'which shell', optional: true, choices: shells }],
  options: {},
  examples: [
    ['completion >> ~/.bashrc', 'from the next shell on'],
    ['completion zsh >> ~/.zshrc', 'the same for zsh'],
  ],
  async run({ positionals: [shell] }, { out }) {
    // The parser looks there for the shell to write for.
    if (shell !== undefined)
      Object.assign(process.env, { SHELL: shell, ZSH_NAME: shell === 'zsh' ? 'zsh' : '' });
    const parser = newParser(0).completion('completion', false);
    await parser.parse(['completion'], {}, (_error, _argv, script) => out.write(`${script}\n`));
    return undefined;
  },
});
