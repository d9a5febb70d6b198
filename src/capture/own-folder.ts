/** Folders that belong to one process, in a place for such things; what a process left that was killed, the next removes. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Processes of another machine, or of a container with a name of its own, may use the same place. */
const machine = hostname().replace(/[^\w.]/g, '_');

/** Makes one, for its owner only; `kind` is how its name begins. Throws what the system says. */
export function ownFolder(parent: string, kind: string): string {
  removeLeft(parent, kind);
  return mkdtempSync(join(parent, `${kind}-${machine}-${process.pid}-`));
}

/** Removes those whose process is gone. */
function removeLeft(parent: string, kind: string): void {
  const start = `${kind}-${machine}-`;
  for (const name of namesIn(parent)) {
    if (!name.startsWith(start)) continue;
    const pid = /^(\d+)-\w{6}$/.exec(name.slice(start.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeOwn(join(parent, name));
  }
}

function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/** Also where it is a process of another user. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function removeOwn(path: string): void {
  try {
    const status = lstatSync(path);
    if (status.isDirectory() && status.uid === (process.getuid?.() ?? status.uid))
      rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process was faster, or something still uses it: the next one tries again.
  }
}
