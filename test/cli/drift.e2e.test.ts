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
