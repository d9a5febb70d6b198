/** The first thing a newcomer runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { driftwire, lines } from './driftwire.ts';
import { newFolder } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());

describe('demo', () => {
  const home = folder.path('home');
  const ran = driftwire(['demo', '--keep', folder.path('out')], { env: { DRIFTWIRE_HOME: home } });
  const kept = (name: string): string => readFileSync(join(folder.path('out'), name), 'utf8');

  test('ends well and shows each command line before what it prints', () => {
    expect([ran.code, ran.stderr]).toEqual([0, expect.not.stringContaining('Warning')]);
    const shown = ran.stdout.split('\n').filter((line) => line.startsWith('$ '));
    expect(shown.map((line) => line.split(' ')[2])).toEqual([
      'login',
      'timeline',
      'decode',
      'timeline',
      'decode',
      'check',
    ]);
    expect(ran.stdout).toMatch(
      /→ closed[\s\S]*→ refused[\s\S]*"type":"session.refused"[\s\S]*webwxnewloginpage: wxsid is [\s\S]*What to try next/,
    );
  });

  test('logs a real client in to a simulated server, to the logout by the phone', () => {
    const types = lines(kept('events.ndjson')).map(({ type }) => type);
    for (const type of ['login.qr', 'session.opened', 'message.received', 'message.sent', 'message.revoked'])
      expect(types).toContain(type);
    expect(types.at(-1)).toBe('session.closed');
    const recorded = driftwire(['decode', join(folder.path('out'), 'session.har')]).stdout;
    expect(lines(recorded).map(({ type }) => type)).toEqual(types);
  });

  test('keeps what each printed, and leaves nothing else behind', () => {
    expect(readdirSync(folder.path('out')).toSorted()).toEqual([
      'changed.json',
      'drift.txt',
      'events.ndjson',
      'messages.txt',
      'refused.ndjson',
      'refused.txt',
      'session.har',
      'session.txt',
    ]);
    expect(ran.stdout).toContain(kept('session.txt'));
    expect(existsSync(home)).toBe(false);
  });

  test('does not write over a recording', () => {
    const again = driftwire(['demo', '--keep', folder.path('out')]);
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('recording/exists')]);
  });
});
