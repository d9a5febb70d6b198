import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HarReader, type ReadOptions } from '../../src/har/read.ts';
import {
  codeOf,
  collect,
  fileWith,
  harOf,
  readAll,
  soundEntry,
  temporaryFolder,
  zipOf,
  zstdOf,
} from './support.ts';

const folder = temporaryFolder();
const entries = [1, 2, 3].map((number) => ({ ...soundEntry(), comment: `中 ${number}` }));
const text = JSON.stringify(harOf(entries));

/** Five sound entries, packed by the reference implementation: in one frame with a checksum, and in two without. */
const zstdFrames = {
  one: 'KLUv/WSeCOUKAEaVPx8wc3N0N1Ret9ff/Eu2h/1YWfaOwn0gNxEmlIKGggoOMwA3ADYAzwGc5KQ4ccNDxU1h12OUfeVIW/Jb9vau3N+zBspjezobMqXeLgXe93LGSrlzbH+ZmWMBjmlSSNpdARqshlfUlTvAmUsDPxxFW69u6/sM5bx9QiS+r6bVrDm278qcDdM3R+i3T5xzgXVuCpq3QUtuOalF4/v+8NSck/aV03uucl6V6VvmQNW0vD3AnkMRcpGRNgREKVeQrbcKZk7q7S/wollWGQwEAkl6r2WZe3vuRKYE+47Q8+bevpJcLzJm2J4tClKDf894RJpiGqvv22WEmSvqzwWaWBMDIyCQAgnK6g5jqLKgp4jKFlQUUW9BmSKqLNAbnJ9k8la+RggRLuBi5j4HYSJdg7bON0TbDYAWzCI9B3ZH+kKJDirsYJogwPn4fNRMS4bhmUKTTsgCTHeXC8YJKPGIP+4=',
  two: 'KLUv/QRInQoAdlpLJCCPmwNonOuQ7RltvDbSrBlgyKvNqLhpKDrqaMWQQ9UAQQC8Aj0ARABBAJnZyNRMzWRWMlYy0pEOqw815ssKnC9kGy1FqOMbXHerycobv1YfYs6SGr5lh42VHY1ltXstwltYUkNexFJKIkId3yjea6y8GmthYBiEh2j3sXIOMIJnWbRs/DYeiSA2+bJojHYfqyNQYmXG4MBq5z17yJJ64yUVh1YpoD7U1soQAVY/ojCHGmQVoH6lRUvqdV/3moQFq3dyRmU61FGybKMl9aN7UTy0mlL9SntQnDdhtRjqV9oD4hrcBwVeUgHvsD8Oa6lpyqW+RXtzaJUA6m3swiqX2nGPltQR4hrU1mqS1H8a1lhNAbZaocFhm8PmHFpNpjhvwuqdfK3sGotEy06+AQsAR0CVBfRy8H2AaTQUtWlmEXMkwHR3UGcKkzMj8woUjFN7mDzzeyi1L/0AaH0JAFZSOB8wc3P8P0ZYNDpx8y/ZHvZzbdk7CveB3E2YUAoaCio4LwAvAC8AvNEQ+u0T51xgWuee5ABuctP3fMXHDQ8VN4VdH2pZ5qQ9cyJTTN+cYN8Rdt6ctAFS5HhP8b2csVKWtE8FaLAaYlFX7gBnsAt6OIq2Yt3W9xm6eftDJL6vptV8PbTvGm8Pv+bctK+b3nOVE6tM3zL3qablTQLsGRQhFxlpQz6UcgXZeqtQ9pUjZk7q7VIgWVYZDASCV5JrZlGQGvx7xiPSFNNYvd8uI8xgUXu4v2fs8/iK19ugJbec1KLxDRwgcAIJSt0eY6iyoqdIlW1RAeAgyiucgCAIvZuURQEXs/schUU/i0tz2wJALrOIz4HdkbZQ4oMKH0wHBACy9GjbCkWUD12LoICCAg==',
};

/** Reads `content` from a pipe that gives `size` bytes at a time. */
function piped(
  content: Buffer,
  size: number,
  options: ReadOptions = {},
): Promise<Awaited<ReturnType<typeof readAll>>> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return readAll('-', { ...options, stdin: Readable.from(pieces, { objectMode: false }) });
}

