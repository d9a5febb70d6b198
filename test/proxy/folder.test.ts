/** Where the authority lives. */
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { authorityFolder } from '../../src/proxy/folder.ts';

const home = resolve('/home/ana');
const linux = { env: {}, platform: 'linux', home };

test('the option goes before all else, and becomes absolute', () => {
  expect(authorityFolder('here', { ...linux, env: { DRIFTWIRE_HOME: '/x' } })).toBe(resolve('here'));
});

test('DRIFTWIRE_HOME goes before the data folder; empty, it counts as not set', () => {
  expect(authorityFolder(undefined, { ...linux, env: { DRIFTWIRE_HOME: '/x' } })).toBe(resolve('/x/ca'));
  expect(authorityFolder('', { ...linux, env: { DRIFTWIRE_HOME: '' } })).toBe(
    join(home, '.local/share/driftwire/ca'),
  );
});

test('every system has its own place for data', () => {
  expect(authorityFolder(undefined, { ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe(
    resolve('/data/driftwire/ca'),
  );
  expect(authorityFolder(undefined, { ...linux, env: { XDG_DATA_HOME: 'data' } })).toBe(
    join(home, '.local/share/driftwire/ca'),
  );
  expect(authorityFolder(undefined, { env: {}, platform: 'darwin', home })).toBe(
    join(home, 'Library/Application Support/driftwire/ca'),
  );
  const env = { LOCALAPPDATA: resolve('/local') };
  expect(authorityFolder(undefined, { env, platform: 'win32', home })).toBe(resolve('/local/driftwire/ca'));
  expect(authorityFolder(undefined, { env: {}, platform: 'win32', home })).toBe(
    join(home, 'AppData/Local/driftwire/ca'),
  );
});
