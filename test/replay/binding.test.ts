import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionKeys } from '../../src/protocol/wechat/values.ts';
import { Binding } from '../../src/replay/binding.ts';
import { canonical } from '../../src/replay/canonical.ts';
import { likeOf } from '../../src/replay/likeness.ts';

describe('values that stand for others', () => {
  const binding = new Binding([
    ['YSSLd31noZuLt+Wz', 'AbCdEfGhIjKlMn/p'],
    ['4rHvHNQr3sN7BaeG0%2BGuQxib', 'ZZvHNQr3sN7BaeG0%2FGuQxibb'],
    ['2652566766', '1234567890'],
    ['ab', 'cd'],
  ]);

  test.each([
    ['sid=YSSLd31noZuLt+Wz;', 'sid=AbCdEfGhIjKlMn/p;'],
    ['sid=YSSLd31noZuLt%2BWz', 'sid=AbCdEfGhIjKlMn%2Fp'],
    ['sid=YSSLd31noZuLt%2bWz', 'sid=AbCdEfGhIjKlMn%2fp'],
    ['x=4rHvHNQr3sN7BaeG0%252BGuQxib&y', 'x=ZZvHNQr3sN7BaeG0%252FGuQxibb&y'],
    ['x=4rHvHNQr3sN7BaeG0+GuQxib', 'x=ZZvHNQr3sN7BaeG0/GuQxibb'],
    ['"Uin": 2652566766,', '"Uin": 1234567890,'],
    ['12652566766 26525667661', '12652566766 26525667661'],
    // Too short to be told from words.
    ['ab abc', 'ab abc'],
  ])('%s becomes %s', (recorded, live) => {
    expect(binding.toLive(recorded)).toBe(live);
  });

  test('are found again the other way round', () => {
    for (const text of ['sid=YSSLd31noZuLt%2BWz&uin=2652566766', 'x=4rHvHNQr3sN7BaeG0%252BGuQxib'])
      expect(binding.toRecorded(binding.toLive(text))).toBe(text);
  });

  test('change nothing where there are none', () => {
    expect(Binding.none.isPlain).toBe(true);
    expect(new Binding([['same12', 'same12']]).isPlain).toBe(true);
    fc.assert(fc.property(fc.string(), (text) => Binding.none.toLive(text) === text));
  });

  test('never make a text fail, whatever the values hold', () => {
    const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { maxLength: 5 }),
        fc.string({ unit: 'binary' }),
        (pairs, text) => {
          expect(typeof new Binding(pairs).toLive(text)).toBe('string');
        },
      ),
    );
  });
});

describe('a value that looks like another', () => {
  test.each([
    ['uuid', 'h-hW0yt8eQ=='],
    ['sid', 'YSSLd31noZuLt+Wz'],
    ['skey', '@crypt_48802d3e_e9debe0dfdff2142233ad8897d53571c'],
    ['passTicket', '4rHvHNQr3sN7BaeG0%2BGuQxibnhHoOu%2FbTrU3F2uExA'],
    ['ticket', 'A90aV9Zs25zu8N9zVsZ6fKi_@qrticket_0'],
    ['uin', '2652566766'],
    ['dataTicket', 'gSWW+MaEzSLh3PF//5+TPPhw'],
  ] as const)('of %s has its length and form, and follows from the seed', (key, value) => {
    const { shape } = sessionKeys[key];
    const like = likeOf(value, shape, 'one');
    expect(like).not.toBe(value);
    expect(like).toHaveLength(value.length);
    expect(like).toMatch(new RegExp(String(shape.pattern)));
    expect(likeOf(value, shape, 'one')).toBe(like);
    expect(likeOf(value, shape, 'two')).not.toBe(like);
  });

  test('is the value itself where nothing may vary', () => {
    expect(likeOf('==', undefined, 'seed')).toBe('==');
  });

  test('of an account number has 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), fc.string(), (uin, seed) => {
        const like = likeOf(String(uin), sessionKeys.uin.shape, seed);
        expect(Number(like)).toBeLessThanOrEqual(0xffffffff);
        expect(like).toHaveLength(String(uin).length);
      }),
    );
  });
});

describe('values are equal', () => {
  test.each([
    [1, '1'],
    ['a%20b', 'a b'],
    ['a%2520b', 'a b'],
    [null, ''],
    [
      { a: 1, b: '2' },
      { b: 2, a: '1' },
    ],
    [9007199254740993n, '9007199254740993'],
  ])('%o and %o', (one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  test.each([
    [
      [1, 2],
      [2, 1],
    ],
    [['1,2'], [1, 2]],
    [{ a: 1 }, { a: 1, b: 1 }],
  ])('%o and %o are not', (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });
});
