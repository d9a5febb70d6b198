import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLossless, stringifyLossless } from '../src/json.ts';

const big = 4875677066133713581n;

describe('parseLossless', () => {
  it.each<[string, string, unknown]>([
    ['a value of a key', `{"NewMsgId":${big}}`, { NewMsgId: big }],
    ['a negative integer', `{"id":-${big}}`, { id: -big }],
    ['an element of an array', `[1,${big}, ${big}]`, [1, big, big]],
    ['the whole text', ` ${big} `, big],
    ['the whole text without blanks', `${big}`, big],
    ['a key with a blank before the colon', `{"id" :\n${big}\n}`, { id: big }],
    ['a key that ends in a quote', `{"a\\"":${big}}`, { 'a"': big }],
    ['the smallest unsafe integer', '{"a":9007199254740992}', { a: 9007199254740992n }],
    ['a safe integer of sixteen digits', '{"a":9007199254740991}', { a: 9007199254740991 }],
    ['an exponent', `{"a":1e20,"b":${big}}`, { a: 1e20, b: big }],
    ['a fraction', '{"a":1000000000000000000.0}', { a: 1e18 }],
    ['the last of repeated keys', `{"a":${big},"a":${big + 2n}}`, { a: big + 2n }],
    ['a repeated key whose last value is small', `{"a":${big},"a":1,"b":1e20}`, { a: 1, b: 1e20 }],
    ['digits inside a string', `{"a":"{\\"b\\":${big}}"}`, { a: `{"b":${big}}` }],
    [
      'digits inside a string beside a number',
      `{"a":"x\\",\\"b\\":${big},","c":${big}}`,
      { a: `x","b":${big},`, c: big },
    ],
  ])('keeps the digits of %s', (_title, text, value) => {
    expect(parseLossless(text)).toEqual(value);
  });

  it('keeps the digits wherever in the text they stand', () => {
    for (let length = 0; length < 40; length++) {
      const key = 'k'.repeat(length);
      expect(parseLossless(`{"${key}":9007199254740993}`)).toEqual({ [key]: 9007199254740993n });
    }
  });

  it('does not mix up numbers that round to the same double when keys look like an index', () => {
    expect(parseLossless('{"2":9007199254740993,"1":9007199254740992}')).toEqual({
      1: 9007199254740992n,
      2: 9007199254740993n,
    });
  });

  it('makes __proto__ an own key', () => {
    for (const text of [`{"__proto__":{"a":${big}}}`, `{"__proto__":${big}}`, `{"__proto__" :[${big}]}`]) {
      const value = parseLossless(text) as object;
      expect(Object.keys(value)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(stringifyLossless(value)).toBe(text.replace('" :', '":'));
    }
  });

  it('throws SyntaxError where JSON.parse does', () => {
    for (const text of ['', '{', '[1,]', '{"a":01}', `{"a":${big}`, 'undefined', `${big}n`]) {
      expect(() => parseLossless(text)).toThrow(SyntaxError);
    }
  });

  it('reads nesting deeper than a call stack allows', () => {
    const depth = 200_000;
    const text = `${'['.repeat(depth)}${big}${']'.repeat(depth)}`;
    expect(stringifyLossless(parseLossless(text))).toBe(text);
  });

  it('leaves an integer of absurd length a number', () => {
    expect(parseLossless(`[${'9'.repeat(100_000)}]`)).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('agrees with JSON.parse on everything but the digits of unsafe integers', () => {
    const rounded = (value: unknown): unknown =>
      JSON.parse(stringifyLossless(value), (_key, item) => (typeof item === 'bigint' ? Number(item) : item));
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(rounded(parseLossless(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('tree')),
    fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '1', '0', 'a')),
      tie('tree'),
      { noNullPrototype: true },
    ),
  ),
}));

describe('stringifyLossless', () => {
  it('writes what parseLossless reads back, with and without indentation', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = stringifyLossless(value, indent);
        expect(parseLossless(text)).toEqual(value);
        expect(stringifyLossless(parseLossless(text), indent)).toBe(text);
      }),
    );
  });

  it('lays out as JSON.stringify does', () => {
    const value = {
      list: [1, [], {}, undefined, () => 0],
      skipped: undefined,
      date: new Date(0),
      text: 'é\ud800',
      nan: Number.NaN,
    };
    for (const indent of [0, 2]) {
      const expected = JSON.stringify({ ...value, id: 'BIG' }, null, indent).replace('"BIG"', `${big}`);
      expect(stringifyLossless({ ...value, id: big }, indent)).toBe(expected);
    }
  });

  it('throws TypeError on a cycle and accepts a value met twice', () => {
    const shared = { id: big };
    expect(stringifyLossless([shared, shared])).toBe(`[{"id":${big}},{"id":${big}}]`);
    const cycle: unknown[] = [big];
    cycle.push(cycle);
    expect(() => stringifyLossless(cycle)).toThrow(TypeError);
  });
});
