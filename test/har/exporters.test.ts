import { describe, expect, it } from 'vitest';
import { exporterOf } from '../../src/har/exporters.ts';
import { HarReader } from '../../src/har/read.ts';
import { hasShared, listedHars } from './support.ts';

describe('exporterOf', () => {
  it.each([
    'WebInspector',
    'Firefox',
    'Charles Proxy',
    'Fiddler',
    'mitmproxy exporthar',
    'Playwright',
    'playwright',
    'Polly.JS',
    'HTTP Toolkit',
    'k6-studio',
    'Optic capture command',
  ])('knows %s', (name) => {
    expect(exporterOf({ name })?.habits.length).toBeGreaterThan(0);
  });

  it('knows nothing of a stranger', () => {
    expect(exporterOf({ name: 'some tool' })).toBeUndefined();
    expect(exporterOf(undefined)).toBeUndefined();
  });

  it.skipIf(!hasShared)('knows most writers of real recordings (which lie beside the checkout)', async () => {
    let known = 0;
    for (const { path } of listedHars()) {
      const reader = await HarReader.open(path);
      if (exporterOf((await reader.readHead()).creator) !== undefined) known++;
      await reader.close();
    }
    expect(known).toBeGreaterThan(80);
  });
});
