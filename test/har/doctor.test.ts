import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Diagnosis, diagnose } from '../../src/har/doctor.ts';
import { HarReader } from '../../src/har/read.ts';
import type { JsonObject } from '../../src/har/values.ts';
import { fileWith, harOf, soundEntry, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

async function diagnosis(content: string | Uint8Array): Promise<Diagnosis> {
  const reader = await HarReader.open(fileWith(folder, content));
  try {
    return await diagnose(reader);
  } finally {
    await reader.close();
  }
}

const ofEntries = (entries: readonly unknown[], log: JsonObject = {}) =>
  diagnosis(JSON.stringify(harOf(entries, log)));
const rulesOf = ({ report }: Diagnosis) =>
  report.problems.map(({ rule, entry, where }) => `${rule} ${entry} ${where}`);

describe('diagnose', () => {
  it('has nothing against a sound recording', async () => {
    const { report, isInvalid, error } = await ofEntries([soundEntry(), soundEntry()]);
    expect(report).toEqual({ file: expect.stringContaining(folder), entries: 2, problems: [] });
    expect([isInvalid, error]).toEqual([false, undefined]);
  });

  it('names entry and field, file problems first', async () => {
    const bad = { ...soundEntry(), time: null, serverIPAddress: '', pageref: 'p9' };
    const found = await ofEntries([soundEntry(), bad], { version: '9', comment: 5 });
    expect(rulesOf(found)).toEqual([
      'schema/type null /log/comment',
      'semantic/version-unknown null /log/version',
      'schema/type 1 /time',
      'schema/one-of 1 /serverIPAddress',
      'semantic/pageref-unknown 1 /pageref',
    ]);
    expect(found.isInvalid).toBe(true);
  });

  it('is not invalid for quirks only', async () => {
    const found = await ofEntries([{ ...soundEntry(), startedDateTime: '2020-01-01T08:00:00.000+08:00' }], {
      version: '1.1',
    });
    expect(rulesOf(found)).toEqual([
      'quirk/version-other null /log/version',
      'quirk/date-offset 0 /startedDateTime',
    ]);
    expect(found.isInvalid).toBe(false);
  });

  it('knows pages that stand behind the entries', async () => {
    const page = { id: 'p', title: '', startedDateTime: '2020-01-01T00:00:00Z', pageTimings: {} };
    const entries = [
      { ...soundEntry(), pageref: 'p' },
      { ...soundEntry(), pageref: 'q' },
    ];
    const text = JSON.stringify({
      log: { version: '1.2', creator: { name: 'x', version: '1' }, entries, pages: [page] },
    });
    expect(rulesOf(await diagnosis(text))).toEqual([
      'quirk/keys-late null /log',
      'semantic/pageref-unknown 1 /pageref',
    ]);
  });

  it('lists twenty of a kind and counts the others', async () => {
    const entries = Array.from({ length: 500 }, () => ({ ...soundEntry(), time: -500 }));
    const { report } = await ofEntries(entries);
    expect(report.problems).toHaveLength(20);
    expect(report.problems.at(-1)?.message).toContain('480 more');
    const dangling = await ofEntries(entries.map((entry) => ({ ...entry, time: 50, pageref: 'p' })));
    expect(dangling.report.problems).toHaveLength(20);
    expect(dangling.report.problems.at(-1)?.message).toContain('480 more');
  });

  it('keeps a bounded list of hostile places', async () => {
    const entries = Array.from({ length: 40 }, () => ({
      ...soundEntry(),
      request: {
        ...(soundEntry().request as object),
        headers: Array.from({ length: 200 }, () => ({ name: 5 })),
      },
    }));
    const { report } = await ofEntries(entries);
    expect(report.problems.length).toBeLessThan(200);
  });

  it.each<[string, (text: string) => string | Buffer, string, string]>([
    ['cut short', (text) => text.slice(0, -20), 'file/truncated', 'recording/truncated'],
    [
      'no JSON between entries',
      (text) => text.replace('},{"started', '}{"started'),
      'file/missing-comma',
      'recording/not-har',
    ],
    [
      'no JSON in an entry',
      (text) => text.replace('"time":50', '"time":5O'),
      'file/bad-entry',
      'recording/bad-entry',
    ],
    ['longer than its JSON', (text) => `${text}]`, 'file/not-har', 'recording/not-har'],
    [
      'a damaged archive',
      (text) =>
        Buffer.concat([
          gzipSync(text.slice(0, -30), { level: 0 }),
          Buffer.from([0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0]),
        ]),
      'file/bad-archive',
      'recording/bad-archive',
    ],
  ])('tells all it has read of a file that is %s', async (_title, damage, rule, code) => {
    const text = JSON.stringify(harOf([{ ...soundEntry(), time: -500 }, soundEntry(), soundEntry()]));
    const { report, error, isInvalid } = await diagnosis(damage(text));
    expect(report.problems.map((problem) => problem.rule)).toContain(rule);
    expect(report.entries).toBeGreaterThan(0);
    expect(report.lastGood?.entry).toBeGreaterThanOrEqual(0);
    expect([error?.code, error?.exitCode, isInvalid]).toEqual([code, 3, true]);
  });

  it('works on a pipe', async () => {
    const reader = await HarReader.open('-', {
      stdin: Readable.from([Buffer.from(JSON.stringify(harOf([{}])))]),
    });
    const { report } = await diagnose(reader);
    await reader.close();
    expect(report.file).toBe('stdin');
    expect(report.problems.length).toBeGreaterThan(0);
  });

  it('names the exporter and its habits', async () => {
    const found = await ofEntries([], { creator: { name: 'Charles Proxy', version: '4' } });
    expect(found.exporter?.name).toBe('Charles Proxy');
    expect(found.exporter?.habits.length).toBeGreaterThan(0);
    expect((await ofEntries([])).exporter).toBeUndefined();
  });
});
