/** `driftwire check`: a flow run again, compared, in one line. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const good = capture('logout-by-phone.har');
const base = join(folder, 'base.json');
const scenario = (name: string, content: object): string => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe('check', () => {
  test('what would be sent, and what a rule finds, are told without a run', () => {
    const dry = driftwire(['check', good, good, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, stdout: driftwire(['replay', good, '--dry-run']).stdout });
    const rule = driftwire(['check', '--explain', 'field-renamed']);
    expect(rule).toMatchObject({
      code: 0,
      stdout: driftwire(['drift', '--explain', 'field-renamed']).stdout,
    });
    expect(driftwire(['check', good, '--dry-run']).code).toBe(2);
    expect(driftwire(['check']).code).toBe(2);
  });

  test('a recording against itself: nothing changed', () => {
    const { code, stdout } = driftwire(['check', good, good, '--against', good]);
    expect({ code, first: stdout.split(' ', 2).join(' ') }).toEqual({ code: 0, first: 'no drift:' });
  });

  test('a baseline and a recording against the simulation: nothing severe, and the run is kept', () => {
    expect(driftwire(['baseline', good, '-o', base, '--quiet']).code).toBe(0);
    const kept = join(folder, 'run.har');
    const run = driftwire(['check', base, good, '--against', 'simulated', '--format', 'json', '-o', kept]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).summary).toMatchObject({ break: 0, warn: 0 });
    expect(existsSync(kept)).toBe(true);
  });

  test('a baseline alone: the login of our own client', () => {
    const argv = [
      'check',
      base,
      '--against',
      'simulated',
      '--pace',
      'x100',
      '--for',
      '4s',
      '--format',
      'json',
    ];
    const { code, stdout } = driftwire(argv);
    expect({ code, summary: JSON.parse(stdout).summary }).toMatchObject({
      code: 0,
      summary: { break: 0, warn: 0 },
    });
  });

  test.each([
    ['refused', { phone: { refuse: 'text' } }, '/flow/refused'],
    ['a web page', { changes: { D25: true } }, '/response/body'],
    ['no wxsid', { phone: { refuse: 'no-wxsid' } }, '/response/body/error/wxsid'],
  ])('against a backend that changed (%s): the first cause, exit 1', (name, content, where) => {
    const against = `simulated:${scenario(name.replaceAll(' ', '-'), content)}`;
    const { code, stdout, stderr } = driftwire([
      'check',
      base,
      good,
      '--against',
      against,
      '--format',
      'json',
    ]);
    // The report says it, and nobody else.
    expect(stderr).toBe('');
    const first = JSON.parse(stdout).findings.find((one: { firstCause?: true }) => one.firstCause);
    expect({ code, where: first.where, endpoint: first.endpoint }).toEqual({
      code: 1,
      where,
      endpoint: 'webwxnewloginpage',
    });
  });

  test('against nobody it could not begin: no report, what replay would say, exit 4', () => {
    const { code, stdout, stderr } = driftwire(['check', base, good, '--against', 'http://127.0.0.1:1']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/\(transport\/\w+\)\n$/);
  });

  test('with nothing to send it compared nothing: no report, exit 3', () => {
    const none = scenario('none', { log: { entries: [] } });
    const { code, stdout, stderr } = driftwire(['check', good, none, '--against', 'simulated']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('(replay/nothing-sent)');
  });

  test('without --against it says what it needs', () => {
    expect(driftwire(['check', base])).toMatchObject({ code: 2 });
  });
});
