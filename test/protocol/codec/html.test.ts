/** The little that matters of a page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { html } from '../../../src/protocol/codec/html.ts';
import { decodeText, kindIn, valueIn } from './helpers.ts';

const read = (text: string): unknown => valueIn(decodeText(html, text));

describe('decode', () => {
  it('reads the notice of a refusal', () => {
    const text = `<!DOCTYPE html><html><head><title>微信网页版</title><style>.msg-title{color:red}</style></head>
      <body><div class="page"><h2 class="weui-msg__title">为了保障你的账号安全，<br>暂不支持使用网页版微信</h2><p>更多</p></div></body></html>`;
    expect(read(text)).toEqual({
      title: '微信网页版',
      text: '为了保障你的账号安全， 暂不支持使用网页版微信',
    });
    expect(read('<html><p class=msg-title>登录失败。&amp;</p><p>x</p></html>')).toEqual({
      text: '登录失败。&',
    });
  });

  it('reads what a reader sees where there is no notice', () => {
    expect(
      read(
        '<html><head><title> a &lt;b&gt;\n</title></head><body><script>var x="<p>no</p>"</script>one<!-- no --> <b>two</b>&nbsp;three</body></html>',
      ),
    ).toEqual({ title: 'a <b>', text: 'one two three' });
    expect(read(`<html>${'x '.repeat(1000)}`)).toHaveProperty('text.length', 300);
  });

  it.each([
    ['isLogin:!!""', false],
    ['isLogin: !!"1"', true],
    ["isLogin : !!''", false],
    ['"isLogin":true', true],
    ['isLogin: !1', false],
    ['isLogin: 0', false],
  ])('reads the bootstrap %s', (text, isLogin) => {
    expect(read(`<!doctype html><script>window.MMCgi={${text},x:1};</script>`)).toEqual({
      text: '',
      isLogin,
    });
  });

  it.each([
    ['', 'empty'],
    ['{"a":1}', 'json'],
    ['<error></error>', 'xml'],
    ['Bad Gateway', 'text'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(html, text))).toBe(kind);
  });

  it.each(['<script', '<title', 'msg-title ', '<a class=msg-title ', '<!--', '<style>', '<b '])(
    'reads a page of %j only',
    (piece) => {
      expect(kindIn(html.decode(Body.ofBytes(Buffer.alloc(3_000_000, `<html>${piece.repeat(100)}`))))).toBe(
        'ok',
      );
    },
  );
});

describe('encode', () => {
  it('writes a page that decodes to the same', () => {
    const word = fc.stringMatching(/^[\w<>&"'中。]{1,12}$/).filter((text) => !/isLogin|msg/.test(text));
    const sentence = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
    const page = fc.record(
      { title: sentence, text: sentence, isLogin: fc.boolean() },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(page, (value) => {
        expect(valueIn(html.decode(html.encode(value)))).toEqual(value);
      }),
    );
  });
});
