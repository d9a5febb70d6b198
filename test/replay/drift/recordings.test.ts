/** Drift between recordings: the same is silent, other clients are notes, refusals are told as what they are. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainStyle } from '../../../src/decode/render/style.ts';
import type { Exchange } from '../../../src/exchange.ts';
import { driftText } from '../../../src/replay/report/text.ts';
import { captureNames, captures, drift, exchangesOf, said } from './learned.ts';

const capture = (name: string): Promise<Exchange[]> => exchangesOf(join(captures, name));

describe('a recording', () => {
  test.each(captureNames)('%s against itself: nothing', async (name) => {
    const exchanges = await capture(name);
    expect(drift(exchanges, exchanges)).toMatchObject({
      findings: [],
      summary: { break: 0, warn: 0, note: 0, accepted: 0 },
      coverage: { notSeen: [] },
    });
  });

  test('against one with a refused account: the step, the code, and what was not seen', async () => {
    const report = drift(await capture('logout-by-phone.har'), await capture('refused-1203.har'));
    expect(said(report, 'break', 'warn')).toEqual(['break flow-end webwxnewloginpage /flow/refused']);
    expect(report.findings[0]).toMatchObject({ firstCause: true, evidence: { observed: ['e6'] } });
    expect(said(report)).toContain('note reply-code webwxnewloginpage /response/body/error/ret');
    expect(report.coverage.notSeen).toEqual(expect.arrayContaining(['webwxinit', '/flow/online']));
  });

  test('against a web page in place of XML: its kind first, the flow follows', async () => {
    const report = drift(await capture('logout-by-phone.har'), await capture('refused-html.har'));
    expect(said(report, 'break', 'warn')).toEqual([
      'break reply-kind webwxnewloginpage /response/body',
      'break flow-end webwxnewloginpage /flow/refused',
    ]);
    expect(report.findings[1]!.follows).toBe(report.findings[0]!.fingerprint);
  });

  test('against a login without the session values: all follows from the session id', async () => {
    const report = drift(await capture('logout-by-phone.har'), await capture('refused-301.har'));
    const [first, ...others] = report.findings.filter(({ severity }) => severity !== 'note');
    expect(first).toMatchObject({ where: '/response/body/error/wxsid', firstCause: true });
    expect(first!.consumers).toContainEqual({ endpoint: 'synccheck', field: '/request/query/sid' });
    expect(others.filter(({ follows }) => follows === undefined)).toEqual([]);
  });

  test('against one of another family: the move is said once, the other calls follow', async () => {
    const report = drift(await capture('logout-by-phone.har'), await capture('push-login.har'));
    const moves = report.findings.filter(({ rule }) => rule === 'call-host');
    const [first, ...others] = moves;
    expect(moves.length).toBeGreaterThan(5);
    expect(first).toMatchObject({ severity: 'note', where: '/host', observed: 'wx2.qq.com' });
    expect(first!.follows).toBeUndefined();
    expect(new Set(others.map(({ follows }) => follows))).toEqual(new Set([first!.fingerprint]));
    const view = { report, base: 'before', next: 'now', width: 100, style: plainStyle };
    const text = [...driftText(view)].join('\n');
    expect(text).toContain(`and ${others.length} more of call-host`);
  });
});

const folder = join(import.meta.dirname, '../../../../shared/client-hars');
const files = existsSync(folder) ? readdirSync(folder).sort() : [];
/** Any two of them are compared in the benchmark; here each with the next. */
const pairs = files.map((file, index) => [file, files[(index + 1) % files.length]!] as const);

describe.skipIf(files.length === 0)('real clients of ../shared/client-hars (skipped where missing)', () => {
  test.each(pairs)('%s and %s: notes about requests alone', async (one, other) => {
    const report = drift(await exchangesOf(join(folder, one)), await exchangesOf(join(folder, other)));
    expect(said(report, 'break', 'warn')).toEqual([]);
  });
});
