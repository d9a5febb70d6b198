/** Times fit their columns. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSize, duration, offset, period, shortDuration } from '../../../src/decode/render/time.ts';

describe('durations', () => {
  test.each([
    [0, '0 ms', '0 ms'],
    [95.4, '95 ms', '95 ms'],
    [999.6, '1.0 s', '1.0 s'],
    [25_040, '25.0 s', '25.0 s'],
    [59_960, '1 min', '60.0 s'],
    [357_000, '5 min 57 s', '6.0 min'],
    [7_500_000, '2 h 5 min', '2.1 h'],
    [273_600_000, '3 d 4 h', '3.2 d'],
    [Number.NaN, '?', '?'],
  ])('%d ms is %s, or %s in short', (ms, long, short) => {
    expect([duration(ms), shortDuration(ms)]).toEqual([long, short]);
  });

  test('the short one fits eight columns for any year', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3e11, noNaN: true }), (ms) => shortDuration(ms).length <= 8),
    );
  });
});

describe('offsets', () => {
  test.each([
    [5_250, 60_000, '0:05.2'],
    [325_400, 400_000, '5:25.4'],
    [3_753_000, 7_200_000, '1:02:33'],
    [Number.NaN, 1, '?'],
  ])('%d ms into a recording of %d ms is %s', (ms, total, shown) => {
    expect(offset(ms, total)).toBe(shown);
  });

  test('a period names its second day only where it is another', () => {
    expect(period('2026-03-01T08:00:00.000Z', '2026-03-01T08:05:00.000Z')).toBe(
      '2026-03-01 08:00:00 – 08:05:00 UTC',
    );
    expect(period('2026-03-01T23:00:00.000Z', '2026-03-02T00:05:00.000Z')).toBe(
      '2026-03-01 23:00:00 – 2026-03-02 00:05:00 UTC',
    );
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [3_210, '3.2 kB'],
  [104_000_000, '104 MB'],
  [999_960, '1.0 MB'],
])('%d bytes are %s', (bytes, shown) => {
  expect(byteSize(bytes)).toBe(shown);
});
