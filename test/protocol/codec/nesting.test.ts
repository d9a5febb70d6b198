/** How deep brackets nest, strings left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep } from '../../../src/protocol/codec/nesting.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${' '.repeat(600)}${']'.repeat(depth)}`;

describe('isTooDeep', () => {
  it('draws the line after 256 levels', () => {
    expect(isTooDeep(nested(256))).toBe(false);
    expect(isTooDeep(nested(257))).toBe(true);
  });

  it('counts no bracket inside a string, whatever is escaped there', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const brackets = '[{'.repeat(300);
        expect(isTooDeep(JSON.stringify([text + brackets, brackets + text, `\\${brackets}\\`]))).toBe(false);
        expect(isTooDeep(JSON.stringify([text]) + nested(300))).toBe(true);
      }),
    );
  });

  it('does not take many brackets beside each other for deep ones', () => {
    expect(isTooDeep('{},'.repeat(10_000))).toBe(false);
  });
});
