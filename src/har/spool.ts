/** A temporary file that only its owner can read and that leaves nothing behind. */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeError } from './file-error.ts';

export interface Spool {
  readonly file: FileHandle;
  readonly size: number;
  close(): Promise<void>;
}

/** Writes all of `chunks` to a file of mode 0600, at once without a name where the system allows that. */
export async function spool(chunks: AsyncIterable<Uint8Array>, folder = tmpdir()): Promise<Spool> {
  const home = await mkdtemp(join(folder, 'driftwire-')).catch((error) => {
    throw writeError(folder, error);
  });
  const path = join(home, 'spool');
  const remove = () => rm(home, { recursive: true, force: true }).catch(() => undefined);
  const file = await open(path, 'wx+', 0o600).catch(async (error) => {
    await remove();
    throw writeError(path, error);
  });
  const close = async () => {
    await file.close();
    await remove();
  };
  // An open file needs no name: not even a killed process leaves it behind then.
  await remove();
  try {
    return { file, size: await fill(file, path, chunks), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fill(file: FileHandle, path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) {
    let done = 0;
    while (done < chunk.length) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, size).catch((error) => {
        throw writeError(path, error);
      });
      done += bytesWritten;
      size += bytesWritten;
    }
  }
  return size;
}
