/** Options of every command. */
import type { Options } from './command.ts';

export const commonOptions = {
  quiet: { kind: 'flag', says: 'no prose and no progress, only data and errors' },
  color: {
    kind: 'text',
    says: 'colours; auto looks at the terminal, NO_COLOR and FORCE_COLOR',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
  },
} as const satisfies Options;
