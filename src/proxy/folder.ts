/** Where the certificate authority lives when nobody says. */
import { isAbsolute, join, resolve } from 'node:path';

/** What the place depends on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * The folder of the authority, absolute: `option` (`--ca-dir`) itself, else `ca` in DRIFTWIRE_HOME, else `ca` in the
 * folder where the system keeps a user's data.
 */
export function authorityFolder(option: string | undefined, surroundings: Surroundings): string {
  if (option !== undefined && option !== '') return resolve(option);
  const { DRIFTWIRE_HOME: home } = surroundings.env;
  return join(home ? resolve(home) : dataFolder(surroundings), 'ca');
}

function dataFolder({ env, platform, home }: Surroundings): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'driftwire');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'driftwire');
  // The XDG specification has relative paths ignored.
  const data = env.XDG_DATA_HOME;
  return join(data && isAbsolute(data) ? data : join(home, '.local', 'share'), 'driftwire');
}
