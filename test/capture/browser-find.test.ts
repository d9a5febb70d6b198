import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser, type Machine } from '../../src/capture/browser-find.ts';
import { chromiumArguments } from '../../src/capture/browser-profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-find-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, '');
  chmodSync(whole, 0o755);
  return whole;
}
const linux = (...folders: string[]): Machine => ({
  platform: 'linux',
  env: { PATH: folders.map((name) => join(folder, name)).join(':') },
  home: folder,
});

describe.skipIf(process.platform === 'win32')('findBrowser', () => {
  test('finds each on the PATH, Chrome first, and the one that is asked for', () => {
    const chromium = program('one/chromium');
    const firefox = program('two/firefox');
    expect(findBrowser(undefined, linux('one', 'two'))).toEqual({
      name: 'Chromium',
      family: 'chromium',
      path: chromium,
    });
    expect(findBrowser('Firefox', linux('one', 'two'))).toEqual({
      name: 'Firefox',
      family: 'firefox',
      path: firefox,
    });
    const chrome = program('two/google-chrome');
    expect(findBrowser(undefined, linux('one', 'two'))?.path).toBe(chrome);
    expect(findBrowser('edge', linux('one', 'two'))).toBeUndefined();
  });

  test('takes a path, and knows the family by its name', () => {
    const path = program('odd/my-firefox-nightly');
    expect(findBrowser(path, linux())).toEqual({ name: 'Firefox', family: 'firefox', path });
    expect(findBrowser(program('odd/brave'), linux())?.name).toBe('Brave');
    expect(findBrowser(program('odd/whatever'), linux())?.family).toBe('chromium');
    writeFileSync(join(folder, 'plain'), '');
    expect(findBrowser(join(folder, 'plain'), linux())).toBeUndefined();
    expect(findBrowser(folder, linux())).toBeUndefined();
  });

  test('looks where applications are on a Mac', () => {
    const path = program('Applications/Brave Browser.app/Contents/MacOS/Brave Browser');
    expect(findBrowser('brave', { platform: 'darwin', env: {}, home: folder })?.path).toBe(path);
  });
});

describe('chromiumArguments', () => {
  const options = {
    folder: '/profile',
    host: '::1',
    port: 8080,
    rootPath: '/ca.pem',
    rootName: 'root',
    spkiHash: 'hash=',
    url: undefined,
    isHeadless: false,
    isRoot: false,
  };

  test('leads everything through the proxy, loopback included, and trusts the root alone', () => {
    const words = chromiumArguments(options);
    expect(words).toContain('--user-data-dir=/profile');
    expect(words).toContain('--proxy-server=http://[::1]:8080');
    expect(words).toContain('--proxy-bypass-list=<-loopback>');
    expect(words).toContain('--ignore-certificate-errors-spki-list=hash=');
    expect(words.at(-1)).toBe('about:blank');
    expect(words.join()).not.toMatch(/--no-sandbox|--headless|--ignore-certificate-errors(?!-spki)/);
  });

  test('gives up the sandbox and the window only where it has to', () => {
    const words = chromiumArguments({ ...options, isHeadless: true, isRoot: true, url: 'https://a.test/' });
    expect(words).toContain('--no-sandbox');
    expect(words).toContain('--headless=new');
    expect(words.at(-1)).toBe('https://a.test/');
  });
});
