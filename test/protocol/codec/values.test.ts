/** Objects whose keys come from outside. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addField, sameData, setOwn, stepsOf } from '../../../src/protocol/codec/values.ts';
import { escapeKey } from '../../../src/protocol/shape.ts';
import { anyLiteral } from './helpers.ts';

describe('setOwn', () => {
  it.each(['__proto__', 'constructor', 'toString', 'a'])('makes %s a key like others', (key) => {
    const fields: Record<string, unknown> = {};
    setOwn(fields, key, { polluted: true });
    expect(Object.keys(fields)).toEqual([key]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('addField', () => {
  it('turns a name that comes again into a list', () => {
    const fields = {};
    for (const value of ['1', '2', '3']) addField(fields, 'toString', value);
    expect(fields).toEqual({ toString: ['1', '2', '3'] });
  });
});

describe('sameData', () => {
  it('holds for a copy in another order, and for a whole number in both forms', () => {
    expect(sameData({ a: 1, b: [{ c: 2n }] }, { b: [{ c: 2 }], a: 1 })).toBe(true);
    fc.assert(fc.property(anyLiteral, (value) => sameData(value, structuredClone(value))));
  });

  it.each([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [[1], { 0: 1 }],
    [null, {}],
    ['1', 1n],
    [0, -0],
    [undefined, {}],
  ])('tells values apart, number %#', (one, other) => {
    expect(sameData(one, other)).toBe(false);
    expect(sameData(other, one)).toBe(false);
  });
});

describe('stepsOf', () => {
  it('undoes the escapes of a pointer', () => {
    expect(stepsOf('')).toEqual([]);
    expect(stepsOf('/a~1b/~01//0')).toEqual(['a/b', '~1', '', '0']);
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (steps) => {
        expect(stepsOf(steps.map((step) => `/${escapeKey(step)}`).join(''))).toEqual(steps);
      }),
    );
  });
});
