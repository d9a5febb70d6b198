/** Holds the reading of message texts to how the server writes them (protocol.md 6.4, 6.6). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  innerXml,
  plainText,
  replaceEmoji,
  splitSender,
  unescapeHtml,
} from '../../../src/protocol/wechat/content.ts';

describe('a text', () => {
  test.each([
    ['plain', 'plain'],
    ['a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;', `a <b> & "c" 'd'`],
    ['first<br/>second', 'first\nsecond'],
    ['first<br />second', 'first\nsecond'],
    // The sender typed a tag: it is escaped, and stays.
    ['&lt;br/&gt;', '<br/>'],
    // The sender typed an entity: it is escaped once more.
    ['&amp;lt;', '&lt;'],
    ['&unknown; &', '&unknown; &'],
    ['&#x4f60;&#22909;', '你好'],
    ['&#xd800; &#1114112;', '&#xd800; &#1114112;'],
    ['hi<span class="emoji emoji1f604"></span>', 'hi😄'],
    ['[微笑]', '[微笑]'],
    ['a\u2005b', 'a\u2005b'],
  ])('%o is read as %o', (content, text) => {
    expect(plainText(content)).toBe(text);
    expect(plainText(content)).toBe(text);
  });

  test('any text that is escaped as the server does is read back', () => {
    const written = (text: string): string =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;')
        .replaceAll('\n', '<br/>');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(written(text))).toBe(text);
      }),
    );
  });

  test('nothing makes it throw', () => {
    const parts = fc.constantFrom(
      '<span class="emoji emoji',
      '1f4',
      '"></span>',
      '<br/>',
      '&#',
      'x',
      ';',
      '&',
      'ffffffff',
    );
    fc.assert(
      fc.property(fc.array(parts), (pieces) => {
        plainText(pieces.join(''));
        innerXml(pieces.join(''));
        splitSender(pieces.join(''));
      }),
    );
  });

  test('one round of unescaping is one round', () => {
    expect(unescapeHtml('&amp;amp;lt;')).toBe('&amp;lt;');
  });
});

describe('emoji', () => {
  const span = (hex: string): string => `<span class="emoji emoji${hex}"></span>`;

  test.each([
    ['1f604', '😄'],
    ['2764', '❤'],
    // Flags and keycaps come as two code points in one number.
    ['1f1e81f1f3', '🇨🇳'],
    ['2764fe0f', '❤\ufe0f'],
    ['1f321fe0f', '🌡\ufe0f'],
    ['3120e3', '1\u20e3'],
    ['2320e3', '#\u20e3'],
    // Numbers that the server gets wrong.
    ['1f63c', '😁'],
    ['1f639', '😂'],
    ['1f63a', '😃'],
    ['1f4ab', '😖'],
    ['1f64d', '😔'],
    ['1f63b', '😍'],
    ['1f63d', '😘'],
    ['1f64e', '😡'],
    ['1f63f', '😢'],
  ])('%s is %s', (hex, emoji) => {
    expect(replaceEmoji(span(hex))).toBe(emoji);
    expect(replaceEmoji(span(hex.toUpperCase()))).toBe(emoji);
  });

  test('a span that lacks its closing bracket is one all the same', () => {
    expect(replaceEmoji('x<span class="emoji emoji1f450"</span>y')).toBe('x👐y');
  });

  test.each(['d83d', 'ffffff', 'abcdef0123'])('%s stands for nothing and says so', (hex) => {
    expect(replaceEmoji(span(hex))).toBe(`[emoji ${hex}]`);
  });

  test('other spans stay', () => {
    expect(replaceEmoji('<span class="other"></span>')).toBe('<span class="other"></span>');
    expect(replaceEmoji('<span class="emoji emojizz"></span>')).toBe('<span class="emoji emojizz"></span>');
  });
});

describe('the sender in a room', () => {
  test.each([
    ['@0a1b2c:<br/>hello', '@0a1b2c', 'hello'],
    ['@ABC:<br/>', '@ABC', ''],
    ['wxid_some-one:<br/>a<br/>b', 'wxid_some-one', 'a<br/>b'],
    ['@0a1b2c:<br/>other:<br/>text', '@0a1b2c', 'other:<br/>text'],
  ])('%o was written by %s', (content, sender, rest) => {
    expect(splitSender(content)).toEqual({ sender, rest });
  });

  test.each(['@0a1b2c:\nhello', 'hello', '@a_b:<br/>hello', '你好:<br/>hello', ':<br/>hello'])(
    '%o names nobody',
    (content) => {
      expect(splitSender(content)).toEqual({ rest: content });
    },
  );
});

describe('the XML of a message', () => {
  test.each([
    ['once', '&lt;msg&gt;&lt;img length="1" /&gt;&lt;/msg&gt;'],
    ['twice', '&amp;lt;msg&amp;gt;&amp;lt;img length="1" /&amp;gt;&amp;lt;/msg&amp;gt;'],
    ['not at all', '<msg><img length="1" /></msg>'],
    ['once, with line breaks', '&lt;msg&gt;<br/>&lt;img length="1" /&gt;<br/>&lt;/msg&gt;'],
  ])('escaped %s is found', (_, content) => {
    expect(innerXml(content)).toBe('<msg><img length="1" /></msg>');
  });

  test.each(['msg', 'sysmsg', 'appmsg', 'mmreader', 'location'])(
    'begins with %s, whatever stands before',
    (root) => {
      expect(innerXml(`"小明" 拍了拍我&lt;${root} type="pat"&gt;`)).toBe(`<${root} type="pat">`);
    },
  );

  test('begins with a declaration', () => {
    expect(innerXml('&lt;?xml version="1.0"?&gt;<br/>&lt;msg/&gt;')).toBe('<?xml version="1.0"?><msg/>');
  });

  test('a text has none', () => {
    expect(innerXml('a &lt;b&gt; c')).toBe('');
    expect(innerXml('')).toBe('');
  });
});
