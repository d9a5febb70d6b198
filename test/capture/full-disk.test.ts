import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Har } from 'har-format';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { News } from '../../src/capture/news.ts';
import type { Recorder } from '../../src/capture/recorder.ts';
import { exchangeTo, PromptRecorder, pendingTo } from './exchanges.ts';

/** Bytes that a file may have; what is beyond does not fit. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync(file: number, bytes: Uint8Array, offset: number, length: number, position: number) {
      const fitting = Math.min(length, disk.room - position);
      if (fitting <= 0) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
      return fs.writeSync(file, bytes, offset, fitting, position);
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'driftwire-full-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  disk.room = Number.POSITIVE_INFINITY;
});

const namesOf = (path: string): string[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as Har).log.entries.map(
    ({ request }) => request.url.split('/').at(-1)!,
  );

function recording(name: string): { path: string; one: Recorder; news: News[] } {
  const path = join(folder, name);
  const news: News[] = [];
  return { path, one: new PromptRecorder({ path, head: {}, onNews: (each) => news.push(each) }), news };
}

test('what the disk does not take waits in memory, and is written when there is room again', async () => {
  const { path, one, news } = recording('recovers.har');
  one.opened(pendingTo('poll'));
  one.closed(exchangeTo('a'));
  disk.room = one.state.file.size + 200;
  one.closed(exchangeTo('b'));
  one.closed(exchangeTo('c'));
  expect(namesOf(path)).toEqual(['a', 'poll']);
  expect(one.state.waiting).toBe(2);
  await vi.waitFor(() => expect(news.length).toBe(1));
  disk.room = Number.POSITIVE_INFINITY;
  await vi.waitFor(() => expect(one.state.waiting).toBe(0), { timeout: 10_000 });
  one.closed(exchangeTo('d'));
  expect(namesOf(path)).toEqual(['a', 'b', 'c', 'd', 'poll']);
  expect(news.map(({ kind }) => kind)).toEqual(['full', 'recovered']);
  expect(news[1]).toMatchObject({ exchanges: 2 });
  await one.close();
});

test('a disk that stays full ends with the number of what is lost, and a whole file', async () => {
  const { path, one } = recording('stays.har');
  one.closed(exchangeTo('a'));
  disk.room = one.state.file.size + 50;
  for (const name of ['b', 'c', 'd']) one.closed(exchangeTo(name));
  await expect(one.close()).rejects.toMatchObject({
    code: 'recording/not-writable',
    details: { entries: 1, lost: 3 },
  });
  expect(namesOf(path)).toEqual(['a']);
});

test('memory ends too: it says so once, and counts what it cannot hold', async () => {
  const { one, news } = recording('gives-up.har');
  disk.room = one.state.file.size;
  for (let count = 0; count < 8; count += 1) one.closed(exchangeTo(`x${count}`, 'y'.repeat(20_000_000)));
  expect(news.map(({ kind }) => kind)).toEqual(['full', 'gave-up']);
  expect(one.state.waiting).toBe(3);
  await expect(one.close()).rejects.toMatchObject({ details: { lost: 8 } });
});
