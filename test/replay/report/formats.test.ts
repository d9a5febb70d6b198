/** Every format of a drift report: held to its schema, and harmless whatever a recording holds. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { plainStyle } from '../../../src/decode/render/style.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { accept, acceptanceOf, acceptedText, readAccepted } from '../../../src/replay/drift/accepted.ts';
import type { Finding, Report } from '../../../src/replay/drift/finding.ts';
import { baselineText } from '../../../src/replay/drift/profile-json.ts';
import { driftSchema } from '../../../src/replay/drift/schemas.ts';
import { driftHtml } from '../../../src/replay/report/html.ts';
import { driftJunit } from '../../../src/replay/report/junit.ts';
import { driftMarkdown } from '../../../src/replay/report/markdown.ts';
import { driftSarif } from '../../../src/replay/report/sarif.ts';
import { driftText } from '../../../src/replay/report/text.ts';
import { junitFaults, sarifFaults } from '../../support/published-schemas.ts';
import { captures, drift, exchangesOf, learned } from '../drift/learned.ts';
import { junitSchema } from './junit-xsd.ts';

const good = await exchangesOf(`${captures}/logout-by-phone.har`);
const bad = await exchangesOf(`${captures}/refused-301.har`);
const report = drift(good, bad);
const names = { base: 'base.json', next: 'new one.har' };
const nasty = `<script>alert("1")</script> & 'x' ](javascript:alert) @all | \u001b[2J\u202e\n]]> ${'`'}code${'`'}`;
const hostile: Report = {
  ...report,
  findings: report.findings.map(
    (one): Finding => ({
      ...one,
      endpoint: nasty,
      message: nasty,
      baseline: nasty,
      observed: nasty,
      where: `/${nasty}`,
    }),
  ),
  coverage: { endpoints: [nasty], states: [], notSeen: [nasty] },
};
const empty = drift(good, good);
const reports = [
  ['of a refusal', report],
  ['of nothing', empty],
  ['of hostile words', hostile],
] as const;
const faults = (schema: object, value: unknown): unknown => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  validate(JSON.parse(JSON.stringify(value)));
  return validate.errors ?? [];
};

describe.each(reports)('a report %s', (_, of) => {
  const view = { report: of, ...names };

  test('as JSON fits its schema', () => {
    expect(faults(driftSchema('drift', wechat), of)).toEqual([]);
  });

  test('as JUnit fits the schema of Jenkins, and Ant’s XML', async () => {
    const xml = [...driftJunit(view)].join('\n');
    const result = await validateXML({
      xml: [{ fileName: 'report.xml', contents: xml }],
      schema: [junitSchema],
    });
    expect(result.errors).toEqual([]);
    expect(await junitFaults(xml)).toEqual([]);
    expect(xml.match(/<failure /g)?.length ?? 0).toBe(of.summary.break + of.summary.warn);
  });

  test('as SARIF fits SARIF 2.1.0', () => {
    const log = driftSarif({ ...view, version: '1.2.3', offsetOf: (id) => (id === 'e6' ? 4711 : undefined) });
    expect(sarifFaults(log)).toEqual([]);
    const { results, tool } = (
      log as {
        runs: {
          results: { ruleId: string; ruleIndex: number }[];
          tool: { driver: { rules: { id: string }[] } };
        }[];
      }
    ).runs[0]!;
    expect(results.length).toBe(of.findings.length);
    for (const one of results) expect(tool.driver.rules[one.ruleIndex]!.id).toBe(one.ruleId);
  });

  test('as HTML is one well-formed file with no script and nothing from elsewhere', () => {
    const html = [...driftHtml(view)].join('\n');
    expect(html).not.toMatch(/<script|\son\w+=|<(?:img|link|iframe|object)|src=|href=(?!"#f)|@import|url\(/i);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('\u001b');
    for (const tag of ['article', 'dl', 'dt', 'dd', 'p', 'h2', 'code', 'a'])
      expect(html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0).toBe(
        html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0,
      );
  });

  test('as Markdown has tables of five columns and no markup of others', () => {
    const lines = [...driftMarkdown(view)];
    for (const row of lines.filter((line) => line.startsWith('|')))
      expect(row.match(/(?<!\\)\|/g), row).toHaveLength(6);
    // What stands in a code span is shown as it is.
    expect(lines.join('\n').replace(/`[^`\n]*`/g, '')).not.toMatch(
      /<script|\]\(javascript|@all|\u001b|\u202e/,
    );
  });

  test('as text keeps to its lines', () => {
    for (const line of driftText({ ...view, width: 100, style: plainStyle }))
      expect(line).not.toMatch(/[\u001b\n\u202e]/);
  });
});

describe('what is kept in files', () => {
  test('a baseline fits its schema', () => {
    expect(faults(driftSchema('baseline', wechat), JSON.parse(baselineText(learned(good), wechat)))).toEqual(
      [],
    );
  });

  const all = report.findings.map((one) => acceptanceOf(one, 'known', 'Ann', '2026-12-31'));

  test('acceptances fit theirs, and are read back', () => {
    const text = acceptedText(all);
    expect(faults(driftSchema('accepted', wechat), JSON.parse(text))).toEqual([]);
    expect(new Set(readAccepted(text, 'a.json').map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
    expect(() => readAccepted(text.replace('"2026-12-31"', '"next year"'), 'a.json')).toThrow(
      /^a\.json line \d+, \/accepted\/0\/until: expected a day/,
    );
    expect(() => readAccepted(text.slice(0, -9), 'a.json')).toThrow(/line \d+: this is not JSON/);
  });

  test('what is accepted is left out; over or stale, it is a finding', () => {
    const [one, ...others] = all;
    expect(accept(report, all, '2026-12-31')).toMatchObject({
      findings: [],
      summary: { accepted: all.length },
    });
    const rest = accept(report, [one!], '2026-06-01');
    expect(rest.findings[0]).toMatchObject({ firstCause: true });
    expect(rest.findings).toHaveLength(others.length);
    const late = accept(report, all, '2027-01-01');
    expect(late.findings.filter(({ rule }) => rule === 'accepted-expired')).toHaveLength(all.length);
    expect(faults(driftSchema('drift', wechat), late)).toEqual([]);
    for (const day of ['2026-06-01', '2027-01-01']) {
      const gone = accept(empty, all, day);
      expect(gone.summary).toMatchObject({ break: 0, warn: 0, note: gone.findings.length });
      expect(new Set(gone.findings.map(({ rule }) => rule))).toEqual(new Set(['accepted-stale']));
    }
  });
});
