import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntrySink, EntrySplitter, type SplitLimits } from '../../src/har/split.ts';
import { hasShared, listedHars } from './support.ts';

interface Found {
  texts: string[];
  places: [offset: number, length: number][];
  broken: [offset: number, length: number][];
  odd: number[];
  junk: [kind: string, offset: number][];
  splitter: EntrySplitter;
}

const roomy: SplitLimits = { entry: 1 << 28, outline: 1 << 24 };

/** Splits `text`, fed in chunks of that many bytes. */
function split(text: string | Buffer, chunk: number, limits = roomy, guesses = true): Found {
  const texts: string[] = [];
  const found: Omit<Found, 'splitter'> = { texts, places: [], broken: [], odd: [], junk: [] };
  const sink: EntrySink = {
    element(bytes, start, end, offset) {
      const element = bytes.toString('utf8', start, end);
      try {
        JSON.parse(element);
      } catch {
        return false;
      }
      texts.push(element);
      found.places.push([offset, end - start]);
      return true;
    },
    broken: (offset, length) => found.broken.push([offset, length]),
    oddValue: (offset) => found.odd.push(offset),
    junk: (kind, offset) => found.junk.push([kind, offset]),
  };
  const splitter = new EntrySplitter(sink, limits, guesses);
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length && splitter.stop === undefined; at += chunk) {
    splitter.feed(bytes.subarray(at, at + chunk), at);
    while (splitter.step());
  }
  while (splitter.finish()) while (splitter.step());
  return { ...found, splitter };
}

const sizes = [1, 7, 64, 997, 4096, 65_536];

