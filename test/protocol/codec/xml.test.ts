/** XML whose values stay text, as servers really send it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { decodeXml, xml } from '../../../src/protocol/codec/xml.ts';
import { decodeText, dictionaryOf, expectSame, fieldsFrom, kindIn, valueIn } from './helpers.ts';

const read = (text: string): unknown => valueIn(decodeText(xml, text));

describe('decode', () => {
  it('makes no number, boolean or trimmed text of a value', () => {
    const text =
      '<error><ret>0</ret><message></message><wxsid>00123</wxsid><a>1e5</a><b>0x1F</b><c> true </c></error>';
    expect(read(text)).toEqual({
      error: { ret: '0', message: '', wxsid: '00123', a: '1e5', b: '0x1F', c: ' true ' },
    });
  });

  it.each([
    [
      '<msg><img length="6503" hdlength=\'0\'/></msg>',
      { msg: { img: { '@length': '6503', '@hdlength': '0' } } },
    ],
    ['<msg><a x="1">text</a></msg>', { msg: { a: { '@x': '1', '#text': 'text' } } }],
    ['<msg><a x="1"></a><b/></msg>', { msg: { a: { '@x': '1' }, b: '' } }],
    ['<a><b><![CDATA[<x> & </x>]]></b></a>', { a: { b: '<x> & </x>' } }],
    ['<a><b>one<![CDATA[&lt;]]>&lt;</b></a>', { a: { b: 'one&lt;<' } }],
    ['<a><b><![CDATA[]]></b></a>', { a: { b: '' } }],
    ['<a>\n  <b>1</b>\n  <c>\n</c>\n</a>\n', { a: { b: '1', c: '\n' } }],
    ['<a>text<b>1</b>more</a>', { a: { '#text': 'textmore', b: '1' } }],
    ['<a><b>1</b><b>2</b><c>3</c></a>', { a: { b: ['1', '2'], c: '3' } }],
    ['<a:b c:d="1"><e-f.g/></a:b>', { 'a:b': { '@c:d': '1', 'e-f.g': '' } }],
    [
      '<a b="&lt;&amp;&gt;">&#39;&#x4e2d;&#x1F600;&quot;&apos;</a>',
      { a: { '@b': '<&>', '#text': "'中😀\"'" } },
    ],
    ['<a>one\r\ntwo</a>', { a: 'one\ntwo' }],
    ['<a><!-- no --><b>1</b><?pi x?></a>', { a: { b: '1' } }],
    ['<a t="1"> </a>', { a: { '@t': '1', '#text': ' ' } }],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    ['without a declaration', '<a>1</a>'],
    ['with one', '<?xml version="1.0" encoding="utf-8"?><a>1</a>'],
    ['with the charset of another encoding', '<?xml version="1.0" encoding="gb2312"?>\n<a>1</a>'],
    ['between blanks', ' \r\n\t<a>1</a>\n\n'],
    ['after a byte order mark', '\ufeff<a>1</a>'],
    ['after a comment', '<!-- x --><a>1</a>'],
  ])('reads a document %s', (_how, text) => {
    expect(read(text)).toEqual({ a: '1' });
  });

  it('takes a bare ampersand for itself', () => {
    expect(read('<a><b>x & y&z; &amp; a?b=1&c=2&#zz;</b></a>')).toEqual({
      a: { b: 'x & y&z; & a?b=1&c=2&#zz;' },
    });
    expect(read('<a b="c?d=1&e=2"/>')).toEqual({ a: { '@b': 'c?d=1&e=2' } });
  });

  it('makes lists where the caller knows them', () => {
    const text = '<a><b><c>1</c></b><c>2</c></a>';
    expect(valueIn(decodeXml(text, { isArray: (path) => path === '/a/b/c' }))).toEqual({
      a: { b: { c: ['1'] }, c: '2' },
    });
    expect(valueIn(decodeXml(text))).toEqual({ a: { b: { c: '1' }, c: '2' } });
  });

  it('keeps __proto__, constructor and toString as elements like others', () => {
    const value = read(
      '<a><__proto__><b>1</b></__proto__><constructor>2</constructor><toString>3</toString></a>',
    );
    const expected = fieldsFrom([
      ['__proto__', { b: '1' }],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
    expectSame(value, { a: expected });
  });

  it.each([
    ['', 'empty'],
    ['<!DOCTYPE html><html><p>no</p></html>', 'html'],
    ['<html><head></head></html>', 'html'],
    ['{"ret":0}', 'json'],
    ['no XML', 'text'],
    ['<error><ret>0</ret>', 'broken'],
    ['<error><ret>0</error></ret>', 'broken'],
    ['<a>1</a><b>2</b>', 'broken'],
    ['<a b=1/>', 'broken'],
    ['<!DOCTYPE a SYSTEM "http://x/"><a/>', 'broken'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(xml, text))).toBe(kind);
  });

  it('expands no entity that the document declares', () => {
    const lines = Array.from(
      { length: 20 },
      (_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`,
    );
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "x">${lines.join('')}]><a>&e20;</a>`;
    expect(kindIn(decodeText(xml, bomb))).toBe('broken');
    expect(read('<a>&e20;</a>')).toEqual({ a: '&e20;' });
  });

  it('reads as many references as there are', () => {
    const many = read(`<a>${'&lt;'.repeat(100_000)}</a>`) as { a: string };
    expect(many.a).toHaveLength(100_000);
  });

  it('does not follow elements deeper than a limit, nor read what is too long', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(kindIn(decodeText(xml, nested(250)))).toBe('ok');
    expect(kindIn(decodeText(xml, nested(10_000)))).toBe('broken');
    expect(kindIn(decodeText(xml, `<a>${'x'.repeat(2 * 1024 * 1024)}</a>`))).toBe('broken');
    expect(kindIn(xml.decode(Body.ofBytes(Buffer.alloc(8 * 1024 * 1024, '<a>'))))).toBe('broken');
  });
});

describe('encode', () => {
  it('writes the real answer on one line', () => {
    const value = {
      error: { ret: 0, message: '', skey: '@crypt_67dda160_51a4', wxuin: 8465882352n, pass_ticket: 'a%2Fb' },
    };
    expect(xml.encode(value).text()).toBe(
      '<error><ret>0</ret><message></message><skey>@crypt_67dda160_51a4</skey><wxuin>8465882352</wxuin><pass_ticket>a%2Fb</pass_ticket></error>',
    );
  });

  it('escapes what would be markup', () => {
    expect(xml.encode({ a: { '@b': '"<&>\n', '#text': '<&>"' } }).text()).toBe(
      '<a b="&quot;&lt;&amp;&gt;&#10;">&lt;&amp;&gt;"</a>',
    );
  });

  it('replaces texts in an example of the same elements', () => {
    const like =
      '<?xml version="1.0"?>\n<error>\n <ret>1203</ret>\n <message><![CDATA[no]]></message></error>\n';
    expect(xml.encode({ error: { ret: '0', message: 'a < b' } }, like).text()).toBe(
      '<?xml version="1.0"?>\n<error>\n <ret>0</ret>\n <message><![CDATA[a < b]]></message></error>\n',
    );
    expect(xml.encode({ error: { ret: '0' } }, like).text()).toBe('<error><ret>0</ret></error>');
  });

  it.each([
    ['text'],
    [{}],
    [{ a: 1, b: 2 }],
    [{ a: [1, 2] }],
    [{ 'a b': 1 }],
    [{ a: { '': 1 } }],
    [{ a: { '@': 1 } }],
  ])('refuses %j with a code', (value) => {
    expect(() => xml.encode(value)).toThrow(expect.objectContaining({ code: 'recording/codec' }));
  });
});

describe('round trips', () => {
  const name = fc.oneof(
    fc.stringMatching(/^x[\w.-]{0,5}$/),
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '消息', 'x:y'),
  );
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const element = fc.letrec<{ element: unknown }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.array(text, { minLength: 2, maxLength: 3 }),
      dictionaryOf(name, tie('element'), 1),
      fc
        .tuple(
          dictionaryOf(
            name.map((key) => `@${key}`),
            text,
            1,
          ),
          text.filter((value) => value !== ''),
        )
        .map(([attributes, value]) => ({ ...attributes, '#text': value })),
    ),
  })).element;
  const root = element.filter((value) => !Array.isArray(value)).map((value) => ({ xroot: value }));

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(root, (value) => {
        expectSame(valueIn(xml.decode(xml.encode(value))), value);
      }),
    );
  });

  it('reads back what it wrote in the place of another', () => {
    fc.assert(
      fc.property(root, root, (value, other) => {
        expectSame(valueIn(xml.decode(xml.encode(value, xml.encode(other).text()))), value);
        expect(xml.encode(value, xml.encode(value).text()).text()).toBe(xml.encode(value).text());
      }),
    );
  });
});
