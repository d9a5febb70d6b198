/** A browser of its own for a capture: opened with a profile that is gone with it, closed with the capture. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';
import type { FoundBrowser, Machine } from './browser-find.ts';
import { chromiumArguments, firefoxArguments, firefoxEnvironment, type Route } from './browser-profile.ts';
import { type Keeper, keeper } from './keeper.ts';
import { ownFolder } from './own-folder.ts';

export interface LaunchOptions {
  readonly browser: FoundBrowser;
  readonly route: Route;
  readonly url?: string | undefined;
  readonly machine: Machine;
}

export interface OpenBrowser {
  /** It has no window, since there is no screen here. */
  readonly isHeadless: boolean;
  /** Resolves when it was closed, by whomever; `why` where it did not end well by itself. */
  readonly closed: Promise<{ readonly why?: string }>;
  /** Closes it, with all its windows, and removes its profile. */
  close(): Promise<void>;
}

/** One that is over sooner did not start. Milliseconds. */
const startTime = 1500;
/** It has this long to close its windows. Milliseconds. */
const patience = 3000;
const errorsKept = 4000;

/** The version it says it has; empty where it says none. */
export async function versionOf({ path }: FoundBrowser, { platform }: Machine): Promise<string> {
  // There it would open a window.
  if (platform === 'win32') return '';
  const told = await promisify(execFile)(path, ['--version'], { timeout: 5000 }).catch(() => undefined);
  return /\d+(?:\.\d+)+/.exec(told?.stdout ?? '')?.[0] ?? '';
}

/** Throws UsageError `usage/browser` where it does not start. */
export async function openBrowser({ browser, route, url, machine }: LaunchOptions): Promise<OpenBrowser> {
  const folder = ownFolder(tmpdir(), 'driftwire-browser');
  const profile = {
    ...route,
    folder,
    url,
    isHeadless: isHeadless(machine),
    isRoot: process.getuid?.() === 0,
  };
  try {
    const words = browser.family === 'firefox' ? await firefoxArguments(profile) : chromiumArguments(profile);
    return await started(new Running(browser, words, machine, folder), browser);
  } catch (error) {
    removeProfile(folder);
    throw error;
  }
}

const removeProfile = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

const isHeadless = ({ platform, env }: Machine): boolean =>
  platform !== 'win32' && platform !== 'darwin' && !env.DISPLAY && !env.WAYLAND_DISPLAY;

async function started(running: Running, { path }: FoundBrowser): Promise<OpenBrowser> {
  let timer: NodeJS.Timeout | undefined;
  const isUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), startTime);
  });
  const end = await Promise.race([isUp, running.closed]);
  clearTimeout(timer);
  if (end === undefined) return running;
  await running.close();
  throw new UsageError('usage/browser', `${path} ended at once: ${end.why ?? 'exit code 0'}`);
}

class Running implements OpenBrowser {
  readonly isHeadless: boolean;
  readonly closed: Promise<{ readonly why?: string }>;
  readonly #child: ChildProcess;
  readonly #isWindows: boolean;
  readonly #profile: string;
  readonly #keeper: Keeper | undefined;
  /** Where there is no time to wait for it. */
  readonly #atExit = (): void => {
    this.#end('SIGKILL');
    removeProfile(this.#profile);
    this.#keeper?.dismiss();
  };
  #errors = '';

  constructor({ path, family }: FoundBrowser, words: readonly string[], machine: Machine, profile: string) {
    const { platform, env } = machine;
    this.isHeadless = isHeadless(machine);
    this.#profile = profile;
    this.#isWindows = platform === 'win32';
    // In a group of its own: an interrupt at the terminal ends the capture, which then closes it.
    this.#child = spawn(path, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: !this.#isWindows,
      env: { ...env, ...(family === 'firefox' && firefoxEnvironment) } as NodeJS.ProcessEnv,
    });
    const { pid } = this.#child;
    if (pid !== undefined) this.#keeper = keeper(pid, profile, platform);
    process.once('exit', this.#atExit);
    this.#child.stderr!.on('data', (text: Buffer) => {
      this.#errors = (this.#errors + text.toString()).slice(-errorsKept);
    });
    this.closed = once(this.#child, 'exit').then(
      ([code, signal]) => (code === 0 ? {} : { why: `${signal ?? `exit code ${code}`}${this.#lastWords()}` }),
      (error: unknown) => ({ why: (error as Error).message }),
    );
  }

  #lastWords(): string {
    const last = this.#errors.trim().split('\n').at(-1);
    return last ? `: ${last.slice(0, 300)}` : '';
  }

  async close(): Promise<void> {
    this.#end('SIGTERM');
    const timer = setTimeout(() => this.#end('SIGKILL'), patience);
    await this.closed;
    clearTimeout(timer);
    // Helpers of it may outlive it, and would write into the profile.
    this.#atExit();
    process.off('exit', this.#atExit);
  }

  #end(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (!this.#isWindows) process.kill(-pid, signal);
      else
        execFile('taskkill', ['/pid', String(pid), '/t', ...(signal === 'SIGKILL' ? ['/f'] : [])], () => {});
    } catch {
      // It is gone.
    }
  }
}
