import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Har } from 'har-format';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { News } from '../../src/capture/news.ts';
import { Recorder, type RecorderOptions } from '../../src/capture/recorder.ts';
import { Body, type Exchange } from '../../src/exchange.ts';
import { diagnose } from '../../src/har/doctor.ts';
import { HarReader } from '../../src/har/read.ts';
import { exchangeTo, PromptRecorder, pendingTo, startedAt } from './exchanges.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-recorder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.useRealTimers());
let files = 0;
const freshPath = () => join(folder, `session${files++}.har`);
const head = { creator: { name: 'driftwire', version: '0' } };

function recorder(path: string, more: Partial<RecorderOptions> = {}): { recorder: Recorder; news: News[] } {
  const news: News[] = [];
  return { recorder: new PromptRecorder({ path, head, onNews: (one) => news.push(one), ...more }), news };
}

const logOf = (path: string): Har['log'] => (JSON.parse(readFileSync(path, 'utf8')) as Har).log;
const namesOf = (path: string): string[] =>
  logOf(path).entries.map(({ request }) => basename(new URL(request.url).pathname));
const isOpen = (entry: unknown): boolean =>
  (entry as { response: { _error?: { cause: string } } }).response._error?.cause === 'pending';

async function isSound(path: string): Promise<boolean> {
  const reader = await HarReader.open(path);
  const { isInvalid, error } = await diagnose(reader);
  await reader.close();
  return !isInvalid && error === undefined;
}

describe('Recorder', () => {
  it('has each exchange in the file when it is over, and the file is whole at every moment', async () => {
    const path = freshPath();
    const recorded: string[] = [];
    const { recorder: one } = recorder(path, { onRecorded: ({ id }) => recorded.push(id) });
    expect(logOf(path).entries).toEqual([]);
    for (let count = 0; count < 20; count += 1) {
      one.opened(pendingTo(`x${count}`));
      one.closed(exchangeTo(`x${count}`));
      expect(namesOf(path)).toHaveLength(count + 1);
    }
    expect(recorded.slice(0, 3)).toEqual(['e0', 'e1', 'e2']);
    expect(await one.close()).toEqual([{ path, entries: 20, size: statSync(path).size }]);
    expect(await isSound(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes together what is over in one turn of the event loop, at its end or when it is told to', async () => {
    const path = freshPath();
    const recorded: string[] = [];
    const one = new Recorder({ path, head, onRecorded: ({ id }) => recorded.push(id) });
    const poll = one.opened(pendingTo('poll'));
    for (const name of ['a', 'b', 'c']) one.closed(exchangeTo(name));
    expect([namesOf(path), recorded]).toEqual([[], []]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([namesOf(path), recorded]).toEqual([
      ['a', 'b', 'c', 'poll'],
      ['e0', 'e1', 'e2'],
    ]);
    one.closed(exchangeTo('poll'), undefined, poll);
    one.closed(exchangeTo('d'));
    one.write();
    expect(namesOf(path)).toEqual(['a', 'b', 'c', 'poll', 'd']);
    one.closed(exchangeTo('last'));
    expect(await one.close()).toMatchObject([{ entries: 6 }]);
    expect(await isSound(path)).toBe(true);
  });

  it('keeps what is open behind what is over, and takes it away when it is over', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    one.opened(pendingTo('poll'));
    one.opened(pendingTo('second'));
    one.opened(pendingTo('young', Date.now() + 60_000));
    one.closed(exchangeTo('a'));
    expect(namesOf(path)).toEqual(['a', 'poll', 'second']);
    expect(logOf(path).entries.map(isOpen)).toEqual([false, true, true]);
    one.closed(exchangeTo('poll'));
    expect(namesOf(path)).toEqual(['a', 'poll', 'second']);
    expect(logOf(path).entries.map(isOpen)).toEqual([false, false, true]);
    expect(one.state).toMatchObject({ exchanges: 2, open: 2, failed: 0 });
    await one.close();
    expect(namesOf(path)).toEqual(['a', 'poll', 'second', 'young']);
    expect(await isSound(path)).toBe(true);
  });

  it('knows of an open one soon after it began, with nothing over yet', async () => {
    vi.useFakeTimers();
    const path = freshPath();
    const { recorder: one } = recorder(path);
    one.opened(pendingTo('poll', Date.now()));
    expect(namesOf(path)).toEqual([]);
    vi.advanceTimersByTime(600);
    expect(namesOf(path)).toEqual(['poll']);
    one.closed(exchangeTo('poll'));
    expect(logOf(path).entries.map(isOpen)).toEqual([false]);
    await one.close();
  });

  it('says of very many open ones at every look only, and loses nothing that is over', async () => {
    vi.useFakeTimers();
    const path = freshPath();
    const { recorder: one } = recorder(path);
    for (let count = 0; count < 4000; count += 1) one.opened(pendingTo(`poll${count}`));
    one.closed(exchangeTo('a'));
    expect(namesOf(path)).toEqual(['a']);
    vi.advanceTimersByTime(300);
    expect(namesOf(path)).toHaveLength(4001);
    one.closed(exchangeTo('b'));
    expect(namesOf(path)).toEqual(['a', 'b']);
    await one.close();
    expect(namesOf(path)).toHaveLength(4002);
    expect(await isSound(path)).toBe(true);
  });

  it('passes everything through one place on its way to the disk', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path, {
      beforeDisk: ({ exchange, stored }) => ({
        exchange: { ...exchange, request: { ...exchange.request, url: 'https://hidden.test/' } },
        stored,
      }),
    });
    one.opened(pendingTo('secret-open'));
    one.closed(exchangeTo('over', 'x'));
    await one.closed({ ...exchangeTo('large') }, { responseBody: storedOf(Buffer.from('x')) });
    await one.close();
    expect(logOf(path).entries.map(({ request }) => request.url)).toEqual(
      Array(3).fill('https://hidden.test/'),
    );
    expect(readFileSync(path, 'utf8')).not.toContain('secret');
  });

  it('marks moments: what ends later belongs to a page', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    one.closed(exchangeTo('before'));
    expect(one.mark('the phone scans', startedAt)).toBe(true);
    one.closed(exchangeTo('after'));
    const { pages, entries } = logOf(path);
    expect(pages).toEqual([
      {
        startedDateTime: '2026-01-01T00:00:00.000Z',
        id: 'mark-1',
        title: 'the phone scans',
        pageTimings: {},
      },
    ]);
    expect(entries.map(({ pageref }) => pageref)).toEqual([undefined, 'mark-1']);
    while (one.mark('x'.repeat(500), startedAt));
    expect(await isSound(path)).toBe(true);
    await one.close();
    const reader = await HarReader.open(path);
    expect((await diagnose(reader)).report.problems).toEqual([]);
    await reader.close();
  });

  it('leaves a file alone that is there, or that another capture writes', () => {
    const path = freshPath();
    const { recorder: first } = recorder(path);
    expect(() => recorder(path)).toThrow(expect.objectContaining({ code: 'recording/exists' }));
    first.closed(exchangeTo('a'));
    expect(namesOf(path)).toEqual(['a']);
    expect(() => recorder(join(folder, 'missing', 'x.har'))).toThrow(
      expect.objectContaining({ code: 'recording/not-writable' }),
    );
  });
});

