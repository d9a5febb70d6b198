/** How deep parsed JSON nests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep } from '../../../src/protocol/codec/nesting.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${' '.repeat(600)}${']'.repeat(depth)}`;
const tooDeep = (text: string): boolean => isTooDeep(text, JSON.parse(text));

describe('isTooDeep', () => {
  it('draws the line after 256 levels', () => {
    expect(tooDeep(nested(256))).toBe(false);
    expect(tooDeep(nested(257))).toBe(true);
    expect(tooDeep(nested(1_000_000))).toBe(true);
  });

  it('counts no bracket inside a string, whatever is escaped there', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const brackets = '[{'.repeat(300);
        expect(tooDeep(JSON.stringify([text + brackets, brackets + text, `\\${brackets}\\`]))).toBe(false);
        expect(tooDeep(`[${JSON.stringify(text)},${nested(300)}]`)).toBe(true);
      }),
    );
  });

  it('does not take many brackets beside each other for deep ones', () => {
    expect(tooDeep(`[${'{},'.repeat(10_000)}0]`)).toBe(false);
  });
});
