/** Which Driftwire this is. */
import { createRequire } from 'node:module';

/** The version in the package, two folders up from the source and from what is built of it; '' where there is none. */
export function ownVersion(): string {
  try {
    const { version } = createRequire(import.meta.url)('../../package.json') as { version?: unknown };
    return typeof version === 'string' ? version : '';
  } catch {
    return '';
  }
}
