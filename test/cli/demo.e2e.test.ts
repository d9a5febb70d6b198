/** The first thing a newcomer runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { driftwire } from './driftwire.ts';
import { newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());

describe('demo', () => {
  const ran = driftwire(['demo', '--keep', folder.path('out')]);

  test('ends well and shows each command line before what it prints', () => {
    expect(ran.code).toBe(0);
    const shown = ran.stdout.split('\n').filter((line) => line.startsWith('$ '));
    expect(shown.map((line) => line.split(' ')[2])).toEqual([
      'doctor',
      'decode',
      'timeline',
      'timeline',
      'decode',
    ]);
    expect(ran.stdout).toMatch(
      /→ closed[\s\S]*→ refused[\s\S]*"type":"session.refused"[\s\S]*What to try next/,
    );
  });

  test('keeps what each printed', () => {
    expect(readdirSync(folder.path('out')).toSorted()).toEqual([
      'doctor.txt',
      'messages.txt',
      'refused.ndjson',
      'refused.txt',
      'session.txt',
    ]);
    expect(ran.stdout).toContain(readFileSync(folder.path('out/session.txt'), 'utf8'));
  });
});
