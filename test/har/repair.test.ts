import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/har/doctor.ts';
import { HarReader } from '../../src/har/read.ts';
import { type RepairReport, repair } from '../../src/har/repair.ts';
import { levelOf } from '../../src/har/rule.ts';
import { type JsonObject, objectAt } from '../../src/har/values.ts';
import { HarWriter } from '../../src/har/write.ts';
import { stringifyLossless } from '../../src/json.ts';
import { anyEntry } from './arbitrary.ts';
import { fileWith, harOf, soundEntry, temporaryFolder, zipOf } from './support.ts';

const folder = temporaryFolder();
const target = join(folder, 'repaired.har');

interface Repaired {
  report: RepairReport;
  text: string;
  entries: JsonObject[];
  log: JsonObject;
  /** Rules that still find an error. */
  errors: string[];
}

async function repaired(content: string | Uint8Array): Promise<Repaired> {
  const reader = await HarReader.open(fileWith(folder, content), { lossless: true });
  const writer = await HarWriter.create(target, { overwrite: true });
  const report = await repair(reader, writer);
  await writer.close();
  await reader.close();
  const again = await HarReader.open(target);
  const { report: second, error } = await diagnose(again);
  await again.close();
  expect(error).toBeUndefined();
  const errors = second.problems
    .filter(({ rule }) => levelOf(rule) === 'error')
    .map(({ rule, where }) => `${rule} ${where}`);
  const text = readFileSync(target, 'utf8');
  const { log } = JSON.parse(text);
  return { report, text, entries: log.entries, log, errors };
}

describe('repair', () => {
  it('leaves a sound recording as it is', async () => {
    const entries = [soundEntry(), { ...soundEntry(), _x: [1] }];
    const { report, ...result } = await repaired(JSON.stringify(harOf(entries, { _y: 1 })));
    expect(report).toEqual({ entries: 2, dropped: 0, repaired: {} });
    expect(result.entries).toEqual(entries);
    expect(result.log._y).toBe(1);
  });

  it('mends and counts by rule', async () => {
    const entry = { ...soundEntry(), time: null, serverIPAddress: '[::1]', connection: 5, response: null };
    const { report, entries, errors } = await repaired(
      JSON.stringify(harOf([entry, entry], { version: '1.1' })),
    );
    expect(errors).toEqual([]);
    expect(report.repaired).toMatchObject({
      'quirk/time-unknown': 2,
      'quirk/server-address': 2,
      'quirk/connection-number': 2,
      'quirk/response-missing': 2,
      'quirk/version-other': 1,
    });
    expect(entries[0]).toMatchObject({
      time: 50,
      serverIPAddress: '::1',
      connection: '5',
      response: { status: 0 },
    });
  });

  it('keeps every whole entry of a file cut short at any byte', async () => {
    const text = JSON.stringify(harOf([soundEntry(), { ...soundEntry(), _n: 1 }, soundEntry()]));
    for (let size = 130; size < text.length; size += 37) {
      const { report, entries, errors } = await repaired(text.slice(0, size));
      expect(errors).toEqual([]);
      expect(report.error?.code).toBe('recording/truncated');
      expect(report.repaired['file/truncated']).toBe(1);
      expect(entries).toHaveLength(report.entries);
      expect(report.entries).toBe((text.slice(0, size).match(/"receive":10\}\}|"_n":1\}/g) ?? []).length);
    }
  });

  it('keeps the entries around one that is no JSON', async () => {
    const text = JSON.stringify(
      harOf([soundEntry(), { ...soundEntry(), comment: 'BAD' }, soundEntry()]),
    ).replace('"BAD"', 'BAD');
    const { report, entries, errors } = await repaired(text);
    expect([report.entries, report.dropped, report.error?.code, entries.length]).toEqual([
      2,
      1,
      'recording/bad-entry',
      2,
    ]);
    expect(errors).toEqual([]);
  });

  it('keeps long integers, unknown members and duplicate headers', async () => {
    const text = JSON.stringify(
      harOf([
        {
          ...soundEntry(),
          _id: 'BIG',
          request: {
            ...(soundEntry().request as object),
            headers: [
              { name: 'A', value: '1', _h: 1 },
              { name: 'a', value: '2' },
            ],
          },
        },
      ]),
    );
    const { text: result, entries } = await repaired(text.replace('"BIG"', '12345678901234567890'));
    expect(result).toContain('"_id":12345678901234567890');
    expect(objectAt(entries[0], 'request')?.headers).toEqual([
      { name: 'A', value: '1', _h: 1 },
      { name: 'a', value: '2' },
    ]);
  });

  it('brings bodies that lie beside the HAR into it', async () => {
    const entry = {
      ...soundEntry(),
      response: {
        ...(soundEntry().response as object),
        content: { size: 3, mimeType: 'text/plain', _file: 'a' },
      },
    };
    const { entries } = await repaired(zipOf({ 'har.har': JSON.stringify(harOf([entry])), a: 'abc' }));
    expect(objectAt(entries[0], 'response')?.content).toEqual({
      size: 3,
      mimeType: 'text/plain',
      text: 'abc',
    });
  });

  it('leaves the names of bodies that are nowhere', async () => {
    const content = { size: 3, mimeType: 'text/plain', _file: 'missing.txt' };
    const entry = { ...soundEntry(), response: { ...(soundEntry().response as object), content } };
    const { entries } = await repaired(JSON.stringify(harOf([entry])));
    expect(objectAt(entries[0], 'response')?.content).toMatchObject({ _file: 'missing.txt' });
  });

  it('gives repeated pages ids of their own and unknown pagerefs another name', async () => {
    const page = { id: 'p', title: '', startedDateTime: '2020-01-01T00:00:00Z', pageTimings: {} };
    const entries = ['p', 'q'].map((pageref) => ({ ...soundEntry(), pageref }));
    const { log, errors } = await repaired(
      JSON.stringify({ log: { entries, pages: [page, page, { ...page, id: 'p-2' }] } }),
    );
    expect(errors).toEqual([]);
    expect((log.pages as JsonObject[]).map(({ id }) => id)).toEqual(['p', 'p-3', 'p-2']);
    expect((log.entries as JsonObject[]).map(({ pageref, _pageref }) => [pageref, _pageref])).toEqual([
      ['p', undefined],
      [undefined, 'q'],
    ]);
  });

  it('makes a valid recording without errors of anything', async () => {
    const anyLog = fc.record(
      {
        version: fc.constantFrom('1.1', '9', 5, null),
        creator: fc.constantFrom('x', null, { name: 1 }),
        pages: fc.constantFrom(null, [{ id: 1 }, { id: '1' }, 5], {}),
        comment: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyEntry, { maxLength: 8 }), anyLog, async (entries, log) => {
        const { errors, report } = await repaired(stringifyLossless({ log: { ...log, entries } }));
        expect(errors).toEqual([]);
        expect(report.entries).toBe(entries.length);
      }),
      { numRuns: 150 },
    );
  });
});
