import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entryOf } from '../../src/har/compose.ts';
import { diagnose } from '../../src/har/doctor.ts';
import { exchangeOf } from '../../src/har/entry.ts';
import { HarReader } from '../../src/har/read.ts';
import { repair } from '../../src/har/repair.ts';
import { levelOf } from '../../src/har/rule.ts';
import { validateEntry, validateLog } from '../../src/har/validate.ts';
import type { JsonObject } from '../../src/har/values.ts';
import { HarWriter } from '../../src/har/write.ts';
import { parseLossless, stringifyLossless } from '../../src/json.ts';
import {
  clientHarPaths,
  collect,
  hasShared,
  listedHars,
  readAll,
  spoken,
  temporaryFolder,
} from './support.ts';

const listed = listedHars();
const broken = listed.filter(({ entries }) => entries < 0);
const sound = listed.filter(({ entries }) => entries >= 0);

describe.skipIf(!hasShared)('real recordings (which lie beside the checkout)', () => {
  const folder = temporaryFolder();
  const target = join(folder, 'out.har');
  let checked = 0;
  afterAll(() => expect(checked).toBe(listed.length));

  it.each(sound)('$file is read to its last entry', async ({ path, entries }) => {
    const { items, error } = await readAll(path);
    expect(error).toBeUndefined();
    expect(items).toHaveLength(entries);
    for (const { exchange } of items) expect(spoken(exchange)).toBeDefined();
  });

  it.each(broken)('$file, which is no JSON, ends in an error after its whole entries', async ({ path }) => {
    const { items, error } = await readAll(path);
    expect(items.filter(({ isWhole }) => isWhole)).toHaveLength(0);
    expect(error?.code).toBe('recording/bad-entry');
  });

  it.each(sound)(
    '$file says the same after one way through a file, and nothing new after two',
    async ({ path }) => {
      const { items } = await readAll(path, { lossless: true });
      for (const { exchange, entry } of items) {
        if (exchange === undefined) continue;
        const before = stringifyLossless(entry);
        const text = stringifyLossless(entryOf(exchange));
        expect(stringifyLossless(entry)).toBe(before);
        expect(validateEntry(JSON.parse(text)).length).toBe(0);
        const second = exchangeOf(parseLossless(text) as JsonObject, 0);
        expect(JSON.stringify(spoken(second))).toBe(JSON.stringify(spoken(exchange)));
        expect(stringifyLossless(entryOf(second))).toBe(text);
        expect(missing(entry, parseLossless(text))).toEqual([]);
      }
    },
  );

  it.each(listed)(
    '$file is judged as the schema does, and valid once repaired',
    async ({ path, entries, isValid }) => {
      const reader = await HarReader.open(path, { lossless: true });
      const { report, isInvalid } = await diagnose(reader);
      expect(report.entries).toBe(Math.max(0, entries));
      const schema = report.problems.filter(({ rule }) => rule.startsWith('schema/'));
      if (entries >= 0) expect(schema.length === 0).toBe(isValid);
      if (!isValid) expect(isInvalid).toBe(true);
      for (const { where, entry } of schema) expect(where).toMatch(entry === null ? /^\/log\/|^\// : /^\//);

      const writer = await HarWriter.create(target, { overwrite: true });
      const repaired = await repair(reader, writer);
      await writer.close();
      await reader.close();
      expect(repaired.entries).toBe(report.entries);
      const { log } = JSON.parse(readFileSync(target, 'utf8'));
      expect(validateLog({ ...log, entries: [] })).toEqual([]);
      expect(log.entries.flatMap((entry: JsonObject) => validateEntry(entry))).toEqual([]);

      const again = await HarReader.open(target);
      const { report: second, error } = await diagnose(again);
      await again.close();
      expect(error).toBeUndefined();
      expect(second.problems.filter(({ rule }) => levelOf(rule) === 'error')).toEqual([]);
      checked++;
    },
  );

  it.each(sound.filter(({ entries }) => entries > 50).slice(0, 8))(
    '$file is read by start time',
    async ({ path }) => {
      const reader = await HarReader.open(path);
      const items = await collect(reader.ordered());
      const starts = items
        .map(({ exchange }) => exchange?.startedAt ?? Number.NaN)
        .filter((start) => !Number.isNaN(start));
      expect(starts).toEqual(starts.toSorted((one, other) => one - other));
      expect(items.map(({ index }) => index).sort((one, other) => one - other)).toEqual(
        items.map((_, index) => index),
      );
      await reader.close();
    },
  );
});

describe.skipIf(clientHarPaths().length === 0)(
  'sessions of real clients (which lie beside the checkout)',
  () => {
    it.each(clientHarPaths())('%s goes through a file without loss', async (path) => {
      const { items, error } = await readAll(path, { lossless: true });
      expect(error).toBeUndefined();
      for (const { exchange } of items) {
        if (exchange === undefined) continue;
        const text = stringifyLossless(entryOf(exchange));
        const second = exchangeOf(parseLossless(text) as JsonObject, 0);
        expect(JSON.stringify(spoken(second))).toBe(JSON.stringify(spoken(exchange)));
        expect(stringifyLossless(entryOf(second))).toBe(text);
      }
    });
  },
);

/** Members the schema does not know that are in one value and not in the other, by their place. */
function missing(before: unknown, after: unknown, path = ''): string[] {
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return [];
  return Object.entries(before).flatMap(([key, value]) => {
    const isHeld = typeof after === 'object' && after !== null && Object.hasOwn(after, key);
    if (!isHeld) return /^_/.test(key) ? [`${path}/${key}`] : [];
    const other = (after as JsonObject)[key];
    if (key.startsWith('_') && !/^_(error|webSocketMessages)$/.test(key)) {
      return stringifyLossless(other) === stringifyLossless(value) ? [] : [`${path}/${key}`];
    }
    return missing(value, other, `${path}/${key}`);
  });
}
