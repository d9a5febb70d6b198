/** Every kind of bad input gets its exit code, its evidence, and what was whole before it. */
import { mkdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, lines } from './driftwire.ts';
import { cutAfter, gzipped, newFolder, text } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
mkdirSync(folder.path('folder.har'));

describe('a good recording', () => {
  test.each(['decode', 'timeline', 'trace', 'doctor'])(
    '%s ends with 0 and says nothing beside its data',
    (name) => {
      const { code, stderr } = driftwire([name, capture('logout-by-phone.har')]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  test('is the same from a pipe and from a packed file', () => {
    const plain = driftwire(['decode', capture('logout-by-phone.har')]).stdout;
    expect(driftwire(['decode', '-'], { input: text() }).stdout).toBe(plain);
    expect(driftwire(['decode', folder.file('a.har.gz', gzipped())]).stdout).toBe(plain);
    expect(driftwire(['timeline', '-', '--format', 'json'], { input: text() }).code).toBe(0);
  });
});

describe.each(['decode', 'timeline', 'trace', 'doctor'])('%s of what is no recording', (name) => {
  test.each([
    ['text that is no JSON', 'not json', 'recording/not-har'],
    ['an empty array', '[]', 'recording/not-har'],
    ['null', 'null', 'recording/not-har'],
    ['a text', '"text"', 'recording/not-har'],
    ['an object without entries', '{"log":{}}', 'recording/not-har'],
    ['nothing', '', 'recording/empty'],
  ])('%s: exit 3', (what, content, code) => {
    const ran = driftwire([name, folder.file(`${what.replace(/\W/g, '-')}.har`, content)]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`(${code})`);
    expect(ran.stderr).not.toContain('    at ');
    // Most of these are JSON: what they begin with, or lack, is said instead.
    expect(ran.stderr).not.toContain('is not JSON');
  });

  test.each([
    ['missing.har', 'recording/not-found'],
    ['folder.har', 'recording/is-directory'],
  ])('%s: exit 3', (file, code) => {
    const ran = driftwire([name, folder.path(file)]);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(`(${code})`);
  });

  test('a packed file cut short: exit 3', () => {
    const ran = driftwire([name, folder.file('cut.har.gz', gzipped().subarray(0, 5000))]);
    expect(ran.code).toBe(3);
  });
});

describe('a recording cut short', () => {
  const entries = 9;
  const cut = (): string => folder.file('cut.har', cutAfter(entries));
  const whole = lines(driftwire(['decode', capture('logout-by-phone.har')]).stdout);
  const kept = whole.filter(({ exchange }) => Number(String(exchange).slice(1)) < entries);

  test('decode prints the events of every whole entry, then exit 3 with the byte and the last whole entry', () => {
    const { code, stdout, stderr } = driftwire(['decode', cut()]);
    expect(code).toBe(3);
    expect(lines(stdout)).toEqual(kept);
    expect(stderr).toMatch(/byte \d+[\s\S]*last whole entry: e8, at byte \d+[\s\S]*\(recording\/truncated\)/);
  });

  test('an array is closed all the same', () => {
    const { code, stdout } = driftwire(['decode', cut(), '--format', 'json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual(kept);
  });

  test('timeline shows what is whole, then exit 3', () => {
    const { code, stdout } = driftwire(['timeline', cut(), '--format', 'json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).spans).toHaveLength(entries);
  });
});

describe('a wrong command line', () => {
  test.each([
    [[], 'usage/bad-option', 'COMMAND'],
    [['decod'], 'usage/unknown-name', 'did you mean decode?'],
    [['--bogus'], 'usage/bad-option', '--bogus'],
    [['decode'], 'usage/bad-option', 'needs FILE'],
    [['decode', 'x', '--formta', 'json'], 'usage/bad-option', 'did you mean --format?'],
    [['decode', 'x', '--format', 'xml'], 'usage/bad-option', 'ndjson, json, table'],
    [['decode', 'x', '--type', 'mesage.*'], 'usage/unknown-name', '--type mesage.*'],
    [['decode', 'x', '--calls', '--type', 'login.*'], 'usage/bad-option', '--calls'],
    [['decode', 'x', '--protocol', 'wechta'], 'usage/unknown-name', 'did you mean wechat?'],
    [['schema', 'evnts'], 'usage/unknown-name', 'did you mean events?'],
    [
      ['timeline', capture('push-login.har'), '-o', capture('push-login.har')],
      'usage/bad-option',
      'the recording itself',
    ],
  ])('%j: exit 2', (argv, code, words) => {
    const ran = driftwire(argv);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(words);
    expect(ran.stderr).toContain(`(${code})`);
  });
});

describe('a file that cannot be written: exit 3, at once', () => {
  const recording = capture('push-login.har');
  const gone = folder.path('missing/out');
  test.each([
    [['timeline', recording, '-o', gone]],
    [['trace', recording, '-o', gone]],
    [['baseline', recording, '-o', gone]],
    [['replay', recording, '--against', recording, '-o', gone]],
    [['login', '--against', 'simulated', '--session', gone]],
  ])('%j', (argv) => {
    const ran = driftwire(argv);
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toContain('(recording/not-writable)');
  });
});

test('a scenario or a protocol that cannot be read says so: exit 3', () => {
  for (const argv of [
    ['serve', '--simulate', 'missing.json'],
    ['replay', capture('push-login.har'), '--against', 'simulated:missing.json'],
    ['decode', capture('push-login.har'), '--protocol', './missing.json'],
  ]) {
    const ran = driftwire(argv);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /missing\.json cannot be read: there is no such file[\s\S]*\(recording\/not-found\)/,
    );
  }
});

test('a scenario that is none is named: exit 2', () => {
  const ran = driftwire(['serve', '--simulate', folder.file('wrong.json', '{\n"peple": []}')]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/wrong\.json: scenario line 2, \/peple: /);
});

test('doctor reports on an empty file too', () => {
  const ran = driftwire(['doctor', folder.file('empty.har', ''), '--format', 'json']);
  expect(ran.code).toBe(3);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    entries: 0,
    problems: [{ rule: 'file/empty', entry: null }],
  });
});

describe('a recording that has no answer: exit 3', () => {
  const none = (): string => folder.file('none.har', '{"log":{"entries":[]}}');

  test('to a replay', () => {
    const ran = driftwire(['replay', capture('push-login.har'), '--against', none()]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/has no recorded answer[\s\S]*\(replay\/no-match\)/);
  });
});
