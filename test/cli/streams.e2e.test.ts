/** Standard input and output: read once, and left when nobody reads on. */
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, shell, start } from './driftwire.ts';
import { newFolder, text } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const recording = capture('logout-by-phone.har');

describe('standard input', () => {
  test('may be either side of a comparison, a recording or a baseline', () => {
    const baseline = driftwire(['baseline', recording]).stdout;
    for (const input of [baseline, text()]) {
      for (const sides of [
        ['-', recording],
        [recording, '-'],
      ])
        expect(driftwire(['drift', ...sides], { input })).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test.each([
    [['drift', '-', '-']],
    [['baseline', '-', '-']],
    [['replay', '-', '--against', '-']],
    [['check', '-', '-', '--against', 'simulated']],
  ])('cannot be two files: %j', (argv) => {
    const { code, stderr } = driftwire(argv, { input: text() });
    expect(code).toBe(2);
    expect(stderr).toContain('only once');
  });

  test('that never ends does not keep serve from being interrupted', async () => {
    const child = start(['serve', '-', '--listen', '127.0.0.1:0']);
    // More than a pipe holds: once all of it is gone, somebody reads.
    const text = `{"log":{"entries":[${' '.repeat(1 << 20)}`;
    await new Promise((resolve) => child.stdin?.write(text, resolve));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('standard output', () => {
  test.each([
    [['replay', recording, '--against', recording, '-o', '-']],
    [['login', '--against', recording, '--pace', 'instant', '-o', '-']],
  ])('is the recording alone where it is asked for there: %j', (argv) => {
    const { code, stdout, stderr } = driftwire(argv);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).log.entries.length).toBeGreaterThan(10);
    expect(stderr).toMatch(/webwxinit|session\.initialised/);
  });

  test('is what - names', () => {
    for (const name of ['timeline', 'trace', 'baseline'])
      expect(driftwire([name, recording, '-o', '-']).stdout).toBe(driftwire([name, recording]).stdout);
    expect(driftwire(['check', recording, recording, '--against', recording, '-o', '-']).code).toBe(2);
  });

  test.each([`decode ${recording} --calls`, `doctor ${recording} --repair -o -`, `protocol`])(
    'that is read no further ends %s quietly',
    (line) => {
      const { code, stderr } = shell(
        `driftwire ${line} | head -1 >${folder.path('out')}; exit \${PIPESTATUS[0]}`,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );
});
