/** Holds the maker of large recordings to its size, its seed and HAR. */
import type { Har } from 'har-format';
import { describe, expect, test } from 'vitest';
import { largeHar } from '../../bench/make-large.mjs';
import { startOf, validator } from '../captures/recording.ts';

describe('bench/make-large.mjs', () => {
  const collect = (seed: number): { text: string; entries: number; bytes: number } => {
    const pieces = largeHar({ bytes: 1_500_000, seed });
    let text = '';
    for (;;) {
      const { value, done } = pieces.next();
      if (done) return { text, ...value };
      text += value;
    }
  };
  const one = collect(1);
  const { entries } = (JSON.parse(one.text) as Har).log;

  test('reports what it wrote, and reaches the size with its last entry', () => {
    expect([one.entries, one.bytes]).toEqual([entries.length, Buffer.byteLength(one.text)]);
    expect(one.bytes).toBeGreaterThanOrEqual(1_500_000);
    expect(one.bytes - JSON.stringify(entries.at(-1)).length).toBeLessThan(1_500_000);
  });

  test('the same seed gives the same text, another seed another', () => {
    expect(collect(1).text).toBe(one.text);
    expect(collect(2).text).not.toBe(one.text);
  });

  test('its entries are valid HAR in the order of their start', async () => {
    const starts = entries.map(startOf);
    expect(starts).toEqual([...starts].sort((first, second) => first - second));
    for (const entry of entries) await expect(validator.entry(entry)).resolves.toBeTruthy();
  });
});