describe('Recorder with --rotate', () => {
  it('goes on in a new file where one is full; what is open moves along', async () => {
    const path = freshPath();
    writeFileSync(path.replace('.har', '-2.har'), 'taken');
    const { recorder: one, news } = recorder(path, { rotateAt: 20_000 });
    one.opened(pendingTo('poll'));
    one.mark('begin', startedAt);
    for (let count = 0; count < 30; count += 1) one.closed(exchangeTo(`x${count}`, 'y'.repeat(1000)));
    const written = await one.close();
    expect(written.length).toBeGreaterThan(2);
    expect(written.map((file) => file.path)).not.toContain(path.replace('.har', '-2.har'));
    const all = written.flatMap((file) => namesOf(file.path));
    expect(all).toEqual([...Array.from({ length: 30 }, (_, index) => `x${index}`), 'poll']);
    for (const file of written) {
      expect(await isSound(file.path)).toBe(true);
      expect(logOf(file.path).pages).toHaveLength(1);
    }
    expect(news.filter(({ kind }) => kind === 'rotated')).toHaveLength(written.length - 1);
  });
});

describe('Recorder whose file is deleted', () => {
  it('writes all of it anew where it was', async () => {
    vi.useFakeTimers();
    const inner = join(folder, 'gone');
    const path = join(inner, 'session.har');
    mkdirSync(inner);
    const { recorder: one, news } = recorder(path);
    one.closed(exchangeTo('a'));
    rmSync(inner, { recursive: true });
    one.closed(exchangeTo('b'));
    vi.advanceTimersByTime(300);
    one.closed(exchangeTo('c'));
    expect(namesOf(path)).toEqual(['a', 'b', 'c']);
    expect(news).toEqual([{ kind: 'moved', path, next: path }]);
    await one.close();
  });

  it('goes to the folder for temporary files where its own cannot be made again', async () => {
    const inner = join(folder, 'blocked');
    mkdirSync(inner);
    const { recorder: one, news } = recorder(join(inner, `blocked-${process.pid}.har`));
    one.closed(exchangeTo('a'));
    rmSync(inner, { recursive: true });
    writeFileSync(inner, 'a file now');
    const [written] = await one.close();
    expect(news.map(({ kind }) => kind)).toEqual(['moved']);
    expect(written!.path).toBe(join(tmpdir(), `blocked-${process.pid}.har`));
    expect(namesOf(written!.path)).toEqual(['a']);
    rmSync(written!.path);
  });

  it('leaves what took its name', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    one.closed(exchangeTo('a'));
    rmSync(path);
    writeFileSync(path, 'mine');
    const written = await one.close();
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(namesOf(written[0]!.path)).toEqual(['a']);
  });

  it('follows a file that was renamed', async () => {
    const path = freshPath();
    const { recorder: one, news } = recorder(path);
    renameSync(path, `${path}.old`);
    one.closed(exchangeTo('a'));
    await one.close();
    expect(namesOf(`${path}.old`)).toEqual(['a']);
    expect(news).toEqual([]);
  });
});

