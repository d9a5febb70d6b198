import { describe, expect, test } from 'vitest';
import { readDuration, readSize } from '../../src/cli/quantities.ts';

describe('sizes and durations', () => {
  test.each([
    ['512', 512],
    ['64k', 64_000],
    ['10MB', 10_000_000],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['0', 0],
  ])('%s is %d bytes', (text, bytes) => expect(readSize(text)).toBe(bytes));

  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
  ])('%s is %d milliseconds', (text, ms) => expect(readDuration(text)).toBe(ms));

  test.each(['', 'k', '-1', '10 parsecs', '1e9', '10k10'])('%j is no size', (text) =>
    expect(() => readSize(text)).toThrow(expect.objectContaining({ code: 'usage/bad-option' })),
  );

  test.each(['', '0s', '5', 's', '5m!', '30d', '9999h'])('%j is no duration', (text) =>
    expect(() => readDuration(text)).toThrow(expect.objectContaining({ code: 'usage/bad-option' })),
  );
});
