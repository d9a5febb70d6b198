/** The time of an event. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTime } from '../../src/decode/events.ts';

test('is written as a date writes it, whatever was written before', () => {
  const near = fc.integer({ min: 1.7e12, max: 1.7e12 + 200_000 });
  const any = fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true, minExcluded: true, maxExcluded: true });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any)), (times) => {
      for (const time of times) expect(isoTime(time)).toBe(new Date(time).toISOString());
    }),
  );
});

test('is null where there is none', () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 8.65e15]) expect(isoTime(time)).toBeNull();
});
