/** What `driftwire --help` prints. */
import { groups, rows } from './commands.ts';

/** The list of commands with the exit codes. */
export function overview(): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lists = groups.flatMap((group) => [
    '',
    `${group.title}:`,
    ...group.rows.map(({ name, says }) => `  ${name.padEnd(width)}  ${says}`),
  ]);
  return `${[
    'driftwire COMMAND [options]',
    '',
    'Watches a web protocol on the wire, explains it, plays it back, and says when it',
    'changed.',
    ...lists,
    '',
    'Options:',
    `  ${'--help, -h'.padEnd(width)}  this list; after a command, its own help with examples`,
    `  ${'--version'.padEnd(width)}  the version`,
    '',
    'Examples:',
    '  driftwire demo                      see it at work',
    '  driftwire timeline session.har      what happened in a recording',
    '  driftwire decode session.har | jq .type',
    '',
    'Exit codes: 0 clean, 1 findings, 2 usage, 3 recording, 4 remote or transport,',
    '130 interrupted.',
  ].join('\n')}\n`;
}
