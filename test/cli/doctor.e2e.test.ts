/** The doctor command: verdicts, reports and repairs. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, driftwire, lines, root } from './driftwire.ts';
import { cutAfter, entry, gzipped, har, newFolder, text } from './recordings.ts';

const folder = newFolder();
afterAll(() => folder.remove());
const late = { ...entry('https://example.com/'), time: -500 };
const quirky = (): string =>
  folder.file('quirky.har', har(entry('https://example.com/')).replace('"1.2"', '"1.1"'));
const broken = (): string => folder.file('broken.har', har(entry('https://example.com/'), late));

describe('the verdict', () => {
  test('of a sound recording is exit 0', () => {
    const { code, stdout } = driftwire(['doctor', capture('logout-by-phone.har')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^valid$/m);
  });

  test('of one with quirks is exit 0, and names them', () => {
    const { code, stdout } = driftwire(['doctor', quirky()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^valid, \d+ quirk[\s\S]*quirk\//m);
  });

  test('of an invalid one is exit 1, and names the entry', () => {
    const { code, stdout, stderr } = driftwire(['doctor', broken()]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^invalid: [\s\S]*e1 \/time/m);
  });

  test('of a damaged one is exit 3, after what was found', () => {
    const { code, stdout, stderr } = driftwire([
      'doctor',
      folder.file('cut.har', cutAfter(9)),
      '--format',
      'json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      entries: 9,
      lastGood: { entry: 8 },
      problems: [{ rule: 'file/truncated', entry: null }],
    });
    expect(stderr).toContain('(recording/truncated)');
  });

  test('is the same for a pipe and a packed file', () => {
    expect(driftwire(['doctor', '-', '--format', 'sarif'], { input: text() }).code).toBe(0);
    expect(driftwire(['doctor', folder.file('a.gz', gzipped())]).code).toBe(0);
  });
});

test('the JSON has file, entries and problems, and nothing else', () => {
  const report = JSON.parse(driftwire(['doctor', broken(), '--format', 'json']).stdout);
  expect(Object.keys(report)).toEqual(['file', 'entries', 'problems']);
  expect(Object.keys(report.problems[0])).toEqual(['rule', 'entry', 'where', 'message']);
});

test('the SARIF log has rules, and places in bytes', () => {
  const { code, stdout } = driftwire(['doctor', broken(), '--format', 'sarif']);
  expect(code).toBe(1);
  const [result] = JSON.parse(stdout).runs[0].results;
  expect(result.level).toBe('error');
  const { byteOffset } = result.locations[0].physicalLocation.region;
  expect(
    readFileSync(broken())
      .subarray(byteOffset, byteOffset + 20)
      .toString(),
  ).toBe('{"startedDateTime":"');
});

describe('a repair', () => {
  test('of a damaged recording keeps every whole entry, and is sound', () => {
    const out = folder.path('repaired.har');
    const ran = driftwire(['doctor', folder.file('cut.har', cutAfter(9)), '--repair', '-o', out]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`wrote 9 entries to ${out}`);
    expect(driftwire(['doctor', out]).code).toBe(0);
    const whole = lines(driftwire(['decode', capture('logout-by-phone.har')]).stdout);
    const kept = whole.filter(({ exchange }) => Number(String(exchange).slice(1)) < 9);
    expect(lines(driftwire(['decode', out]).stdout)).toEqual(kept);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('mends what is invalid, and says what it mended', () => {
    const out = folder.path('mended.har');
    const { code, stderr } = driftwire(['doctor', broken(), '--repair', '-o', out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\w+\/[\w-]+ +mended ×\d/);
    expect(driftwire(['doctor', out]).code).toBe(0);
  });

  test('may go to standard output', () => {
    const { stdout } = driftwire(['doctor', broken(), '--repair', '-o', '-']);
    expect(JSON.parse(stdout).log.entries).toHaveLength(2);
  });

  test('replaces nothing unless asked, and never the recording itself', () => {
    const out = folder.file('there.har', 'something');
    const again = driftwire(['doctor', broken(), '--repair', '-o', out]);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('(recording/exists)');
    expect(readFileSync(out, 'utf8')).toBe('something');
    expect(driftwire(['doctor', broken(), '--repair', '-o', out, '--force']).code).toBe(1);
    expect(JSON.parse(readFileSync(out, 'utf8')).log.entries).toHaveLength(2);
    expect(driftwire(['doctor', broken(), '--repair', '-o', broken(), '--force']).code).toBe(2);
  });

  test('writes nothing where nothing can be kept', () => {
    const out = folder.path('hopeless.har');
    expect(driftwire(['doctor', folder.file('no.har', 'not json'), '--repair', '-o', out]).code).toBe(3);
    expect(existsSync(out)).toBe(false);
  });

  test.each([[['--repair']], [['-o', 'x.har']]])('%j alone is a usage error', (argv) => {
    expect(driftwire(['doctor', broken(), ...argv]).code).toBe(2);
  });
});

const wild = join(root, '..', 'shared', 'hars');
describe.skipIf(!existsSync(wild))('recordings of any exporter (needs ../shared/hars)', () => {
  test('each gets a verdict, and its repaired copy a better one', { timeout: 120_000 }, () => {
    const names = readdirSync(wild).filter(
      (name) => name.endsWith('.har') && statSync(join(wild, name)).size < 50_000,
    );
    let repaired = 0;
    for (const [index, name] of names.slice(0, 12).entries()) {
      const out = folder.path(`copy-${index}.har`);
      const { code, stderr } = driftwire(['doctor', join(wild, name), '--repair', '-o', out]);
      expect([0, 1, 3], `${name}: ${stderr}`).toContain(code);
      if (!existsSync(out)) continue;
      repaired += 1;
      expect(driftwire(['doctor', out]).code, name).toBe(0);
    }
    expect(repaired).toBeGreaterThan(6);
  });
});
