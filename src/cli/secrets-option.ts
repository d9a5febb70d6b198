/** The option that shows credentials. */
import type { Flag } from './command.ts';

export const secretsOption = {
  kind: 'flag',
  says: 'show credentials in full; by default they are shortened',
} as const satisfies Flag;