describe('EntrySplitter', () => {
  it('finds every element, whatever the size of the chunks', () => {
    const entries: unknown[] = [
      { a: 'x"y\\', b: [1, { c: ']}' }] },
      { text: 'é中文😀\u2028', __proto__: null, constructor: 1 },
      { deep: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) },
      {},
      { escaped: '\\\\"\\\\\\"', long: '\\"'.repeat(400) },
    ];
    const text = JSON.stringify({ log: { version: '1.2', entries, comment: '"entries":[' } });
    for (const size of [...sizes, 2, 3, 5]) {
      const { texts, splitter } = split(text, size);
      expect(texts).toEqual(entries.map((entry) => JSON.stringify(entry)));
      expect(splitter.outline.isClosed).toBe(true);
    }
  });

  it('names offsets that lead back to each entry', () => {
    const text = Buffer.from('{"log":{"entries":[ {"é":1} ,\n{"b":2}]}}');
    for (const size of [1, 6, 100]) {
      const { texts, places } = split(text, size);
      expect(places.map(([offset, length]) => text.toString('utf8', offset, offset + length))).toEqual(texts);
    }
  });

  it('takes the entries of log only, and of the root where there is no log', () => {
    const decoy = '"x":{"entries":[{"no":1}]},"title":"\\"entries\\":[{}]"';
    expect(
      split(`{${decoy},"log":{${decoy},"a":[{"entries":[{}]}],"entries":[{"yes":1}]}}`, 9).texts,
    ).toEqual(['{"yes":1}']);
    expect(split('{"version":"1.2","entries":[{"yes":1}]}', 9).texts).toEqual(['{"yes":1}']);
    expect(split('{"log":{"\\u0065ntries":[{"yes":1}]}}', 9).texts).toEqual(['{"yes":1}']);
  });

  it('keeps what stands before and behind the entries', () => {
    const text =
      '{"a":1,"log":{"version":"1.2","entries":[{"b":1},{"b":2}],"pages":[{"id":"]}"}],"_x":null},"z":[2]}';
    for (const size of sizes) {
      expect(JSON.parse(split(text, size).splitter.outline.text())).toEqual({
        a: 1,
        log: { version: '1.2', entries: [], pages: [{ id: ']}' }], _x: null },
        z: [2],
      });
    }
  });

  it('knows the head before it has seen the end', () => {
    const { splitter } = split('{"log":{"version":"1.2","entries":[{"a":1},', 50);
    expect(JSON.parse(splitter.outline.text())).toEqual({ log: { version: '1.2', entries: [] } });
  });

  it('reads every array of entries and counts them', () => {
    const { texts, splitter } = split(
      '{"log":{"entries":[{"a":1}],"entries":[{"a":2}]},"entries":[{"a":3}]}',
      11,
    );
    expect(texts).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    expect(splitter.outline.arrays).toBe(3);
  });

  it.each<[string, string, string[]]>([
    ['a missing comma', '[{"a":1}{"a":2}]', ['missing-comma']],
    ['a doubled comma', '[{"a":1},,{"a":2}]', ['extra-comma']],
    ['a leading comma', '[,{"a":1},{"a":2}]', ['extra-comma']],
    ['a trailing comma', '[{"a":1},{"a":2},]', ['extra-comma']],
    ['a block comment', '[{"a":1},/* {"a":9}, ] */{"a":2}]', ['comment']],
    ['a line comment', '[{"a":1}, // ]}\n{"a":2}]', ['comment']],
    ['stray text', '[{"a":1} oops,{"a":2}]', ['text']],
    ['a brace too many', '[{"a":1}},{"a":2}]', ['text']],
    ['a slash', '[{"a":1}/,{"a":2}]', ['text']],
    ['a run of NULs, as once', '[{"a":1}\0\0\0\0,{"a":2}]', ['text']],
  ])('goes on behind %s and says so', (_title, entries, kinds) => {
    for (const size of sizes) {
      const { texts, junk, splitter } = split(`{"log":{"entries":${entries}}}`, size);
      expect(texts).toEqual(['{"a":1}', '{"a":2}']);
      expect(junk.map(([kind]) => kind)).toEqual(kinds);
      expect(splitter.outline.isClosed).toBe(true);
    }
  });

  it('tells elements that are no objects from entries', () => {
    for (const size of sizes) {
      const { texts, odd, junk } = split(
        '{"log":{"entries":[null,{"a":1},-1.5e3,"x,]\\"",[{"b":[]}],true,{"a":2}]}}',
        size,
      );
      expect(texts).toEqual(['{"a":1}', '{"a":2}']);
      expect(odd).toHaveLength(5);
      expect(junk).toEqual([]);
    }
  });

  it('names a bounded entry that is no JSON and reads the others', () => {
    for (const size of sizes) {
      const { texts, broken } = split('{"log":{"entries":[{"a":1},{"a":}, {"a":2}]}}', size);
      expect(texts).toEqual(['{"a":1}', '{"a":2}']);
      expect(broken).toEqual([[27, 6]]);
    }
  });

  it.each([
    ['an unescaped quote', '{"startedDateTime":"b","text":"say "hi" now"}'],
    ['a missing brace', '{"startedDateTime":"b","x":{"y":1}'],
    ['an open string', '{"startedDateTime":"b","x":"y}'],
    ['a missing bracket', '{"startedDateTime":"b","x":[1,2}'],
  ])('finds the entries behind one that loses its bounds by %s', (_title, bad) => {
    const good = (name: string) => `{"startedDateTime":"${name}","list":[{"n":"]"}]}`;
    for (const size of sizes) {
      const { texts, broken, splitter } = split(
        `{"log":{"entries":[${good('a')},${bad},${good('c')},${good('d')}]}}`,
        size,
      );
      expect(texts).toEqual([good('a'), good('c'), good('d')]);
      expect(broken).toHaveLength(1);
      expect(splitter.outline.isClosed).toBe(true);
    }
  });

  it('stops at an entry larger than allowed', () => {
    const text = `{"log":{"entries":[{"a":1},{"b":"${'x'.repeat(5000)}"}]}}`;
    for (const size of sizes) {
      const { texts, splitter } = split(text, size, { entry: 1000, outline: 1000 });
      expect(texts).toEqual(['{"a":1}']);
      expect(splitter.stop).toBe('entry-too-large');
    }
  });

  it('stops at too much outside the entries', () => {
    expect(split(`{"x":"${'x'.repeat(5000)}"}`, 64, { entry: 1000, outline: 1000 }).splitter.stop).toBe(
      'too-large',
    );
  });

  it('steps over a call around the document', () => {
    for (const size of sizes) {
      const { texts, splitter } = split(' onInputData( {"log":{"entries":[{"a":1}]}} ) ;\n', size);
      expect(texts).toEqual(['{"a":1}']);
      expect(splitter.outline).toMatchObject({ isCall: true, isClosed: true, trailing: undefined });
    }
  });

  it('says where text goes on behind the document', () => {
    expect(split('{"log":{"entries":[]}} \n{', 5).splitter.outline.trailing).toBe(24);
  });

  it.each(['<html>', '[]', '"x"', '(', '5{"log":1}'])('refuses %s at once', (text) => {
    const { stop } = split(text, 3).splitter;
    expect(stop ?? 'not-json').toBe('not-json');
  });

  it('does the same with and without guessing where entries end', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const entry = fc.dictionary(fc.constantFrom('startedDateTime', 'a', 'b'), value, { minKeys: 1 });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(0, 2),
        (entries, size, indent) => {
          const text = JSON.stringify({ log: { entries } }, null, indent);
          const [guessed, exact] = [split(text, size), split(text, size, roomy, false)];
          expect(guessed.places).toEqual(exact.places);
          expect(guessed.texts.map((one) => JSON.parse(one))).toEqual(JSON.parse(JSON.stringify(entries)));
        },
      ),
    );
  });
});

describe.skipIf(!hasShared)('EntrySplitter on real recordings (which lie beside the checkout)', () => {
  it.each(listedHars().filter(({ entries }) => entries >= 0))(
    'splits $file as JSON.parse reads it',
    ({ path }) => {
      const raw = readFileSync(path);
      const text = (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8').replace(/^\ufeff/, '');
      const parsed = JSON.parse(text);
      const expected = (parsed.log ?? parsed).entries;
      const chunks = text.length < 200_000 ? sizes : [997, 65_536];
      for (const size of chunks) {
        const { texts, junk, broken } = split(text, size);
        expect(texts.length).toBe(expected.length);
        expect([junk, broken]).toEqual([[], []]);
        if (size === 65_536) expect(texts.map((one) => JSON.parse(one))).toEqual(expected);
      }
    },
  );
});
