/** What is on the disk where a kill cuts a write: the system ends it between two pages, wherever that is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { RecordingFile } from '../../src/capture/recording-file.ts';
import { RecordingError } from '../../src/errors.ts';
import { entryText } from '../../src/har/entry-text.ts';
import { HarReader } from '../../src/har/read.ts';
import { exchangeTo } from './exchanges.ts';

/** Without bytes the file ends at the position. */
const writes: { bytes?: Buffer; position: number }[] = [];
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  return {
    ...real,
    ftruncateSync: (file: number, position: number) => {
      writes.push({ position });
      real.ftruncateSync(file, position);
    },
  };
});
vi.mock('../../src/capture/write-all.ts', async (original) => {
  const real = await original<typeof import('../../src/capture/write-all.ts')>();
  return {
    ...real,
    writeAll: (file: number, bytes: Uint8Array, position: number) => {
      writes.push({ bytes: Buffer.from(bytes), position });
      return real.writeAll(file, bytes, position);
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'driftwire-torn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = 4096;
const head = { creator: { name: 'driftwire', version: '0' } };

/** The file as it was after each page of each write; how many writes were over by then. */
function* moments(): Generator<{ image: Buffer; over: number }> {
  let image = Buffer.alloc(0);
  for (const [over, { bytes, position }] of writes.entries()) {
    if (!bytes) {
      image = image.subarray(0, position);
      yield { image, over: over + 1 };
      continue;
    }
    for (let at = 0; at < bytes.length; ) {
      const next = Math.min(bytes.length, at + page - ((position + at) % page));
      const grown = Buffer.alloc(Math.max(image.length, position + next));
      image.copy(grown);
      bytes.copy(grown, position + at, at, next);
      image = grown;
      at = next;
      yield { image, over: at === bytes.length ? over + 1 : over };
    }
  }
}

async function namesIn(image: Buffer): Promise<string[]> {
  const path = join(folder, 'moment.har');
  writeFileSync(path, image);
  const reader = await HarReader.open(path);
  const names: string[] = [];
  try {
    for await (const { exchange } of reader.entries())
      if (exchange) names.push(exchange.request.url.split('/').at(-1)!);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
  } finally {
    await reader.close();
  }
  return names;
}

const open = (name: string, size: number): string => entryText(exchangeTo(name, 'p'.repeat(size)));

test.each([
  [
    'holds what was over, and what is open',
    [100, 2000],
    [14_000, 60_000, 8000, 1_200_000, 30_000],
    ['poll0', 'poll1'],
  ],
  [
    'holds what was over, beside much that is open',
    [9000, 3000, 20_000],
    [100, 60_000, 5, 14_000, 40_000, 7],
    [],
  ],
])('%s', async (name, openSizes, sizes, kept) => {
  writes.length = 0;
  const polls = openSizes.map((size, index) => open(`poll${index}`, size));
  const file = new RecordingFile(join(folder, `${name}.har`), head);
  file.setPending(polls);
  const first = writes.length;
  const finished: { name: string; writes: number }[] = [];
  for (const [index, size] of sizes.entries()) {
    const given = index % 2 === 0 ? polls : [...polls, open('another', 50)];
    file.append([entryText(exchangeTo(`a${index}`, 'x'.repeat(size)))], given);
    finished.push({ name: `a${index}`, writes: writes.length });
  }
  file.close();
  let count = 0;
  let turn = 0;
  for (const { image, over } of moments()) {
    turn += 1;
    // Most of a large write looks alike.
    if (over < first || (image.length > 1_000_000 && turn % 40 > 0)) continue;
    const names = new Set(await namesIn(image));
    const due = finished.filter((one) => one.writes <= over).map((one) => one.name);
    expect([...due, ...kept].filter((one) => !names.has(one))).toEqual([]);
    count += 1;
  }
  expect(count).toBeGreaterThan(30);
});
