/** Ends a browser whose capture was killed: a small process that waits for the capture's end, whatever way that comes. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Its input ends when the capture does; $1 is the process group of the browser, $2 its profile. */
const script = `
while read -r _; do :; done
kill -s TERM -- "-$1" || true
for turn in 1 2 3; do kill -s 0 -- "-$1" && sleep 1; done
kill -s KILL -- "-$1"
rm -rf -- "$2"
`;

/** The same where there are neither groups nor such a shell: the browser and all that it began. */
const windowsScript = `
const { execFileSync } = require('node:child_process');
const [, pid, profile] = process.argv;
const end = () => {
  try {
    execFileSync('taskkill', ['/pid', pid, '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  } catch {
    // It is gone.
  }
  require('node:fs').rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
};
process.stdin.on('error', () => {}).on('close', end).resume();
`;

export interface Keeper {
  /** It is not needed any more. */
  dismiss(): void;
}

/** `browser`: id of its process, which leads a group of its own where the system knows groups. */
export function keeper(browser: number, profile: string, platform: NodeJS.Platform): Keeper {
  const [command, words] =
    platform === 'win32'
      ? [process.execPath, ['-e', windowsScript]]
      : ['/bin/sh', ['-c', script, 'driftwire']];
  // In a group of its own: what ends the capture by its terminal shall not end this one.
  const child: ChildProcess = spawn(command, [...words, String(browser), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  // Where it does not start, the next capture finds the profile.
  child.on('error', () => {});
  child.stdin!.on('error', () => {});
  child.unref();
  (child.stdin as Socket).unref();
  return { dismiss: () => void child.kill('SIGKILL') };
}