const forms: [form: string, content: Buffer, problems: string[]][] = [
  ['plain', Buffer.from(text), []],
  ['gzip', gzipSync(text), []],
  ['gzip of two members', Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]), []],
  ['zstd', zstdOf(Buffer.from(text)), []],
  ['zip', zipOf({ 'folder/har.har': text, 'folder/a.txt': 'no' }), []],
  ['zip of one file', zipOf({ 'recording.json': text }), []],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), ['file/bom']],
  ['gzip with a byte order mark', gzipSync(`\ufeff${text}`), ['file/bom']],
  ['UTF-16 little-endian', Buffer.from(`\ufeff${text}`, 'utf16le'), ['file/utf16']],
  ['UTF-16 big-endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), ['file/utf16']],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), ['file/utf16']],
  ['JSONP', Buffer.from(`onInputData(${text});\n`), ['file/jsonp']],
  ['no log', Buffer.from(JSON.stringify({ version: '1.2', entries })), ['file/no-log']],
];

describe('a recording in any packing', () => {
  it.each(forms)('is read from a file: %s', async (_form, content, problems) => {
    for (const chunkSize of [1 << 20, 61]) {
      const { items, error, reader } = await readAll(fileWith(folder, content), { chunkSize });
      expect(error).toBeUndefined();
      expect(items.map(({ entry }) => entry)).toEqual(entries);
      expect(reader.problems.map(({ rule }) => rule)).toEqual(problems);
    }
  });

  it.each(forms)('is read from a pipe: %s', async (_form, content, problems) => {
    for (const size of [1 << 20, 61, 3]) {
      const { items, error, reader } = await piped(content, size);
      expect(error).toBeUndefined();
      expect(items.map(({ entry }) => entry)).toEqual(entries);
      expect(reader.problems.map(({ rule }) => rule)).toEqual(problems);
    }
  });

  it.each(forms)('can be read anywhere, and again: %s', async (_form, content) => {
    const temporary = mkdtempSync(join(folder, 'spool-'));
    const reader = await HarReader.open(fileWith(folder, content), {
      temporaryFolder: temporary,
      reread: true,
    });
    const items = await collect(reader.entries());
    for (const { offset, length, index } of items.toReversed()) {
      expect((await reader.at(offset, length, index)).entry).toEqual(entries[index]);
    }
    expect((await collect(reader.entries())).map(({ entry }) => entry)).toEqual(entries);
    await reader.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(Object.entries(zstdFrames))('is read as the reference packs it: %s', async (_name, packed) => {
    const { items, error } = await readAll(fileWith(folder, Buffer.from(packed, 'base64')));
    expect(error).toBeUndefined();
    expect(items.map(({ entry }) => (entry.request as { url: string }).url)).toEqual(
      [0, 1, 2, 3, 4].map((number) => `https://example.test/path?a=${number}`),
    );
  });
});

describe('a piped recording', () => {
  it('can be read once, or again when that was asked for', async () => {
    const open = (reread: boolean) =>
      HarReader.open('-', { stdin: Readable.from([Buffer.from(text)]), reread });
    const once = await open(false);
    await collect(once.entries());
    expect(await codeOf(collect(once.entries()))).toBe('recording/not-readable');
    await once.close();
    const again = await open(true);
    await collect(again.entries());
    expect(await collect(again.entries())).toHaveLength(3);
    await again.close();
  });

  it('is let go when reading stops early', async () => {
    const stdin = Readable.from([Buffer.from(text), Buffer.from(' '.repeat(100_000))]);
    const reader = await HarReader.open('-', { stdin });
    for await (const item of reader.entries()) if (item.index === 1) break;
    await reader.close();
    expect(stdin.destroyed).toBe(true);
  });
});

describe('what cannot be opened', () => {
  it.each<[string, string, () => string]>([
    ['a missing file', 'recording/not-found', () => join(folder, 'missing.har')],
    ['a path through a file', 'recording/not-found', () => join(fileWith(folder, text), 'x.har')],
    ['a directory', 'recording/is-directory', () => folder],
    ['an empty file', 'recording/empty', () => fileWith(folder, '')],
    ['a zip without a HAR', 'recording/bad-archive', () => fileWith(folder, zipOf({ a: '1', b: '2' }))],
    [
      'a zip with two HARs',
      'recording/bad-archive',
      () => fileWith(folder, zipOf({ 'a.har': text, 'b.har': text })),
    ],
    [
      'a zip cut short',
      'recording/bad-archive',
      () => fileWith(folder, zipOf({ 'a.har': text }).subarray(0, -30)),
    ],
    [
      'a zip with a path that leads out',
      'recording/bad-archive',
      () => fileWith(folder, zipOf({ '../a.har': text })),
    ],
  ])('%s is %s', async (_title, code, path) => {
    expect(await codeOf(HarReader.open(path()))).toBe(code);
  });

  it.skipIf(process.getuid?.() === 0)(
    'a file without permission is recording/not-readable (not as root)',
    async () => {
      const path = fileWith(folder, `${text} `);
      chmodSync(path, 0);
      expect(await codeOf(HarReader.open(path))).toBe('recording/not-readable');
    },
  );

  it('an empty pipe is recording/empty', async () => {
    expect(await codeOf(HarReader.open('-', { stdin: Readable.from([]) }))).toBe('recording/empty');
  });
});

describe('damage in the packing', () => {
  const noise = (number: number) => createHash('sha512').update(`${number}`).digest('base64').repeat(2);
  const long = JSON.stringify(
    harOf(Array.from({ length: 600 }, (_, index) => ({ ...soundEntry(), comment: noise(index) }))),
  );

  it('a gzip file cut short gives its whole entries and is truncated', async () => {
    const packed = gzipSync(long);
    const { items, error } = await readAll(fileWith(folder, packed.subarray(0, packed.length / 2)));
    expect(items.length).toBeGreaterThan(200);
    expect(error?.code).toBe('recording/truncated');
    expect(error?.details).toMatchObject({
      lastGoodEntry: items.length - 1,
      lastGoodOffset: items.at(-1)?.offset,
    });
  });

  it('a gzip file with wrong bytes gives what came before them', async () => {
    const packed = Buffer.concat([
      gzipSync(long.slice(0, -1000)),
      Buffer.from([0x1f, 0x8b, 0x07, 0, 0, 0, 0, 0, 0, 0]),
    ]);
    const { items, error } = await readAll(fileWith(folder, packed));
    expect(items.length).toBeGreaterThan(200);
    expect(error?.code).toBe('recording/bad-archive');
  });

  it('zstd that asks for a huge window, or is wrong, is recording/bad-archive', async () => {
    const huge = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect((await readAll(fileWith(folder, huge))).error?.code).toBe('recording/bad-archive');
    const wrong = zstdOf(Buffer.from(text));
    wrong.fill(0xff, 1006);
    expect((await readAll(fileWith(folder, wrong))).error?.code).toBe('recording/bad-archive');
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync('{"log":{"entries":[]}}').subarray(0, 10)],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, 0x05, 0x10])],
  ])('%s that is cut before its first block is not called empty', async (_, packed) => {
    expect((await readAll(fileWith(folder, packed))).error?.code).toBe('recording/bad-archive');
  });

  it('zstd that repeats a byte for ever costs little memory', async () => {
    const run = Buffer.from([
      0x02 | (((128 << 10) << 3) & 0xff),
      (((128 << 10) << 3) >> 8) & 0xff,
      (((128 << 10) << 3) >> 16) & 0xff,
      0x20,
    ]);
    const bomb = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]),
      ...Array<Buffer>(2000).fill(run),
    ]);
    const before = process.memoryUsage.rss();
    // Node's own decompressor, where it has one, refuses such blocks.
    const { error } = await readAll(fileWith(folder, bomb));
    expect(['recording/empty', 'recording/bad-archive']).toContain(error?.code);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 << 20);
  });
});

