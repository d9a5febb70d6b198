/** Finds a browser on this machine. */
import { accessSync, constants, statSync } from 'node:fs';
import { basename, join, posix, win32 } from 'node:path';

/** How a browser is told about profile, proxy and certificate. */
export type BrowserFamily = 'chromium' | 'firefox';

export interface FoundBrowser {
  /** As `Chromium`. */
  readonly name: string;
  readonly family: BrowserFamily;
  readonly path: string;
}

/** The machine as far as finding a browser goes. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

interface Known {
  /** What the user calls it. */
  readonly key: string;
  readonly name: string;
  readonly family: BrowserFamily;
  /** Names on the PATH. */
  readonly commands: readonly string[];
  /** Path in a folder of applications. */
  readonly mac: string;
  /** Path in a folder of programs. */
  readonly windows: string;
}

/** In the order in which they are tried. */
const known: readonly Known[] = [
  {
    key: 'chrome',
    name: 'Chrome',
    family: 'chromium',
    commands: ['google-chrome-stable', 'google-chrome', 'chrome'],
    mac: 'Google Chrome.app/Contents/MacOS/Google Chrome',
    windows: 'Google\\Chrome\\Application\\chrome.exe',
  },
  {
    key: 'chromium',
    name: 'Chromium',
    family: 'chromium',
    commands: ['chromium', 'chromium-browser'],
    mac: 'Chromium.app/Contents/MacOS/Chromium',
    windows: 'Chromium\\Application\\chrome.exe',
  },
  {
    key: 'edge',
    name: 'Edge',
    family: 'chromium',
    commands: ['microsoft-edge-stable', 'microsoft-edge'],
    mac: 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    windows: 'Microsoft\\Edge\\Application\\msedge.exe',
  },
  {
    key: 'brave',
    name: 'Brave',
    family: 'chromium',
    commands: ['brave-browser-stable', 'brave-browser', 'brave'],
    mac: 'Brave Browser.app/Contents/MacOS/Brave Browser',
    windows: 'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  },
  {
    key: 'firefox',
    name: 'Firefox',
    family: 'firefox',
    commands: ['firefox', 'firefox-esr'],
    mac: 'Firefox.app/Contents/MacOS/firefox',
    windows: 'Mozilla Firefox\\firefox.exe',
  },
];

/** What a browser may be called. */
export const browserNames: readonly string[] = known.map(({ key }) => key);

/** The browser of a name or a path, or the first there is; undefined: there is none. */
export function findBrowser(wanted: string | undefined, machine: Machine): FoundBrowser | undefined {
  const rows = wanted === undefined ? known : known.filter(({ key }) => key === wanted.toLowerCase());
  for (const { name, family, ...places } of rows) {
    const path = placesOf(places, machine).find(isProgram);
    if (path !== undefined) return { name, family, path };
  }
  return wanted !== undefined && rows.length === 0 && isProgram(wanted) ? atPath(wanted) : undefined;
}

function atPath(path: string): FoundBrowser {
  const file = basename(path).toLowerCase();
  const row = known.find(({ key, commands }) => commands.includes(file) || file.includes(key));
  return { name: row?.name ?? 'Chromium', family: row?.family ?? 'chromium', path };
}

function placesOf(
  { commands, mac, windows }: Pick<Known, 'commands' | 'mac' | 'windows'>,
  { platform, env, home }: Machine,
): string[] {
  if (platform === 'darwin')
    return ['/Applications', posix.join(home, 'Applications')].map((at) => posix.join(at, mac));
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA];
    return folders.flatMap((at) => (at ? win32.join(at, windows) : []));
  }
  const folders = [...(env.PATH ?? '').split(':').filter((at) => at.startsWith('/')), '/snap/bin'];
  return commands.flatMap((command) => folders.map((at) => join(at, command)));
}

/** A file that may be run. */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
