import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DriftwireError } from '../../src/errors.ts';
import { codeOf, harOf, readAll, soundEntry } from './support.ts';

const three = [1, 2, 3].map((number) => ({ ...soundEntry(), comment: `é${number}` }));

/** Reads text that need not be JSON. */
function readText(text: string | Buffer): ReturnType<typeof readAll> {
  return readAll('-', { stdin: Readable.from([Buffer.from(text as string)]) });
}

function isHar(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value.log?.entries ?? value.entries);
  } catch {
    return false;
  }
}

describe('HarReader and damage', () => {
  it('cut at any byte, gives exactly the whole entries and an error of this project', async () => {
    const text = Buffer.from(JSON.stringify(harOf(three, { comment: 'ü' }), null, 1));
    const sound = await readText(text);
    const ends = sound.items.map(({ offset, length }) => offset + length);
    for (let size = 0; size < text.length; size++) {
      if (size === 0) {
        expect(await codeOf(readText(text.subarray(0, 0)))).toBe('recording/empty');
        continue;
      }
      const { items, error } = await readText(text.subarray(0, size));
      const whole = ends.filter((end) => end <= size).length;
      expect(items.length).toBe(whole);
      expect(error?.code).toBe('recording/truncated');
      expect(error?.details.offset).toBe(size);
      expect(error?.details.lastGoodEntry).toBe(whole === 0 ? undefined : whole - 1);
      expect(error?.details.lastGoodOffset).toBe(sound.items[whole - 1]?.offset);
    }
  });

  it.each<[string, string, string]>([
    ['blanks', ' \n\t ', 'recording/empty'],
    ['an HTML page', '<html><body>{"log":{"entries":[]}}</body></html>', 'recording/not-har'],
    ['a list', '[]', 'recording/not-har'],
    ['null', 'null', 'recording/not-har'],
    ['a number', '12', 'recording/not-har'],
    ['text', '"log"', 'recording/not-har'],
    ['an empty object', '{}', 'recording/not-har'],
    ['a log without entries', '{"log":{}}', 'recording/not-har'],
    ['entries that are an object', '{"log":{"entries":{}}}', 'recording/not-har'],
    ['entries that are null', '{"log":{"entries":null}}', 'recording/not-har'],
    ['a log that is a list', '{"log":[{"entries":[{}]}]}', 'recording/not-har'],
    ['an object that is none', '{log: {entries: []}}', 'recording/not-har'],
    ['something behind it', '{"log":{"entries":[]}} x', 'recording/not-har'],
    ['a second document', '{"log":{"entries":[]}}{"log":{"entries":[]}}', 'recording/not-har'],
    ['a fault outside the entries', '{"log":{"entries":[],"version":}}', 'recording/not-har'],
    ['a fault between entries', '{"log":{"entries":[{}{}]}}', 'recording/not-har'],
    ['an entry that is none', '{"log":{"entries":[{"a":}]}}', 'recording/bad-entry'],
    ['a raw control character in an entry', '{"log":{"entries":[{"a":"\n"}]}}', 'recording/bad-entry'],
  ])('%s is %s', async (_title, text, code) => {
    expect((await readText(text)).error?.code).toBe(code);
  });

  it('gives an item without exchange for an entry that is no JSON, then all others, then the error', async () => {
    const text = JSON.stringify(harOf(three)).replace('"comment":"é2"', '"comment":é2');
    const { items, error } = await readText(text);
    expect(items.map(({ index, exchange }) => [index, exchange?.id])).toEqual([
      [0, 'e0'],
      [1, undefined],
      [2, 'e2'],
    ]);
    expect(items[1]?.problems).toMatchObject([{ rule: 'file/bad-entry', entry: 1, where: '' }]);
    expect(error).toMatchObject({ code: 'recording/bad-entry', exitCode: 3 });
    expect(error?.details).toMatchObject({ lastGoodEntry: 2, offset: items[1]?.offset });
  });

  it('leaves out elements that are no objects, and counts them', async () => {
    const { items, error, reader } = await readText('{"log":{"entries":[null,{"a":1},5,{"b":2}]}}');
    expect(error).toBeUndefined();
    expect(items.map(({ index }) => index)).toEqual([1, 3]);
    expect(reader.problems.map(({ rule, entry }) => [rule, entry])).toEqual([
      ['file/not-an-entry', 0],
      ['file/not-an-entry', 2],
    ]);
  });

  it('says which bytes are no UTF-8 and reads the rest', async () => {
    const text = Buffer.from(JSON.stringify(harOf([{ comment: 'a' }, { comment: 'X' }])));
    text[text.indexOf('X')] = 0xff;
    const { items, error } = await readText(text);
    expect(error).toBeUndefined();
    expect(items.map(({ entry }) => entry.comment)).toEqual(['a', '\ufffd']);
    expect(items.map(({ problems }) => problems.map(({ rule }) => rule))).toEqual([[], ['file/bad-utf8']]);
  });

  it('notes repeated arrays of entries and reads all', async () => {
    const { items, error, reader } = await readText('{"log":{"entries":[{"a":1}],"entries":[{"a":2}]}}');
    expect(error).toBeUndefined();
    expect(items.map(({ entry }) => entry)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(reader.problems.map(({ rule }) => rule)).toEqual(['file/duplicate-entries']);
  });

  it('stops at an entry that is too large, in bounded memory', async () => {
    const megabyte = Buffer.alloc(1 << 20, 'x');
    const stdin = Readable.from(
      (function* () {
        yield Buffer.from('{"log":{"entries":[{"a":1},{"b":"');
        for (let count = 0; count < 600; count++) yield megabyte;
        yield Buffer.from('"}]}}');
      })(),
      { objectMode: false },
    );
    const { items, error } = await readAll('-', { stdin, largestEntry: 32 << 20 });
    expect(items).toHaveLength(1);
    expect(error?.code).toBe('recording/too-large');
    expect(error?.details).toMatchObject({ lastGoodEntry: 0 });
  });

  it('survives nesting deeper than any call stack', async () => {
    const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    const { items, error } = await readText(
      `{"log":{"entries":[{"_x":${deep},"é":1},{"response":{"content":${deep}}}]}}`,
    );
    expect(error).toBeUndefined();
    for (const { exchange } of items)
      expect([exchange?.request.url, exchange?.response, exchange?.messages]).toBeDefined();
  });

  it('throws nothing but its own errors on any bytes', async () => {
    const words = fc.constantFrom(
      '{"log":',
      '{"entries":[',
      '{"version":"1.2",',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      'null',
      '/*',
      '*/',
      '//',
      '\n',
      '(',
      ')',
      'é',
      '\u0000',
      '{"startedDateTime":"x"',
    );
    const texts = fc.oneof(
      fc.array(words, { maxLength: 40 }).map((list) => list.join('')),
      fc.array(words, { maxLength: 20 }).map((list) => `{"log":{"entries":[${list.join('')}`),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 50 }), async (text, size) => {
        const bytes = Buffer.from(text as string);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        try {
          await readAll('-', { stdin: Readable.from(pieces, { objectMode: false }) });
        } catch (error) {
          expect(error).toBeInstanceOf(DriftwireError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('ends in an error just when JSON.parse or the lack of entries demands it', async () => {
    const part = fc.constantFrom(
      '{"log":{"entries":[{"a":1},{"b":[2]}],"c":{}}}',
      '{"a":[1,{"log":2}],"log":{"entries":[{"é":"\\u00e9"},null]}}',
    );
    const edit = fc.record({
      at: fc.nat(60),
      remove: fc.nat(2),
      insert: fc.constantFrom('', ',', '"', '}', ']', '{', '[', ' ', 'x', '\\'),
    });
    await fc.assert(
      fc.asyncProperty(part, edit, async (text, { at, remove, insert }) => {
        const edited = text.slice(0, at) + insert + text.slice(at + remove);
        const { error } = await readText(edited);
        expect(error === undefined).toBe(isHar(edited));
      }),
      { numRuns: 2000 },
    );
  });
});
