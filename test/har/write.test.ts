import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { exchangeOf } from '../../src/har/entry.ts';
import { HarReader } from '../../src/har/read.ts';
import { validateEntry, validateLog } from '../../src/har/validate.ts';
import { HarWriter } from '../../src/har/write.ts';
import { codeOf, fileWith, readAll, soundEntry, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;
const freshPath = () => join(folder, `new-${files++}.har`);
const entry = (number: number) => ({ ...soundEntry(), comment: `中 ${number}` });

function parsed(
  path: string,
): { log: { entries: { comment: string }[] } & Record<string, unknown> } & Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Keeps what it is given; `slow` takes it one tick later. */
class Collector extends Writable {
  text = '';
  pending = 0;
  most = 0;
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.text += chunk.toString();
    this.most = Math.max(this.most, ++this.pending);
    setImmediate(() => {
      this.pending--;
      done();
    });
  }
}

describe('HarWriter', () => {
  it('leaves a valid HAR behind after its creation and after every entry', async () => {
    const path = freshPath();
    const writer = await HarWriter.create(path);
    for (let count = 0; count < 20; count++) {
      const { log } = parsed(path);
      expect(validateLog({ ...log, entries: [] })).toEqual([]);
      expect(log.entries.map(({ comment }) => comment)).toEqual(
        Array.from({ length: count }, (_, index) => `中 ${index}`),
      );
      expect(log.entries.flatMap((one) => validateEntry(one))).toEqual([]);
      await writer.append(count % 2 === 0 ? entry(count) : exchangeOf(entry(count), 0));
    }
    await writer.close();
    expect((await readAll(path)).items).toHaveLength(20);
    expect(writer.count).toBe(20);
  });

  it('names itself as creator and keeps the file to its owner', async () => {
    const path = freshPath();
    await (await HarWriter.create(path)).close();
    expect(parsed(path).log).toMatchObject({
      version: '1.2',
      creator: { name: 'driftwire', version: expect.stringMatching(/^\d/) },
      entries: [],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes the head it is given, also one that was read, and puts unknown members where they were', async () => {
    const source = {
      log: {
        version: '1.1',
        creator: { name: 'x', version: '1', _z: 1 },
        pages: [{ id: 'p', title: 't', startedDateTime: '2020-01-01T00:00:00Z', pageTimings: {} }],
        _a: [1],
        entries: [],
        comment: 'late',
        _n: 1,
      },
      _root: { b: 1 },
    };
    const reader = await HarReader.open(
      fileWith(folder, JSON.stringify(source).replace('"_n":1', '"_n":9007199254740993')),
      { lossless: true },
    );
    const path = freshPath();
    const writer = await HarWriter.create(path, { head: await reader.readHead() });
    await writer.append(entry(0));
    await writer.close();
    await reader.close();
    const { log, _root } = parsed(path);
    expect(log).toMatchObject({
      version: '1.2',
      creator: source.log.creator,
      pages: source.log.pages,
      comment: 'late',
      _a: [1],
    });
    expect(_root).toEqual({ b: 1 });
    expect(readFileSync(path, 'utf8')).toContain('"_n":9007199254740993');
    expect(Object.keys(log).at(-1)).toBe('entries');
  });

  it('can change its head until the first entry', async () => {
    const path = freshPath();
    const writer = await HarWriter.create(path, { head: { comment: 'a long comment that is longer' } });
    await writer.setHead({ comment: 'short' });
    expect(parsed(path).log.comment).toBe('short');
    await writer.append(entry(0));
    expect(await codeOf(writer.setHead({}))).toBe('usage/bad-option');
    await writer.close();
  });

  it('writes what comes at once in order', async () => {
    const path = freshPath();
    const writer = await HarWriter.create(path);
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => writer.append({ ...entry(index), _big: 'x'.repeat(50_000) })),
    );
    await writer.close();
    expect(parsed(path).log.entries.map(({ comment }) => comment)).toEqual(
      Array.from({ length: 300 }, (_, index) => `中 ${index}`),
    );
  });

  it('waits on close for what is on its way', async () => {
    const path = freshPath();
    const writer = await HarWriter.create(path);
    void writer.append(entry(0));
    await writer.close();
    expect(parsed(path).log.entries).toHaveLength(1);
  });

  it('makes entries valid', async () => {
    const path = freshPath();
    const writer = await HarWriter.create(path);
    await writer.append({ startedDateTime: 'never', request: null });
    await writer.close();
    expect(parsed(path).log.entries.flatMap((one) => validateEntry(one as never))).toEqual([]);
  });
});

describe('HarWriter and what is there already', () => {
  it('leaves a file alone unless it may be overwritten', async () => {
    const path = fileWith(folder, 'precious');
    expect(await codeOf(HarWriter.create(path))).toBe('recording/exists');
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await (await HarWriter.create(path, { overwrite: true })).close();
    expect(parsed(path).log.entries).toEqual([]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says that it cannot be written where the folder is missing, or the path is a folder', async () => {
    expect(await codeOf(HarWriter.create(join(folder, 'missing', 'x.har')))).toBe('recording/not-writable');
    mkdirSync(join(folder, 'taken'));
    for (const overwrite of [true, false]) {
      const code = await codeOf(HarWriter.create(join(folder, 'taken'), { overwrite }));
      expect(['recording/not-writable', 'recording/exists']).toContain(code);
    }
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full (where /dev/full exists)', async () => {
    const writer = await HarWriter.create('/dev/full');
    expect(await codeOf(writer.append({ ...entry(0), _big: 'x'.repeat(100_000) }))).toBe(
      'recording/not-writable',
    );
    expect(await codeOf(writer.append(entry(1)))).toBe('recording/not-writable');
  });
});

describe('HarWriter on a stream', () => {
  it('is whole after close', async () => {
    const stdout = new Collector();
    const writer = await HarWriter.create('-', { stdout, head: { comment: 'c' } });
    await writer.setHead({ comment: 'd' });
    for (let count = 0; count < 3; count++) await writer.append(entry(count));
    await writer.close();
    expect(JSON.parse(stdout.text)).toMatchObject({ log: { comment: 'd', entries: [0, 1, 2].map(entry) } });
    expect(stdout.writableEnded).toBe(false);
  });

  it('is whole without entries', async () => {
    const stdout = new Collector();
    await (await HarWriter.create('-', { stdout })).close();
    expect(JSON.parse(stdout.text).log.entries).toEqual([]);
  });

  it('goes no faster than the stream', async () => {
    const stdout = new Collector({ highWaterMark: 10 });
    const writer = await HarWriter.create('-', { stdout });
    for (let count = 0; count < 20; count++) await writer.append(entry(count));
    await writer.close();
    expect(stdout.most).toBe(1);
  });

  it('says that whoever read it has gone', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const writer = await HarWriter.create('-', { stdout });
    expect(await codeOf(writer.append(entry(0)))).toBe('recording/not-writable');
  });

  it('takes a pipe for one', async () => {
    const writer = await HarWriter.create('/dev/null');
    await writer.append(entry(0));
    await expect(writer.close()).resolves.toBeUndefined();
  });
});
