/** An entry read without its lists is the entry, as far as anybody can tell. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HarItem, readItem } from '../../src/har/item.ts';
import { withMarks, withoutLists } from '../../src/har/lists.ts';
import { spoken } from './support.ts';

const place = { index: 0, offset: 0, length: 0 };

function read(json: string, isWhole: boolean, wantsHeaders = false): HarItem {
  return readItem(Buffer.from(json), place, { isLossless: false, isWhole, wantsHeaders });
}

const pair = fc.record({
  name: fc.oneof(fc.constantFrom('Cookie', 'content-type'), fc.string({ unit: 'binary' })),
  value: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a=1; b=2', '"headers":[]', '\\')),
});
const list = fc.oneof(
  fc.array(pair),
  fc.array(fc.oneof(pair, fc.record({ name: fc.string(), value: fc.string(), secure: fc.boolean() }))),
  fc.json().map((json) => JSON.parse(json) as unknown),
);
const lists = { headers: list, cookies: list, queryString: list };
const body = fc.record({ mimeType: fc.constant('text/plain'), text: fc.string({ unit: 'binary' }) });
const entry = fc.record({
  startedDateTime: fc.constant('2026-01-02T03:04:05.678Z'),
  time: fc.nat(),
  request: fc.record({ method: fc.constant('GET'), url: fc.webUrl(), ...lists, postData: body }),
  response: fc.record({ ...lists, status: fc.constant(200), content: body }),
});

describe('an entry without its lists', () => {
  it('has the same exchange and the same members', () => {
    fc.assert(
      fc.property(entry, fc.constantFrom(undefined, 1, '\t', '\n'), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        const lean = read(json, false);
        expect(spoken(lean.exchange!)).toEqual(spoken(read(json, true).exchange!));
        expect(lean.entry).toEqual(value);
        const marked = read(json, false, true);
        expect(spoken(marked.exchange!)).toEqual(spoken(lean.exchange!));
        expect(marked.entry).toEqual(value);
      }),
    );
  });

  it('is JSON only where the whole is', () => {
    const sound = JSON.stringify({ a: 'x,', headers: [{ name: 'a', value: 'b' }], cookies: [], b: [1] });
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.constantFrom('', '"', ',', ']', '\\', ' '), (at, other) => {
        const json = sound.slice(0, at) + other + sound.slice(at + 1);
        expect(isJson(withoutLists(json))).toBe(isJson(json));
        expect(isJson(withMarks(json, []))).toBe(isJson(json));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the very same list for headers that come again', () => {
    const json = (path: string, headers: unknown): string =>
      JSON.stringify({ request: { method: 'GET', url: `http://a.test/${path}`, headers } });
    const [one, two] = ['1', '2'].map((path) => read(json(path, [{ name: 'A', value: 'é' }]), false, true));
    expect(one!.exchange!.request.headers).toEqual([['A', 'é']]);
    expect(two!.exchange!.request.headers).toBe(one!.exchange!.request.headers);
  });

  it('takes no number for a list', () => {
    const headers = (value: string): unknown =>
      read(`{"request":{"method":"GET","queryString":[],"headers":${value}}}`, false, true).exchange!.request
        .headers;
    for (const value of ['0', '1', '0e0', '-0', '1.5']) expect(headers(value)).toEqual([]);
  });

  it('says where the whole is wrong', () => {
    const json = '{"a":1,"headers":[{"name":"a","value":"b"}],"b":tru}';
    expect(() => read(json, false)).toThrow(messageOf(json));
  });

  it('loses them', () => {
    const json = '{"a":{"url":"u","headers":[{"name":"a","value":"b"}],"cookies": [ ] },"b":2}';
    expect(withoutLists(json)).toBe('{"a":{"url":"u" },"b":2}'.replace(' }', '}'));
  });
});

function isJson(text: string): boolean {
  return messageOf(text) === undefined;
}

function messageOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
