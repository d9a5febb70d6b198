import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HarReader } from '../../src/har/read.ts';
import { codeOf, collect, fileWith, harOf, soundEntry, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

function harFile(entries: readonly unknown[]): string {
  return fileWith(folder, JSON.stringify(harOf(entries)));
}

describe('HarReader.ordered', () => {
  const at = (date: string) => ({ ...soundEntry(), startedDateTime: date });
  const order = async (path: string) => {
    const reader = await HarReader.open(path);
    const items = await collect(reader.ordered());
    await reader.close();
    return items.map(({ index }) => index);
  };

  it('goes by start, then by place in the file', async () => {
    const days = ['2020-01-03', '2020-01-01', '2020-01-02', '2020-01-01'].map((day) =>
      at(`${day}T00:00:00Z`),
    );
    expect(await order(harFile(days))).toEqual([1, 3, 2, 0]);
    expect(await order(harFile(days.toReversed().slice(1, 2)))).toEqual([0]);
  });

  it('leaves an entry without a date behind its neighbour', async () => {
    const dates = ['', '2020-01-03T00:00:00Z', 'NaN-NaN', '2020-01-01T00:00:00Z', ''].map(at);
    expect(await order(harFile(dates))).toEqual([0, 3, 4, 1, 2]);
  });

  it('reads entries far apart, and from a pipe', async () => {
    const entries = Array.from({ length: 300 }, (_, index) => ({
      ...at(`2020-01-01T00:00:${String((index * 7) % 60).padStart(2, '0')}Z`),
      comment: 'é'.repeat(4000),
      index,
    }));
    const text = JSON.stringify(harOf(entries));
    const startOf = (index: number) => Date.parse(entries[index]?.startedDateTime ?? '');
    const expected = entries
      .map(({ index }) => index)
      .sort((one, other) => startOf(one) - startOf(other) || one - other);
    const reader = await HarReader.open('-', { stdin: Readable.from([Buffer.from(text)]) });
    const items = await collect(reader.ordered());
    await reader.close();
    expect(items.map(({ entry }) => entry.index)).toEqual(expected);
    expect(items.every(({ entry, index }) => entry.index === index)).toBe(true);
  });

  it('gives the entries of a damaged file before the error', async () => {
    const text = JSON.stringify(harOf([at('2020-01-02T00:00:00Z'), at('2020-01-01T00:00:00Z')]));
    const reader = await HarReader.open(fileWith(folder, text.slice(0, -3)));
    const seen: number[] = [];
    const code = await codeOf(
      (async () => {
        for await (const { index } of reader.ordered()) seen.push(index);
      })(),
    );
    await reader.close();
    expect([seen, code]).toEqual([[1, 0], 'recording/truncated']);
  });
});