function storedOf(...chunks: Buffer[]) {
  const all = Buffer.concat(chunks);
  return {
    size: all.length,
    isText: Buffer.from(all.toString()).equals(all),
    async *chunks() {
      yield* chunks;
    },
  };
}

describe('Recorder of what memory should not hold', () => {
  const chunked = (bytes: Buffer, size: number): Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );

  it.each([
    ['text', Buffer.from('a "quoted" 中文 \u2028 😀\n\0 end'.repeat(50))],
    ['bytes', Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) % 256))],
    ['text in a binary type', Buffer.from('é'.repeat(100))],
    ['what looks packed', Buffer.from('1f8b08000000000000034bcb0700000000ffff', 'hex')],
  ])('has the same bytes in the file: %s', async (name, bytes) => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    const type = name === 'text in a binary type' ? 'image/png' : 'text/plain';
    const { response, request, ...exchange } = exchangeTo('large');
    const { body: _, ...answer } = response!;
    await one.closed(
      { ...exchange, request, response: { ...answer, headers: [['Content-Type', type]] } },
      { requestBody: storedOf(...chunked(bytes, 7)), responseBody: storedOf(...chunked(bytes, 1)) },
    );
    one.closed(exchangeTo('next'));
    await one.close();
    expect(existsSync(`${path}.large.part`)).toBe(false);
    expect(await isSound(path)).toBe(true);
    const reader = await HarReader.open(path);
    const read: (Exchange | undefined)[] = [];
    for await (const { exchange } of reader.entries()) read.push(exchange);
    await reader.close();
    expect(read.map((one) => one?.request.url)).toEqual([
      'https://example.test/large',
      'https://example.test/next',
    ]);
    expect(Buffer.from(read[0]!.response!.body!.bytes())).toEqual(bytes);
    expect(Buffer.from(read[0]!.request.body!.bytes())).toEqual(bytes);
  });

  it('counts what is on its way to the file as over, and in the end as recorded', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    one.opened(pendingTo('poll'));
    one.opened(pendingTo('large'));
    const work = one.closed(exchangeTo('large'), { responseBody: storedOf(Buffer.from('large')) });
    expect(one.state).toMatchObject({ exchanges: 1, open: 1, leftOpen: 0 });
    await Promise.all([work, one.close()]);
    expect(one.state).toMatchObject({ exchanges: 1, open: 1, leftOpen: 0 });
    expect(logOf(path).entries.map(isOpen)).toEqual([false, true]);
  });

  it('has every message of a socket', async () => {
    const path = freshPath();
    const { recorder: one } = recorder(path);
    const messages = Array.from({ length: 3000 }, (_, index) => ({
      from: index % 2 === 0 ? ('client' as const) : ('server' as const),
      at: startedAt + index,
      opcode: (index % 2) + 1,
      data: index % 2 === 0 ? Body.ofText(`message ${index}`) : Body.ofBytes(Buffer.from([0, index % 256])),
    }));
    await one.closed(exchangeTo('socket'), {
      messages: (async function* () {
        yield* messages;
      })(),
    });
    await one.close();
    const reader = await HarReader.open(path);
    for await (const { exchange } of reader.entries()) {
      expect(exchange!.messages).toHaveLength(3000);
      expect(exchange!.messages!.map(({ data }) => Buffer.from(data.bytes()).toString('hex'))).toEqual(
        messages.map(({ data }) => Buffer.from(data.bytes()).toString('hex')),
      );
    }
    await reader.close();
  });

  it('says where the body was lost, and keeps the exchange', async () => {
    const path = freshPath();
    const { recorder: one, news } = recorder(path);
    writeFileSync(`${path}.large.part`, 'in the way');
    await one.closed(exchangeTo('large'), { responseBody: storedOf(Buffer.from('x')) });
    expect(namesOf(path)).toEqual(['large']);
    expect(news.map(({ kind }) => kind)).toEqual(['body-lost']);
    await one.close();
  });
});
