/** Suggestions for mistyped names. */
import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/cli/nearest.ts';

const names = ['decode', 'doctor', 'timeline', 'protocol', 'schema', 'demo', 'completion'];

describe('the nearest name', () => {
  test.each([
    ['decod', 'decode'],
    ['deocde', 'decode'],
    ['DOCTOR', 'doctor'],
    ['time', 'timeline'],
    ['protocoll', 'protocol'],
    ['xyz', undefined],
    ['', undefined],
  ])('of %j is %s', (given, name) => {
    expect(nearest(given, names)).toBe(name);
  });

  test('is asked for in words, or not at all', () => {
    expect(didYouMean('demmo', names)).toBe('; did you mean demo?');
    expect(didYouMean('q', names)).toBe('');
  });

  test('costs little for a very long word', () => {
    expect(nearest('x'.repeat(1_000_000), names)).toBeUndefined();
  });
});
