/** Small helps for files that a capture writes. */
import { writeSync } from 'node:fs';
import { writeError } from '../har/file-error.ts';

/** What a capture holds is its owner's alone. */
export const ownerOnly = 0o600;

/** Returns how many bytes that were: all of them. */
export function writeAll(file: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  return done;
}

/** What the system says becomes a RecordingError that says what to do. */
export function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeError(path, error);
  }
}
