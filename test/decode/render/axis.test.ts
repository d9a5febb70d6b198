/** Bars share one axis. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Axis } from '../../../src/decode/render/axis.ts';

describe('a bar', () => {
  const axis = new Axis(1000, 1000, 10);

  test.each([
    [1000, 1010, false, '•         '],
    [1000, 2000, false, '──────────'],
    [1500, 1799, true, '     ━━━  '],
    [2000, 2000, false, '         •'],
    [Number.NaN, 2000, false, '          '],
  ])('from %d to %d', (from, to, isHeld, drawn) => {
    expect(axis.draw(from, to, isHeld)).toBe(drawn);
  });

  test('always fills the axis exactly', () => {
    const time = fc.double({ min: -1e13, max: 1e13 });
    fc.assert(
      fc.property(
        time,
        time,
        fc.double({ min: 0, max: 1e12 }),
        fc.integer({ min: 1, max: 40 }),
        (from, to, ms, cells) => {
          expect(new Axis(0, ms, cells).draw(from, to, true)).toHaveLength(cells);
        },
      ),
    );
  });
});
