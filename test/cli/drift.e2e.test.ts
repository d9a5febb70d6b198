/** `driftwire baseline` and `drift`, run as a user runs them. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire } from './driftwire.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const base = join(folder, 'base.json');
const good = capture('logout-by-phone.har');
const refused = capture('refused-1203.har');

describe('baseline', () => {
  test('the same recording gives the same bytes, for the owner alone', () => {
    expect(driftwire(['baseline', good, '-o', base, '--quiet'])).toMatchObject({ code: 0, stdout: '' });
    expect(driftwire(['baseline', good, '--quiet']).stdout).toBe(readFileSync(base, 'utf8'));
    expect(statSync(base).mode & 0o777).toBe(0o600);
  });

  test('holds no value of the session', () => {
    const text = readFileSync(base, 'utf8');
    const recording = readFileSync(good, 'utf8');
    const values =
      recording.match(/@crypt_[0-9a-f_]+|@@?[0-9a-f]{64}|[?&]sid=([^&"]+)|"NickName\\": \\"[^"\\]+/g) ?? [];
    expect(values.length).toBeGreaterThan(10);
    for (const value of new Set(values)) expect(text).not.toContain(value);
  });

  test('--add merges, and what was learned is no drift', () => {
    expect(driftwire(['baseline', refused, '--add', '-o', base, '--quiet']).code).toBe(0);
    expect(JSON.parse(readFileSync(base, 'utf8')).recordings).toBe(2);
    for (const file of [good, refused])
      expect(driftwire(['drift', base, file])).toMatchObject({ code: 0, stderr: '' });
  });

  test('one that was edited into nonsense names line and key', () => {
    const broken = join(folder, 'broken.json');
    const text = readFileSync(base, 'utf8');
    writeFileSync(broken, text.replace(/"calls": \d+/, '"calls": "many"'));
    const { code, stderr } = driftwire(['drift', broken, good]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/broken\.json line \d+, \/endpoints\/\w+\/calls: expected a whole number/);
    writeFileSync(broken, text.slice(0, -20));
    expect(driftwire(['drift', broken, good])).toMatchObject({ code: 3 });
  });
});

describe('drift', () => {
  test('says in the first line what a maintainer needs', () => {
    const first = (file: string): string =>
      driftwire(['drift', good, capture(file)]).stdout.split('\n', 1)[0]!;
    expect(first('refused-1203.har')).toMatch(
      /^webwxnewloginpage: answered 1203 \(this account may not log in/,
    );
    expect(first('refused-html.har')).toMatch(
      /^webwxnewloginpage: answered with a web page \(HTML\) where XML/,
    );
    expect(first('refused-301.har')).toMatch(/^webwxnewloginpage: wxsid is missing; needed by webwx/);
  });

  test.each([
    ['break', 1],
    ['warn', 1],
    ['note', 1],
  ])('--fail-on %s of a refusal: exit %i', (severity, code) => {
    expect(driftwire(['drift', good, refused, '--fail-on', severity]).code).toBe(code);
  });

  test('notes alone: exit 0, and 1 where asked for', () => {
    const other = capture('desktop-cross-host.har');
    const report = JSON.parse(driftwire(['drift', good, other, '--format', 'json']).stdout);
    expect(report.summary).toMatchObject({ break: 0, warn: 0 });
    expect(driftwire(['drift', good, other]).code).toBe(0);
    expect(driftwire(['drift', good, other, '--fail-on', 'note']).code).toBe(1);
  });
});

describe('accept', () => {
  const report = join(folder, 'report.json');
  const accepted = join(folder, 'accepted.json');

  test('what is accepted fails no more, until its day', () => {
    writeFileSync(report, driftwire(['drift', good, refused, '--format', 'json']).stdout);
    expect(driftwire(['accept', report, '-o', accepted])).toMatchObject({ code: 2 });
    const argv = ['accept', report, '--reason', 'known', '--until', '2999-12-31', '-o', accepted, '--quiet'];
    expect(driftwire(argv)).toMatchObject({ code: 0, stdout: '' });
    const [one] = JSON.parse(readFileSync(accepted, 'utf8')).accepted;
    expect(one).toMatchObject({ where: '/flow/refused', reason: 'known', until: '2999-12-31' });
    expect(driftwire(['drift', good, refused, '--accepted', accepted]).code).toBe(0);
    writeFileSync(accepted, readFileSync(accepted, 'utf8').replace('2999', '2001'));
    const { code, stdout } = driftwire(['drift', good, refused, '--accepted', accepted]);
    expect({ code, isOver: stdout.includes('ended on 2001-12-31') }).toEqual({ code: 1, isOver: true });
  });

  test('a report or a file edited into nonsense names line and key', () => {
    writeFileSync(report, readFileSync(report, 'utf8').replace('"severity": "break"', '"severity": "bad"'));
    const bad = driftwire(['accept', report, '--reason', 'known', '-o', accepted]);
    expect(bad.code).toBe(3);
    expect(bad.stderr).toMatch(/report\.json line \d+, \/findings\/0\/severity: expected "break"/);
    writeFileSync(accepted, readFileSync(accepted, 'utf8').replace('"reason": "known"', '"reason": ""'));
    const empty = driftwire(['drift', good, refused, '--accepted', accepted]);
    expect(empty.code).toBe(3);
    expect(empty.stderr).toMatch(/accepted\.json line \d+, \/accepted\/0\/reason: expected a reason/);
  });
});

test.each(['junit', 'sarif', 'markdown', 'html'])('drift --format %s', (format) => {
  const { code, stdout } = driftwire(['drift', good, refused, '--format', format]);
  expect({ code, isThere: stdout.includes('/flow/refused') }).toEqual({ code: 1, isThere: true });
  if (format === 'sarif') expect(stdout).toMatch(/"byteOffset": \d{3}/);
});

test('--explain tells a rule, and names those that there are', () => {
  expect(driftwire(['drift', '--explain', 'field-renamed']).stdout).toContain('For example, before:');
  expect(driftwire(['drift', '--explain', 'field-remaned'])).toMatchObject({ code: 2 });
});

test.each(['drift', 'baseline', 'accepted'])('schema %s', (name) => {
  expect(JSON.parse(driftwire(['schema', name]).stdout).$id).toBe(`urn:driftwire:${name}`);
});
