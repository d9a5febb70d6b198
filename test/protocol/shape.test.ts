/** Holds the shape builders to JSON Schema as TypeBox makes it. */
import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { describe, expect, test } from 'vitest';
import {
  anything,
  asShape,
  at,
  boolean,
  either,
  escapeKey,
  integer,
  leaves,
  list,
  number,
  object,
  optional,
  text,
  toJsonSchema,
} from '../../src/protocol/shape.ts';

/** A schema as data; a list of required keys that is empty says nothing. */
const plain = (schema: TSchema): unknown =>
  JSON.parse(
    JSON.stringify(toJsonSchema(schema), (key, value) =>
      key === 'required' && Array.isArray(value) && value.length === 0 ? undefined : value,
    ),
  );

describe('the builders', () => {
  test.each<[string, TSchema, TSchema]>([
    ['a text', text(), Type.String()],
    ['a text of a pattern', text({ pattern: /^a\/b$/ }), Type.String({ pattern: '^a\\/b$' })],
    ['a text out of a list', text({ values: ['a', 'b'] }), Type.String({ enum: ['a', 'b'] })],
    ['a whole number', integer(), Type.Integer()],
    ['a whole number out of a list', integer({ values: [1, 2] }), Type.Integer({ enum: [1, 2] })],
    ['a number', number(), Type.Number()],
    ['a boolean', boolean(), Type.Boolean()],
    ['anything', anything(), Type.Unknown()],
    ['a list', list(text()), Type.Array(Type.String())],
    ['one of several', either(text(), integer()), Type.Union([Type.String(), Type.Integer()])],
    ['an object', object({ a: text(), b: integer() }), Type.Object({ a: Type.String(), b: Type.Integer() })],
    ['an object without keys', object({}), Type.Object({})],
    [
      'an object with an optional key',
      object({ a: optional(text()), b: integer() }),
      Type.Object({ a: Type.Optional(Type.String()), b: Type.Integer() }),
    ],
    [
      'objects inside lists inside objects',
      object({ a: list(object({ b: optional(list(boolean())) })) }),
      Type.Object({ a: Type.Array(Type.Object({ b: Type.Optional(Type.Array(Type.Boolean())) })) }),
    ],
  ])('%s is what TypeBox makes of it', (_, ours, theirs) => {
    expect(plain(ours)).toEqual(JSON.parse(JSON.stringify(theirs)));
  });

  test('annotations are keywords beside the description', () => {
    const shape = text({ feeds: 'sid', secret: true, event: 'session.opened', says: 'the session' });
    expect(toJsonSchema(shape)).toEqual({
      type: 'string',
      feeds: 'sid',
      secret: true,
      event: 'session.opened',
      says: 'the session',
    });
  });

  test('an optional shape does not change the one that it is made from', () => {
    const shape = text();
    optional(shape);
    expect(object({ a: shape })).toMatchObject({ required: ['a'] });
  });
});

describe('leaves', () => {
  test('give every description with its pointer, `*` for items', () => {
    const shape = asShape(object({ a: list(object({ 'x/y': text() })), b: either(integer(), text()) }));
    expect([...leaves(shape)].map(({ pointer }) => pointer)).toEqual([
      '',
      '/a',
      '/a/*',
      '/a/*/x~1y',
      '/b',
      '/b',
      '/b',
    ]);
  });
});

describe('at', () => {
  test('finds every value of a tree at its own pointer', () => {
    const tree = fc.object({ maxDepth: 3, values: [fc.string(), fc.integer()] });
    fc.assert(
      fc.property(tree, (value) => {
        for (const [key, inner] of Object.entries(value)) expect(at(value, `/${escapeKey(key)}`)).toBe(inner);
      }),
    );
  });

  test.each(['/toString', '/a/length', '/__proto__', '/constructor/name', '/list/length', '/list/map'])(
    '%s is no value of the data',
    (pointer) => {
      expect(at({ a: 'text', list: [] }, pointer)).toBeUndefined();
    },
  );

  test('a key named __proto__ is a key like any other', () => {
    expect(at(JSON.parse('{"__proto__":{"a":1}}'), '/__proto__/a')).toBe(1);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, pointer) => {
        at(value, pointer);
      }),
    );
  });
});