describe('bodies beside the HAR', () => {
  const withFile = (name: string) => ({
    ...soundEntry(),
    response: {
      ...(soundEntry().response as object),
      content: { size: 3, mimeType: 'text/plain', _file: name },
    },
    request: { ...(soundEntry().request as object), postData: { mimeType: 'text/plain', _file: name } },
  });

  it('are found in the archive', async () => {
    const zip = zipOf({ 'x/har.har': JSON.stringify(harOf([withFile('a.txt')])), 'x/a.txt': 'abc' });
    const { items } = await readAll(fileWith(folder, zip));
    expect(items[0]?.exchange?.response?.body?.text()).toBe('abc');
    expect(items[0]?.exchange?.request.body?.text()).toBe('abc');
  });

  it.each(['missing.txt', '../secret', '/etc/passwd', ''])(
    'are looked for in the archive only: %s',
    async (name) => {
      mkdirSync(join(folder, 'around'), { recursive: true });
      writeFileSync(join(folder, 'secret'), 'secret');
      const zip = zipOf({ 'har.har': JSON.stringify(harOf([withFile(name)])), 'x.txt': 'abc' });
      const { items, error } = await readAll(fileWith(join(folder, 'around'), zip));
      expect(error).toBeUndefined();
      expect(items[0]?.exchange?.response?.body).toBeUndefined();
    },
  );

  it('that the archive lacks are named', async () => {
    const zip = zipOf({ 'har.har': JSON.stringify(harOf([withFile('missing.txt')])) });
    const { items } = await readAll(fileWith(folder, zip));
    expect(items[0]!.problems.map(({ rule, where }) => [rule, where])).toEqual([
      ['quirk/side-file-unread', '/request/postData/_file'],
      ['quirk/side-file-unread', '/response/content/_file'],
    ]);
  });

  describe('that is a plain file', () => {
    const around = join(folder, 'recordings');
    const outside = join(folder, 'outside');
    for (const path of [around, outside, join(around, 'folder'), join(around, '.hidden')]) mkdirSync(path);
    for (const path of ['folder/body.txt', 'body.txt', '.hidden/x', '.env', '../outside/x', '../x'])
      writeFileSync(join(around, path), 'abc');
    const hashed = `${'0123456789'.repeat(4)}.txt`;
    writeFileSync(join(around, hashed), 'abc');
    const response = (name: string) => ({ ...withFile(name), request: soundEntry().request });
    const request = (name: string) => ({ ...withFile(name), response: soundEntry().response });

    it.each([
      ['in its folder', fileWith(around, JSON.stringify(harOf([response('body.txt')])))],
      ['below it', fileWith(around, JSON.stringify(harOf([response('folder/body.txt')])))],
      ['of a packed one', fileWith(around, gzipSync(JSON.stringify(harOf([response('body.txt')]))))],
    ])('are found %s', async (_where, path) => {
      const { items } = await readAll(path);
      expect(items[0]!.exchange!.response!.body!.text()).toBe('abc');
      expect(items[0]!.problems).toEqual([]);
    });

    it('of a request need a name that an exporter gives: it may be sent again', async () => {
      const path = fileWith(around, JSON.stringify(harOf([request(hashed), request('body.txt')])));
      const { items } = await readAll(path);
      expect(items.map(({ exchange }) => exchange!.request.body!.text())).toEqual(['abc', '']);
      expect(items[1]!.problems).toMatchObject([
        { rule: 'quirk/side-file-unread', where: '/request/postData/_file' },
      ]);
    });

    it('are read in any order of the entries, and beyond ASCII', async () => {
      writeFileSync(join(around, '正文.txt'), 'abc');
      const later = { ...response('正文.txt'), startedDateTime: '2021-01-01T00:00:00.000Z', comment: '中' };
      const path = fileWith(around, JSON.stringify(harOf([later, response('body.txt')])));
      const reader = await HarReader.open(path);
      const bodies: unknown[] = [];
      for await (const { exchange } of reader.ordered()) bodies.push(exchange!.response!.body!.text());
      await reader.close();
      expect(bodies).toEqual(['abc', 'abc']);
    });

    it.each([
      ['missing.txt', /not there/],
      ['../x', /leads out/],
      ['folder/../../x', /leads out/],
      ['/etc/passwd', /leads out/],
      ['C:\\windows', /leads out/],
      ['a\0b', /leads out/],
      ['', /leads out/],
      ['.env', /leads out/],
      ['.hidden/x', /leads out/],
      ['folder', /no file/],
    ])('are not looked for elsewhere: %j', async (name, why) => {
      const { items, error } = await readAll(fileWith(around, JSON.stringify(harOf([response(name)]))));
      expect(error).toBeUndefined();
      expect(items[0]!.exchange!.response!.body).toBeUndefined();
      expect(items[0]!.problems).toMatchObject([{ rule: 'quirk/side-file-unread', message: why }]);
    });

    it.skipIf(process.platform === 'win32')(
      'are not looked for behind links, in pipes, or without end',
      async () => {
        symlinkSync(join(outside, 'x'), join(around, 'link'));
        symlinkSync(outside, join(around, 'linked'));
        spawnSync('mkfifo', [join(around, 'pipe')]);
        writeFileSync(join(around, 'large'), '');
        truncateSync(join(around, 'large'), (256 << 20) + 1);
        const names = ['link', 'linked/x', 'pipe', 'large'];
        const { items } = await readAll(fileWith(around, JSON.stringify(harOf(names.map(response)))));
        expect(items.map(({ exchange }) => exchange!.response!.body)).toEqual(names.map(() => undefined));
        expect(items.flatMap(({ problems }) => problems.map(({ rule }) => rule))).toEqual(
          names.map(() => 'quirk/side-file-unread'),
        );
      },
    );
  });
});

describe('a temporary copy', () => {
  it('has no name others could open it by, or only its owner can', async () => {
    const temporary = mkdtempSync(join(folder, 'spool-'));
    const reader = await HarReader.open(fileWith(folder, gzipSync(text)), {
      temporaryFolder: temporary,
      reread: true,
    });
    const open = readdirSync(temporary).filter((name) => (statSync(join(temporary, name)).mode & 0o77) !== 0);
    expect(open).toEqual([]);
    await reader.close();
  });

  it('that cannot be made is recording/not-writable', async () => {
    const stdin = Readable.from([Buffer.from(text)]);
    const temporaryFolder = join(folder, 'missing');
    expect(await codeOf(HarReader.open('-', { stdin, temporaryFolder, reread: true }))).toBe(
      'recording/not-writable',
    );
  });
});
