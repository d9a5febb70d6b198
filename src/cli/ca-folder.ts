/** The option that says where the certificate authority lives. */
import { homedir } from 'node:os';
import { authorityFolder } from '../proxy/folder.ts';
import type { Options } from './command.ts';

/** For every command that needs certificates. */
export const caOptions = {
  'ca-dir': {
    kind: 'text',
    value: 'DIR',
    says: 'folder of the root certificate; else DRIFTWIRE_HOME, else the data folder',
  },
} as const satisfies Options;

/** The folder that is meant, absolute; `option` is the value of `--ca-dir`. */
export const caFolder = (option: string | undefined): string =>
  authorityFolder(option, { env: process.env, platform: process.platform, home: homedir() });
