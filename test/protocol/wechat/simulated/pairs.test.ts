/** Positions as clients send them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairsOfKey, pairsOfText } from '../../../../src/protocol/wechat/simulated/pairs.ts';

const pairs = fc.uniqueArray(fc.tuple(fc.nat(3000), fc.nat()), { selector: ([key]) => key, minLength: 1 });

describe('a position', () => {
  test('is read alike from text and from JSON', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const text = pairsOfText(list.map(([key, value]) => `${key}_${value}`).join('|'));
        const json = pairsOfKey({
          List: list.slice(0, 100).map(([Key, Val]) => ({ Key, Val: String(Val) })),
        });
        for (const [key, value] of list.slice(0, 100)) {
          expect(text.get(key)).toBe(value);
          expect(json.get(key)).toBe(value);
        }
      }),
    );
  });

  test.each([
    ['1_10|2_20|1_30', 1, 30],
    ['1_10|2_20|', 2, 20],
    ['1_10||2_20', 2, 20],
    ['1_1.5|1_x|1_', 1, 0],
    ['1_9007199254740993|2_20', 1, undefined],
    ['1|2_20', 2, 20],
    ['{"Count":1,"List":[{"Key":2,"Val":20}]}', 2, 20],
    ['{"List":', 2, undefined],
    ['x'.repeat(5000), 0, undefined],
  ])('in %j', (text, key, value) => {
    expect(pairsOfText(text).get(key)).toBe(value);
  });

  test.each([[undefined], [null], [1], [{ List: 'x' }], [{ List: [null, {}, { Key: 'a', Val: 1 }] }]])(
    'is empty in %j',
    (key) => {
      expect(pairsOfKey(key).isEmpty).toBe(true);
    },
  );
});
