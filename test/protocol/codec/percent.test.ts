/** Percent-encoding in every state of repair. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToFixpoint, percentDecode, percentEncode } from '../../../src/protocol/codec/percent.ts';
import { anyText } from './helpers.ts';

describe('percentDecode', () => {
  it.each([
    ['a%2Fb%2fc', 'a/b/c'],
    ['%E4%B8%AD%F0%9F%98%80', '中😀'],
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['%FF%E4%B8', '%FF%E4%B8'],
    ['%C4%E3%41', '%C4%E3A'],
    ['%C0%80%ED%A0%80', '%C0%80%ED%A0%80'],
    ['%252F', '%2F'],
    ['a+b', 'a+b'],
  ])('reads %j', (text, expected) => {
    expect(percentDecode(text)).toBe(expected);
  });

  it('undoes what encoders do', () => {
    fc.assert(fc.property(anyText, (text) => percentDecode(encodeURIComponent(text)) === text));
  });
});

describe('decodeToFixpoint', () => {
  it('finds the value under any number of encodings', () => {
    expect(decodeToFixpoint('kv%25252FNg%253D')).toBe('kv/Ng=');
    expect(decodeToFixpoint('kv/Ng=')).toBe('kv/Ng=');
  });

  it('gives up after five rounds', () => {
    expect(decodeToFixpoint(`%${'25'.repeat(10)}41`)).toBe(`%${'25'.repeat(5)}41`);
  });
});

describe('percentEncode', () => {
  const spelling = { never: '&', plusIsSpace: false };

  it('escapes what examples do not show raw, in their letter case', () => {
    expect(percentEncode("a/b=c!'", { ...spelling, examples: [] })).toBe("a%2Fb%3Dc!'");
    expect(percentEncode('a/b=c', { ...spelling, examples: ['x/', '%3d'] })).toBe('a/b%3dc');
    expect(percentEncode('!', { ...spelling, examples: ['%21'] })).toBe('%21');
    expect(percentEncode('&', { ...spelling, examples: ['&'] })).toBe('%26');
  });

  it('costs no more for a long example than for a short one', () => {
    expect(
      percentEncode('/'.repeat(100_000), { ...spelling, examples: ['x'.repeat(10_000_000)] }),
    ).toHaveLength(300_000);
  });
});
