/** Forms and queries, byte for byte where nothing changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editForm, form, parseForm, parseQuery } from '../../../src/protocol/codec/form.ts';
import {
  anyKey,
  anyText,
  decodeText,
  dictionaryOf,
  expectSame,
  fieldsFrom,
  kindIn,
  valueIn,
} from './helpers.ts';

describe('parseQuery', () => {
  it('keeps a plus, the order and repeated names', () => {
    expect(parseQuery('sid=a+b%2B&uuid=Qe3PDEPf1Q==&r=1&r=2')).toEqual([
      { name: 'sid', value: 'a+b+', raw: 'a+b%2B' },
      { name: 'uuid', value: 'Qe3PDEPf1Q==', raw: 'Qe3PDEPf1Q==' },
      { name: 'r', value: '1', raw: '1' },
      { name: 'r', value: '2', raw: '2' },
    ]);
  });

  it('reads names without a value and passes empty pairs', () => {
    expect(parseQuery('&MsgID=1&&flag&=x&a=')).toEqual([
      { name: 'MsgID', value: '1', raw: '1' },
      { name: 'flag', value: '', raw: '' },
      { name: '', value: 'x', raw: 'x' },
      { name: 'a', value: '', raw: '' },
    ]);
    expect(parseQuery('')).toEqual([]);
  });

  it('decodes once', () => {
    expect(parseQuery('pass_ticket=kv%252FNg')).toEqual([
      { name: 'pass_ticket', value: 'kv%2FNg', raw: 'kv%252FNg' },
    ]);
  });

  it('reads a plus as a space in a form only', () => {
    expect(parseForm('a=b+c')[0]).toEqual({ name: 'a', value: 'b c', raw: 'b+c' });
  });

  it('stops at a number of fields', () => {
    expect(parseQuery('a&'.repeat(150_000))).toHaveLength(100_000);
  });
});

describe('form', () => {
  it('reads fields in order', () => {
    expect(valueIn(decodeText(form, 'sid=GLRE%2B%2Fy&uin=2663483803'))).toEqual({
      sid: 'GLRE+/y',
      uin: '2663483803',
    });
    expect(valueIn(decodeText(form, 'a=1&a=2&b=x+y&a=3'))).toEqual({ a: ['1', '2', '3'], b: 'x y' });
    expect(valueIn(decodeText(form, ''))).toEqual({});
    expectSame(
      valueIn(decodeText(form, '__proto__=1&constructor=2&__proto__=3')),
      fieldsFrom([
        ['__proto__', ['1', '3']],
        ['constructor', '2'],
      ]),
    );
  });

  it.each([
    ['{"a":1}', 'json'],
    ['<error><ret>0</ret></error>', 'xml'],
    ['<html>', 'html'],
    ['two words', 'text'],
    ['\0\0=\0', 'binary'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(form, text))).toBe(kind);
  });

  it('encodes as browsers do', () => {
    expect(form.encode({ sid: 'a+/= b', 中: ['1', 2n], empty: '', none: null }).text()).toBe(
      'sid=a%2B%2F%3D+b&%E4%B8%AD=1&%E4%B8%AD=2&empty=&none=',
    );
  });

  it.each([
    ['sid=a%2fb==&uin=1', { sid: 'c/d==', uin: '2' }, 'sid=c%2fd==&uin=2'],
    ['sid=a/b&uin=1', { sid: 'c/d', uin: '1' }, 'sid=c/d&uin=1'],
    ['a=x%20y&b=1', { a: 'p q', b: 'r s' }, 'a=p%20q&b=r%20s'],
    ['a=x+y', { a: 'p q' }, 'a=p+q'],
    ['a=100%&b', { a: '100%', b: '' }, 'a=100%&b'],
    ['a=100%&b', { a: '99%', b: 'x' }, 'a=99%25&b=x'],
    ['a=1&b=2&a=3', { b: '2', a: ['1', '4', '5'] }, 'a=1&b=2&a=4&a=5'],
    ['a=1&b=2', { b: '2', c: '/' }, 'b=2&c=%2F'],
    ['a=%E4%B8%AD&b=中', { a: '国', b: '国' }, 'a=%E5%9B%BD&b=国'],
    ['&a=1&', { a: '1' }, '&a=1&'],
  ])('keeps order and spelling of %j', (like, value, expected) => {
    expect(form.encode(value, like).text()).toBe(expected);
  });

  it.each([['a=1'], [{ a: {} }], [{ a: [[]] }]])('refuses %j with a code', (value) => {
    expect(() => form.encode(value)).toThrow(expect.objectContaining({ code: 'recording/codec' }));
  });
});

describe('editForm', () => {
  it('replaces values in their spelling', () => {
    const edits = new Map<string, unknown>([
      ['/sid', 'x/y=='],
      ['/r/1', 7],
      ['/flag', 'on'],
      ['/gone', 1],
      ['/r/2', 1],
    ]);
    expect(editForm('sid=a%2Fb==&r=1&r=2&flag', edits)).toEqual({
      text: 'sid=x%2Fy==&r=1&r=7&flag=on',
      missed: ['/gone', '/r/2'],
    });
  });
});

describe('round trips', () => {
  const value = fc.oneof(anyText, fc.array(anyText, { minLength: 2, maxLength: 3 }));
  const fields = dictionaryOf(anyKey, value);

  it('reads back what it wrote, whatever the example', () => {
    const example = fc.oneof(
      fc.constant(undefined),
      fc.string({ maxLength: 40 }),
      fields.map((other) => form.encode(other).text()),
      fc.string({ unit: fc.constantFrom(...'a=&%+/ 2Ff中'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(fields, example, (wanted, like) => {
        expectSame(valueIn(form.decode(form.encode(wanted, like))), wanted);
      }),
    );
  });

  it('gives a form back byte for byte when nothing changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab=&%+/2Ff中'), maxLength: 40 }), (text) => {
        const decoded = decodeText(form, text);
        if (decoded.ok) expect(form.encode(decoded.value, text).text()).toBe(text);
      }),
    );
  });
});
