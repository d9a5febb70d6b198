/** Values that are filled into what many share: written as the plain values that they stand for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { json } from '../../src/protocol/codec/json.ts';
import { Filled, Form, Formed, hole } from '../../src/protocol/filled.ts';
import { asShape, integer, list, object, text } from '../../src/protocol/shape.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

const shape = asShape(
  object({
    name: text(),
    count: integer(),
    items: list(integer()),
    inner: object({ a: text() }),
    end: text(),
  }),
);
const keys = ['name', 'count', 'items', 'inner', 'end', 'other', '7', '__proto__', 'with "quotes"'];
/** No text is ever taken for a place to be filled. */
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constant('\0'),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
);
const anything = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf), fc.constant(undefined));
const layouts = [
  'server',
  'compact',
  '{\n"a": 1,\n"b":2\n}',
  '{\n"a":1,\n"b":{\n"c":2\n}\n}\n',
  '{\n  "a": 1\n}\n',
];

/** The fields in an order of their own. */
const fields = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...keys), anything), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

describe('a filled shape', () => {
  test.each(layouts)('is written as the plain value is, in the layout %j', (like) => {
    fc.assert(
      fc.property(fields, (given) => {
        const filled = new Filled(shape, given);
        const plain = { name: '', count: 0, items: [], inner: { a: '' }, end: '', ...given };
        expect(json.encode({ list: [filled, filled], last: filled }, like).text()).toBe(
          json.encode({ list: [plain, plain], last: plain }, like).text(),
        );
        expect(json.encode(filled, like).text()).toBe(json.encode(plain, like).text());
      }),
    );
  });

  test('leaves out what is given as undefined', () => {
    const text = json.encode(new Filled(shape, { count: undefined, end: 'x' })).text();
    expect(JSON.parse(text)).toEqual({ name: '', items: [], inner: { a: '' }, end: 'x' });
  });

  test('may be filled in any number of ways', () => {
    for (let way = 0; way < 200; way++) {
      const text = json.encode(new Filled(shape, { [`key ${way}`]: way }), 'server').text();
      expect(JSON.parse(text)).toMatchObject({ name: '', [`key ${way}`]: way });
    }
  });

  test('is every reply in JSON that the table has', () => {
    for (const { reply } of wechat.endpoints.filter((row) => row.reply.codec === 'json')) {
      const text = json.encode(new Filled(reply.shape, {}), 'server').text();
      expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(reply.shape.properties as object));
    }
  });
});

describe('a form', () => {
  const form = new Form({ Count: 2, List: [{ Key: 1, Val: hole }, hole, { Key: hole }], End: hole });

  test.each(layouts)('is written as the plain value is, in the layout %j', (like) => {
    const defined = anything.filter((value) => value !== undefined);
    fc.assert(
      fc.property(defined, defined, defined, defined, (one, two, three, four) => {
        const plain = { Count: 2, List: [{ Key: 1, Val: one }, two, { Key: three }], End: four };
        expect(json.encode(new Formed(form, [one, two, three, four]), like).text()).toBe(
          json.encode(plain, like).text(),
        );
      }),
    );
  });
});
