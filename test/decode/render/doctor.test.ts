/** What a doctor found, to read and for tools. */
import { describe, expect, test } from 'vitest';
import { doctorSarif } from '../../../src/decode/render/doctor-sarif.ts';
import { doctorText } from '../../../src/decode/render/doctor-text.ts';
import { plainStyle } from '../../../src/decode/render/style.ts';
import { widthOf } from '../../../src/decode/render/width.ts';
import { sarifFaults } from '../../support/published-schemas.ts';

const problem = (rule: string, entry: number | null, where = '/request/url') => ({
  rule,
  entry,
  where,
  message: `wrong at \x1b[2J ${'so '.repeat(60)}`,
});
const view = {
  title: 'a b.har',
  entries: 12,
  lastGood: { entry: 11, offset: 4000 },
  problems: [
    problem('quirk/no-pages', null, '/log/pages'),
    ...Array.from({ length: 7 }, (_, index) => problem('schema/type', index)),
    problem('file/truncated', null, ''),
  ],
  exporter: 'WebInspector 537',
  notes: [`bodies of images are missing ${'and so on '.repeat(20)}`],
  isQuirk: (rule: string) => rule.startsWith('quirk/'),
  meaning: (rule: string) => (rule === 'schema/type' ? 'a value of another type' : undefined),
  version: '1.2.3',
  offsetOf: ({ entry }: { entry: number | null }) => (entry === 3 ? 999 : undefined),
};

describe('the text', () => {
  const lines = [...doctorText(view, 80, plainStyle)];

  test('names the file, its exporter and the verdict', () => {
    expect(lines.slice(0, 3)).toEqual([
      'a b.har',
      '12 entries, written by WebInspector 537',
      'invalid: 8 problems, 1 quirk, last whole entry e11 at byte 4000',
    ]);
  });

  test('shows rules once, errors first, places up to a number', () => {
    expect(lines.filter((line) => /^[a-z]+\/[a-z-]+/.test(line))).toEqual([
      'schema/type ×7',
      'file/truncated',
      'quirk/no-pages',
    ]);
    expect(lines).toContain('  a value of another type');
    expect(lines).toContain('  and 2 more');
  });

  test('fits the width and acts on no terminal', () => {
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).not.toContain('\x1b');
  });

  test.each([
    [[], 'valid'],
    [[problem('quirk/a', 0)], 'valid, 1 quirk'],
    [[problem('semantic/a', 0)], 'invalid: 1 problem'],
  ])('of %j gives a verdict', (problems, verdict) => {
    const { lastGood: _, ...sound } = view;
    expect([...doctorText({ ...sound, problems }, 80, plainStyle)][2]).toBe(verdict);
  });
});

test('the SARIF log has a rule for each kind and a location for each problem', () => {
  const log = JSON.parse(JSON.stringify(doctorSarif(view)));
  const [run] = log.runs;
  expect(sarifFaults(log)).toEqual([]);
  expect(log.version).toBe('2.1.0');
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    'file/truncated',
    'quirk/no-pages',
    'schema/type',
  ]);
  expect(run.results).toHaveLength(9);
  for (const { ruleId, ruleIndex, level, message, locations } of run.results) {
    expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(level).toBe(ruleId.startsWith('quirk/') ? 'note' : 'error');
    expect(message.text).not.toBe('');
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b.har');
  }
  expect(run.results[4].locations[0]).toMatchObject({
    physicalLocation: { region: { byteOffset: 999 } },
    logicalLocations: [{ fullyQualifiedName: '/log/entries/3/request/url' }],
  });
});
