/** Ends a browser whose capture was killed: a small process that waits for the capture's end, whatever way that comes. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Its input ends when the capture does. $1 is the process group of the browser, $2 its profile. */
const script = `
while read -r _; do :; done
kill -s TERM -- "-$1" || true
for turn in 1 2 3; do kill -s 0 -- "-$1" && sleep 1; done
kill -s KILL -- "-$1"
rm -rf -- "$2"
`;

export interface Keeper {
  /** It is not needed any more. */
  dismiss(): void;
}

/** `group` is a process group. Not for Windows, which has neither groups nor a shell for it. */
export function keeper(group: number, profile: string): Keeper {
  // In a group of its own: what ends the capture by its terminal shall not end this one.
  const child: ChildProcess = spawn('/bin/sh', ['-c', script, 'driftwire', String(group), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Where it does not start, the next capture finds the profile.
  child.on('error', () => {});
  child.stdin!.on('error', () => {});
  child.unref();
  (child.stdin as Socket).unref();
  return { dismiss: () => void child.kill('SIGKILL') };
}
