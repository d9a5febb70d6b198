/** Values that follow from a seed. */
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/protocol/dice.ts';

const draw = (dice: Dice, count = 50): number[] => Array.from({ length: count }, () => dice.next());

describe('dice', () => {
  test('of one seed fall alike, of another differently', () => {
    expect(draw(new Dice('a'))).toEqual(draw(new Dice('a')));
    expect(draw(new Dice('a'))).not.toEqual(draw(new Dice('b')));
  });

  test('fork by name, whatever was drawn before', () => {
    const one = new Dice('a');
    const other = new Dice('a');
    draw(other);
    expect(draw(one.fork('x'))).toEqual(draw(other.fork('x')));
    expect(draw(one.fork('x'))).not.toEqual(draw(one.fork('y')));
  });

  test('reach every value of a range and no other', () => {
    const dice = new Dice('range');
    const seen = new Set(Array.from({ length: 500 }, () => dice.between(3, 7)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7]);
  });

  test('write texts of the length asked for in their alphabet', () => {
    const dice = new Dice('text');
    expect(dice.text('hex', 33)).toMatch(/^[0-9a-f]{33}$/);
    expect(dice.text('base64url', 24)).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(dice.text('decimal', 18)).toMatch(/^\d{18}$/);
    expect(dice.bytes(16)).toHaveLength(16);
  });

  test('of ten thousand names share no value', () => {
    const dice = new Dice('many');
    const values = new Set(
      Array.from({ length: 10_000 }, (_, index) => dice.fork(`${index}`).text('hex', 32)),
    );
    expect(values.size).toBe(10_000);
  });
});
