/** Which texts are told from others, and what is found inside them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strengthOf } from '../../../src/decode/trace/strength.ts';
import {
  barest,
  fromBase64,
  joinedParts,
  plainOf,
  strongPieces,
  urlPieces,
} from '../../../src/decode/trace/texts.ts';

test.each([
  '',
  '0',
  '1',
  'true',
  'zh_CN',
  'new',
  'filehelper',
  'desktop',
  '10000',
  '1.8.2',
  'getUserNameOfThis',
])('%s is met by chance everywhere', (text) => expect(strengthOf(text)).toBe(0));

test.each(['utf-8', 'jquery-1.8.2.min.js', 'icon32.png', 'text/html; charset=utf-8', 'gzip, deflate'])(
  '%s is no key',
  (text) => expect(strengthOf(text)).toBe(0),
);

test.each([
  'UwRARrqRVQ==',
  '@crypt_305a8838_4aeaaa56ebacd54651819544060dbed0',
  'vf5gf3j1hdx5g26t',
  '2718281828',
  '8607949158486384869',
  'e725327177936952',
  '@0ce26ab77721e7cd30d42601369fdd6b',
])('%s speaks for itself', (text) => expect(strengthOf(text)).toBe(2));

test('takes a bounded time for any text', () => {
  const hostile = [
    'aA'.repeat(2000),
    'a'.repeat(4000),
    '_'.repeat(4000),
    'A-a'.repeat(1300),
    '%25'.repeat(1300),
  ];
  const start = performance.now();
  for (const text of hostile) {
    strengthOf(text);
    plainOf(text);
    joinedParts(text);
    urlPieces(text);
    [...strongPieces(text)];
  }
  expect(performance.now() - start).toBeLessThan(2000);
});

describe('encodings', () => {
  test('are undone however often they were applied, and counted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.nat(3), (text, times) => {
        fc.pre(plainOf(text).text === text && /[^\w!'()*.~-]/.test(text));
        let encoded = text;
        for (let round = 0; round < times; round++) encoded = encodeURIComponent(encoded);
        expect(plainOf(encoded)).toEqual({ text, rounds: times });
      }),
    );
  });

  test('of markup are undone too', () => {
    expect(barest('a%3Db%26amp%3Bc')).toBe('a=b&c');
  });

  test('of base64 only where text is inside', () => {
    expect(fromBase64('dXNlcjpwYXNzd29yZDE=')).toBe('user:password1');
    expect(fromBase64('CIsBEOTglpAKGoABEl9sZAWh4i0Fb4U')).toBeUndefined();
  });
});

test('joined values have parts, whatever stands between them', () => {
  expect(joinedParts('1_694411380|2_694413141')).toBe('1 694411380 2 694413141');
  expect(joinedParts('alone')).toBeUndefined();
});

test('a URL has its fields and steps, also without a host', () => {
  expect(urlPieces('/cgi/icon?seq=620000000&username=@ab')).toEqual([
    { name: 'seq', text: '620000000' },
    { name: 'username', text: '@ab' },
    { text: 'cgi' },
    { text: 'icon' },
  ]);
  expect(urlPieces('a text, no URL')).toBeUndefined();
});
