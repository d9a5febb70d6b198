/** Holds the walker to TypeBox's checker, and to saying everything. */
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import {
  anything,
  asShape,
  boolean,
  either,
  integer,
  list,
  number,
  object,
  optional,
  text,
} from '../../src/protocol/shape.ts';
import { type Issue, typeName, walk } from '../../src/protocol/walk.ts';

const found = (shape: TSchema, value: unknown): Issue[] => walk(asShape(shape), value, '');
const codes = (shape: TSchema, value: unknown): string[] =>
  found(shape, value).map(({ code, path }) => `${code} ${path}`);

/** TypeBox takes inherited names for keys of the data, so those are tested apart. */
const keys = fc.constantFrom('a', 'b', 'c', 'x/y', '~');

/** Shapes as the table builds them; the kinds of a union differ. */
const shapes = fc.letrec<{ shape: TSchema; leaf: TSchema }>((tie) => ({
  leaf: fc.constantFrom<TSchema>(
    text(),
    text({ pattern: /^[ab]*$/ }),
    text({ values: ['', 'a'] }),
    integer(),
    integer({ values: [0, 1] }),
    number(),
    boolean(),
    anything(),
    either(text(), integer()),
    either(number(), boolean()),
  ),
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('shape').map((items) => list(items)),
    fc
      .array(fc.tuple(keys, tie('shape'), fc.boolean()), { maxLength: 4 })
      .map((rows) =>
        object(Object.fromEntries(rows.map(([key, inner, may]) => [key, may ? optional(inner) : inner]))),
      ),
  ),
})).shape;

/** Data as it comes out of JSON, built from few keys and values so that it often fits. */
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>('', 'a', 'ab', 'z', 0, 1, 2, -1.5, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
})).value;

describe('walk', () => {
  test("finds fault where TypeBox's checker does, but for keys that nobody described", () => {
    fc.assert(
      fc.property(shapes, values, (shape, value) => {
        const faults = found(shape, value).filter(({ code }) => code !== 'unexpected');
        expect(faults.length === 0).toBe(Check(shape, value));
      }),
      { numRuns: 2000 },
    );
  });

  test('never throws, whatever it is given', () => {
    const anyone = fc.anything({
      withBigInt: true,
      withNullPrototype: true,
      withObjectString: true,
      withDate: true,
    });
    fc.assert(
      fc.property(shapes, anyone, (shape, value) => {
        found(shape, value);
        found(object({ Count: integer({ counts: 'List' }), List: list(anything()) }), {
          Count: value,
          List: [],
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('says every departure, not the first alone', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.func(fc.constantFrom('fine', 'missing', 'type', 'unexpected')), (all, fate) => {
        const fates = all.map((name) => [name, String(fate(name))] as const);
        const described = fates.filter(([, what]) => what !== 'unexpected').map(([name]) => [name, text()]);
        const given = fates
          .filter(([, what]) => what !== 'missing')
          .map(([name, what]) => [name, what === 'type' ? 1 : 'text']);
        const said = codes(object(Object.fromEntries(described)), Object.fromEntries(given));
        expect(said.map((issue) => issue.split(' ')[0]).sort()).toEqual(
          fates
            .map(([, what]) => what)
            .filter((what) => what !== 'fine')
            .sort(),
        );
      }),
    );
  });

  test('says the same departure of many items once', () => {
    const shape = object({ list: list(object({ id: text() })) });
    const items = Array.from({ length: 1000 }, (_, index) => ({ id: index, more: true }));
    expect(codes(shape, { list: items })).toEqual(['type /list/*/id', 'unexpected /list/*/more']);
  });

  test('goes on behind a value of the wrong type', () => {
    const shape = object({ a: object({ b: text() }), c: list(text()), d: integer() });
    expect(codes(shape, { a: [], c: {}, d: '1' })).toEqual(['type /a', 'type /c', 'type /d']);
  });

  test('takes an empty text for one of any pattern, since servers send it for nothing', () => {
    expect(codes(text({ pattern: /^\d+$/ }), '')).toEqual([]);
    expect(codes(text({ pattern: /^\d+$/ }), 'x')).toEqual(['value ']);
  });

  test('takes a whole number for a number, also as one of several kinds', () => {
    expect(codes(number(), 5)).toEqual([]);
    expect(codes(either(number(), text()), 5)).toEqual([]);
  });

  test('a whole number of any length is a whole number', () => {
    expect(codes(integer(), 2n ** 64n)).toEqual([]);
  });

  test('compares a counter with the list that it counts', () => {
    const shape = object({ Count: integer({ counts: 'List' }), List: list(integer()) });
    expect(codes(shape, { Count: 2, List: [1, 2] })).toEqual([]);
    expect(codes(shape, { Count: 2n, List: [1, 2] })).toEqual([]);
    expect(found(shape, { Count: 3, List: [1, 2] })).toEqual([
      { code: 'value', path: '/Count', expected: '2, the length of List', received: '3' },
    ]);
  });

  test('an inherited name is not a key of the data', () => {
    expect(codes(object({ toString: text() }), {})).toEqual(['missing /toString']);
    expect(codes(object({}), JSON.parse('{"__proto__":1}'))).toEqual(['unexpected /__proto__']);
  });

  test('stops at a depth that no reply has', () => {
    let deep: unknown = 1;
    let shape: TSchema = text();
    for (let level = 0; level < 100; level += 1) {
      deep = [deep];
      shape = list(shape);
    }
    expect(found(shape, deep)).toEqual([]);
  });

  test('shows long values shortened', () => {
    const [issue] = found(text({ pattern: /^x$/ }), 'y'.repeat(10_000));
    expect(issue?.received.length).toBeLessThan(130);
  });
});

describe('typeName', () => {
  test.each([
    [null, 'null'],
    [[], 'array'],
    [{}, 'object'],
    [1, 'integer'],
    [1.5, 'number'],
    [1n, 'integer'],
    ['', 'string'],
    [true, 'boolean'],
  ])('%o is of type %s', (value, name) => {
    expect(typeName(value)).toBe(name);
  });
});
