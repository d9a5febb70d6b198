import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HarReader } from '../../src/har/read.ts';
import { collect, fileWith, harOf, readAll, soundEntry, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const three = [1, 2, 3].map((number) => ({ ...soundEntry(), comment: `é${number}` }));

function harFile(entries: readonly unknown[], log = {}): string {
  return fileWith(folder, JSON.stringify(harOf(entries, log)));
}

/** Reads text that need not be JSON. */
function readText(text: string | Buffer): ReturnType<typeof readAll> {
  return readAll('-', { stdin: Readable.from([Buffer.from(text as string)]) });
}

describe('HarReader', () => {
  it('gives each entry with its index, place, exchange and parsed form', async () => {
    const path = harFile(three);
    const { items } = await readAll(path);
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(items.map(({ exchange }) => exchange?.id)).toEqual(['e0', 'e1', 'e2']);
    expect(items.map(({ entry }) => entry)).toEqual(three);
    expect(items.map(({ exchange }) => exchange?.extra)).toEqual(three);
    expect(items.every(({ problems }) => problems.length === 0)).toBe(true);
  });

  it('gives the same entries many at a time, and those before the damage', async () => {
    const sound = JSON.stringify(harOf(three));
    for (const text of [sound, sound.slice(0, -40)]) {
      const reader = await HarReader.open(fileWith(folder, text), { chunkSize: 64 });
      const seen: string[] = [];
      const all = (async () => {
        for await (const batch of reader.batches()) for (const { exchange } of batch) seen.push(exchange!.id);
      })();
      if (text === sound) await all;
      else await expect(all).rejects.toMatchObject({ code: 'recording/truncated' });
      expect(seen).toEqual(text === sound ? ['e0', 'e1', 'e2'] : ['e0', 'e1']);
      expect(reader.lastGood?.entry).toBe(seen.length - 1);
      await reader.close();
    }
  });

  it('tells the same of an entry whether it is asked for whole or not', async () => {
    const odd = {
      ...soundEntry(),
      ключ: { __proto__: null, 中: ['文', '\u0001'] },
      request: {
        ...(soundEntry().request as object),
        url: 'https://example.test/é?ü=1',
        headers: [{ name: 'X-é', value: 'ü' }],
      },
      response: {
        status: 200,
        statusText: 'Où',
        headers: [],
        content: { size: 9, mimeType: 'text/plain', text: '中文 é' },
      },
      _webSocketMessages: [{ type: 'send', time: 1, opcode: 1, data: '中' }],
    };
    const path = harFile([
      odd,
      { response: { _error: 'délai: timed out' } },
      JSON.parse(JSON.stringify(odd)),
    ]);
    const reader = await HarReader.open(path);
    const [narrow, whole] = [await collect(reader.entries()), await collect(reader.entries({ whole: true }))];
    await reader.close();
    expect(narrow.map(({ entry }) => entry)).toEqual(whole.map(({ entry }) => entry));
    narrow.forEach(({ exchange }, index) => {
      const other = whole[index]?.exchange;
      expect(exchange?.request.headers).toEqual(other?.request.headers);
      expect(exchange?.request.url).toBe(other?.request.url);
      expect(exchange?.response?.statusText).toBe(other?.response?.statusText);
      expect(exchange?.response?.body?.text()).toBe(other?.response?.body?.text());
      expect(exchange?.failure).toEqual(other?.failure);
      expect(exchange?.messages?.[0]?.data.text()).toBe(other?.messages?.[0]?.data.text());
    });
  });

  it('does not take an escape for a byte of UTF-8', async () => {
    const text = JSON.stringify(harOf([{ comment: '中', request: { url: 'ESCAPE' } }]));
    for (const spelling of ['\\u00e9', '\\\\u00e9', '\\u00C3\\u00a9', '\\u4e2d', '\\\\\\u00e9', '\\u0041']) {
      const { items } = await readText(text.replace('ESCAPE', spelling));
      const request = items[0]?.entry.request as { url: string };
      expect(request.url).toBe(JSON.parse(`"${spelling}"`));
      expect(decodeURI(items[0]?.exchange?.request.url ?? '')).toBe(request.url);
    }
  });

  it('keeps the digits of long integers where asked', async () => {
    const text =
      '{"log":{"_n":12345678901234567890,"entries":[{"_id":9007199254740993,"é":[-9007199254740993]}]}}';
    const { items, reader } = await readAll(fileWith(folder, text), { lossless: true });
    expect(items[0]?.entry).toEqual({ _id: 9007199254740993n, é: [-9007199254740993n] });
    expect(reader.head.log).toEqual({ _n: 12345678901234567890n });
  });

  it('knows its head before the first entry and all of it after the last', async () => {
    const text =
      '{"x":1,"log":{"version":"1.1","creator":{"name":"c","version":2},"entries":[{}],"pages":[{"id":"p"}],"_y":[]}}';
    const reader = await HarReader.open(fileWith(folder, text));
    expect(reader.head.version).toBeUndefined();
    for await (const _ of reader.entries()) {
      expect(reader.head).toMatchObject({ version: '1.1', creator: { name: 'c', version: '2' }, pages: [] });
    }
    expect(reader.head).toMatchObject({ pages: [{ id: 'p' }], late: ['pages', '_y'], root: { x: 1 } });
    expect(await reader.readHead()).toEqual(reader.head);
    await reader.close();
  });

  it('treats __proto__ and constructor as names like any other', async () => {
    const text =
      '{"log":{"entries":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"request":{"__proto__":{"url":"x"}}}],"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}';
    const { items, reader } = await readText(text);
    expect(Object.keys(items[0]?.entry ?? {})).toEqual(['__proto__', 'constructor', 'request']);
    expect(items[0]?.exchange?.request.url).toBe('');
    expect(Object.keys(reader.head.log)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('reads entries longer than a chunk', async () => {
    const long = { ...soundEntry(), comment: '中"\\'.repeat(5000) };
    const { items } = await readAll(harFile([long, ...three]), { chunkSize: 128 });
    expect(items.map(({ entry }) => entry)).toEqual([long, ...three]);
  });
});
