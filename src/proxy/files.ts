/** Small files that are there whole or not at all. */
import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';

/** UsageError `usage/authority-folder` for what the file system refused. */
export function folderError(path: string, error: unknown): UsageError {
  const code = codeOf(error);
  return new UsageError('usage/authority-folder', `${path} cannot be used: ${code}`, { path, code });
}

/** The text of a file, or undefined where there is none. Throws UsageError `usage/authority-folder`. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw folderError(path, error);
  }
}

/**
 * Writes a file beside its place, then moves it there in one step. Unless `replace`, a file that is there already
 * stays. Throws UsageError `usage/authority-folder`.
 */
export async function placeFile(
  path: string,
  text: string,
  how: { mode: number; replace: boolean },
): Promise<void> {
  const draft = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.draft`,
  );
  try {
    await writeWhole(draft, text, how.mode);
    if (how.replace) await rename(draft, path);
    else await placeIfFree(draft, path);
  } catch (error) {
    throw folderError(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A link fails where a name is taken, which a rename does not; some file systems have no links. */
async function placeIfFree(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
    if ((await readIfThere(path)) === undefined) await rename(draft, path);
  }
}

/**
 * Removes drafts of processes that ended before they could place them. Throws UsageError `usage/authority-folder`.
 */
export async function sweep(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      const owner = /^\..+\.(\d+)\.[0-9a-f]{8}\.draft$/.exec(name)?.[1];
      if (owner !== undefined && !isRunning(Number(owner))) await rm(join(folder, name), { force: true });
    }
  } catch (error) {
    throw folderError(folder, error);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
