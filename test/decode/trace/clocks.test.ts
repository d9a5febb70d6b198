/** Numbers that were read off the clock, in every form that programs give them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClock } from '../../../src/decode/trace/clocks.ts';

const now = Date.UTC(2026, 10, 21, 2, 5, 9);
const time = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2040, 0) });

describe('a reading of the clock', () => {
  test.each([
    [String(now), []],
    [String(Math.floor(now / 1000)), ['seconds']],
    [String(~now), ['bitwise-not']],
    [String(~Math.floor(now / 1000)), ['seconds', 'bitwise-not']],
    [`${now}0123`, ['append']],
  ])('%s', (text, transforms) => {
    expect(readClock(text, now)?.transforms).toEqual(transforms);
  });

  test('inverted is known on both sides of the change of sign', () => {
    fc.assert(
      fc.property(time, (at) => {
        expect(readClock(String(~at), at)).toEqual({ transforms: ['bitwise-not'], age: 0 });
      }),
    );
  });

  test('keeps its age', () => {
    expect(readClock(String(~(now - 26_000)), now)?.age).toBe(26_000);
    expect(readClock(String(now - 26_000), now)?.age).toBe(26_000);
  });

  test('divided is known where the table says by what', () => {
    const options = { isClock: true, scales: [1579, 3158] };
    expect(readClock(String(Math.trunc(now / 1000 / -1579)), now, options)?.transforms).toEqual([
      'seconds',
      'divide',
      'negate',
    ]);
    expect(readClock(String(Math.trunc(now / -1579)), now, options)?.transforms).toEqual([
      'divide',
      'negate',
    ]);
    expect(readClock(String(Math.trunc(now / -1579)), now)).toBeUndefined();
  });

  test.each(['0', '1', '62000', '2718281828', '8607949158486384869', 'e725327177936952', ''])(
    '%s is none',
    (text) => {
      expect(readClock(text, now)).toBeUndefined();
    },
  );

  test('of another day, or of a time to come, is none', () => {
    expect(readClock(String(now + 60_000), now)).toBeUndefined();
    expect(readClock(String(now - 3 * 86_400_000), now, { isClock: true })).toBeUndefined();
    expect(readClock(String(now), Number.NaN)).toBeUndefined();
  });
});
