/** Scripts of assignments: read without being run, written in the layout of an example. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { js } from '../../../src/protocol/codec/js.ts';
import { anyLiteral, anyText, decodeText, dictionaryOf, expectSame, kindIn, valueIn } from './helpers.ts';

const read = (text: string): unknown => valueIn(decodeText(js, text));

describe('decode', () => {
  it.each([
    ['window.code=400;', { 'window.code': 400 }],
    ['window.code=408;', { 'window.code': 408 }],
    [
      'window.QRLogin.code = 200; window.QRLogin.uuid = "Qe3PDEPf1Q==";',
      { 'window.QRLogin.code': 200, 'window.QRLogin.uuid': 'Qe3PDEPf1Q==' },
    ],
    [
      "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4A==';",
      { 'window.code': 201, 'window.userAvatar': 'data:img/jpg;base64,/9j/4A==' },
    ],
    [
      'window.code=200;\nwindow.redirect_uri="https://wx.qq.com/a?b=c&d=e==";',
      { 'window.code': 200, 'window.redirect_uri': 'https://wx.qq.com/a?b=c&d=e==' },
    ],
    ['window.synccheck={retcode:"0",selector:"2"}', { 'window.synccheck': { retcode: '0', selector: '2' } }],
    [
      'window.synccheck={retcode:"-1",selector:"0"}',
      { 'window.synccheck': { retcode: '-1', selector: '0' } },
    ],
    [
      'window.synccheck = { "retcode" : -1 , \'selector\' : 0 , } ;',
      { 'window.synccheck': { retcode: -1, selector: 0 } },
    ],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    ['var x=1', { x: 1 }],
    ['var a = 1, b = "2"; let c=null', { a: 1, b: '2', c: null }],
    ['a=1\nb=2\r\n\r\nc=3', { a: 1, b: 2, c: 3 }],
    ['a=1 b=2', { a: 1, b: 2 }],
    [';;a=1;;;', { a: 1 }],
    ['/* one */ a = // two\n 1 /* three */; // four', { a: 1 }],
    ['\ufeffa=1', { a: 1 }],
    ['window["code"]=1;window[\'QR\'].uuid="x"', { 'window.code': 1, 'window.QR.uuid': 'x' }],
    ['a=1;a=2', { a: 2 }],
    ['a=[1,[2,{b:[]}],{},"x",];', { a: [1, [2, { b: [] }], {}, 'x'] }],
    ['a=true;b=false;c=null;d=!0;e=!!"";f=!!"1"', { a: true, b: false, c: null, d: true, e: false, f: true }],
    ['a={1:2,"b c":3,$d:4}', { a: { 1: 2, 'b c': 3, $d: 4 } }],
  ])('takes the layout of %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    ['a="\\n\\r\\t\\b\\f\\v\\0\\\\\\"\\\'\\/"', '\n\r\t\b\f\v\0\\"\'/'],
    ['a="\\x41\\u4e2d\\u{1F600}\\u{110000}"', 'A中\u{1F600}\ufffd'],
    ['a="one\\\ntwo\\\r\nthree"', 'onetwothree'],
    ['a=\'it is "so"\'', 'it is "so"'],
    ['a="\\q"', 'q'],
    ['a="it\\"s";b="x"', 'it"s'],
    ['a=`plain`', 'plain'],
    [`a="${'x'.repeat(100)}\\"${'y'.repeat(100)}"`, `${'x'.repeat(100)}"${'y'.repeat(100)}`],
  ])('undoes the escapes of %j', (text, value) => {
    expect(read(text)).toHaveProperty('a', value);
  });

  it.each([
    ['a=-5', -5],
    ['a=+5', 5],
    ['a=1.5e3', 1500],
    ['a=.5', 0.5],
    ['a=0xff', 255],
    ['a=-0', -0],
    ['a=999999999999999', 999999999999999],
    ['a=9007199254740991', 9007199254740991],
    ['a=9007199254740993', 9007199254740993n],
    ['a=-12345678901234567890', -12345678901234567890n],
  ])('reads the number of %s', (text, value) => {
    expect(read(text)).toEqual({ a: value });
  });

  it('gives a value that is no literal as its source, and passes what is no assignment', () => {
    const text = 'report({a:"}"});window.code=200;window.host=location.host || "x;y"\nwindow.sum=1+2;';
    expect(read(text)).toEqual({
      'window.code': 200,
      'window.host': 'location.host || "x;y"',
      'window.sum': '1+2',
    });
  });

  it('finds the quotes again after it had to give up on a literal', () => {
    expect(read('a={b:"x\\"y",c:"\\\\",d:foo};b=1')).toEqual({ a: '{b:"x\\"y",c:"\\\\",d:foo}', b: 1 });
  });

  it('keeps __proto__ and constructor as keys like others', () => {
    const value = read('__proto__=1;a={__proto__:{b:1},constructor:2}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(Object.keys(value.a as object)).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['<!DOCTYPE html><html><script>window.code=200;</script></html>', 'html'],
    ['{"window.code":200}', 'json'],
    ['<error><ret>0</ret></error>', 'xml'],
    ['Service Unavailable', 'text'],
    ['a==1', 'text'],
    ['window.code=200;window.uri="https://cut', 'broken'],
    ['window.synccheck={retcode:"0",', 'broken'],
    ['window.code=;', 'text'],
    ['window.code=200;window.list=[1,2', 'broken'],
    ['window.code=200;\nwindow.redirect_uri=', 'broken'],
    ['window.code=200;)', 'broken'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(js, text))).toBe(kind);
  });

  it('does not follow brackets deeper than a limit', () => {
    const nested = (depth: number): string => `window.a=${'['.repeat(depth)}${']'.repeat(depth)};`;
    expect(kindIn(decodeText(js, nested(200)))).toBe('ok');
    expect(kindIn(decodeText(js, nested(100_000)))).toBe('broken');
  });
});

describe('encode', () => {
  it('writes name=value; without an example', () => {
    const body = js.encode({ 'window.code': 400 });
    expect(body.text()).toBe('window.code=400;');
    expect(body.size).toBe(16);
    expect(js.encode({ a: { 'b-c': ['x"\n', -1, null, 12345678901234567890n] } }).text()).toBe(
      'a={"b-c":["x\\"\\n",-1,null,12345678901234567890]};',
    );
  });

  it.each([
    [
      'window.synccheck={retcode:"0",selector:"0"}',
      { 'window.synccheck': { retcode: '-1', selector: '0' } },
      'window.synccheck={retcode:"-1",selector:"0"}',
    ],
    [
      'window.QRLogin.code = 200; window.QRLogin.uuid = "x";',
      { 'window.QRLogin.uuid': 'y==', 'window.QRLogin.code': 400 },
      'window.QRLogin.code = 400; window.QRLogin.uuid = "y==";',
    ],
    [
      "window.code=201;window.userAvatar = 'data:img/jpg;base64,AA==';",
      { 'window.code': 201, 'window.userAvatar': "it's" },
      "window.code=201;window.userAvatar = 'it\\'s';",
    ],
    [
      'window.code=200;\nwindow.redirect_uri="https://a/";',
      { 'window.code': 200, 'window.redirect_uri': 'https://b/', 'window.more': 1 },
      'window.code=200;\nwindow.redirect_uri="https://b/";\nwindow.more=1;',
    ],
    ['window.code=200;\nwindow.redirect_uri="https://a/";', { 'window.code': 408 }, 'window.code=408;'],
    ['a=1;b=2;c=3', { a: 1, c: 3 }, 'a=1;c=3'],
    ['a=1;b=2;c=3', { b: 2 }, 'b=2'],
    ['a = { "x" : 1 , "y" : 2 }', { a: { y: 3, z: 4 } }, 'a = { "y" : 3 , "z" : 4 }'],
    ['a={x:1}', { a: { x: 1, y: 2 } }, 'a={x:1,y:2}'],
    ['a=[1, 2, 3]', { a: [1, 5] }, 'a=[1, 5]'],
    ['a=[1, 2]', { a: [1, 2, 3] }, 'a=[1, 2, 3]'],
    ['a={}', { a: { b: 1 } }, 'a={b:1}'],
    ["a='x'", { a: 'x', b: 'y' }, "a='x';b='y'"],
    ['a="\\u4e2d"', { a: '中' }, 'a="\\u4e2d"'],
  ])('keeps the layout of %j', (like, value, expected) => {
    expect(js.encode(value, like).text()).toBe(expected);
  });

  it('has the length of the real reply', () => {
    const like = 'window.synccheck={retcode:"0",selector:"2"}';
    expect(js.encode({ 'window.synccheck': { retcode: '-1', selector: '0' } }, like).size).toBe(44);
  });

  it.each([['not fields'], [[1]], [null], [{ '1a': 1 }]])('refuses %j with a code', (value) => {
    expect(() => js.encode(value)).toThrow(expect.objectContaining({ code: 'recording/codec' }));
    expect(() => js.encode({}, 'no layout')).toThrow(expect.objectContaining({ code: 'recording/codec' }));
  });
});

describe('round trips', () => {
  const name = fc.stringMatching(/^[A-Za-z_$][\w$]{0,6}(\.[A-Za-z_$][\w$]{0,6}){0,2}$/);
  const script = dictionaryOf(name, anyLiteral, 1);

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(script, (value) => {
        expectSame(valueIn(js.decode(js.encode(value))), value);
      }),
    );
  });

  it('reads back what it wrote in the layout of another', () => {
    const layout = fc.constantFrom<[string, string, string]>(
      ['=', ';', ';'],
      [' = ', '; ', ';'],
      ['=', ';\n', ''],
      [' =\n', '\n', '\n'],
      ['=', ' ', ''],
      ['/**/=', ' ; // x;\n', ' // end'],
    );
    fc.assert(
      fc.property(script, script, layout, (value, other, [equals, separator, end]) => {
        const shared = Object.keys(value)
          .slice(0, 2)
          .map((key) => [key, 1] as const);
        const names = [...Object.keys(other), ...shared.map(([key]) => key)];
        const like = names.map((key) => `${key}${equals}"x"`).join(separator) + end;
        expectSame(valueIn(js.decode(js.encode(value, like))), value);
      }),
    );
  });

  it('gives a script back byte for byte when nothing changed', () => {
    fc.assert(
      fc.property(script, (value) => {
        const text = js.encode(value).text();
        expect(js.encode(value, text).text()).toBe(text);
      }),
    );
  });

  it('reads texts between any quotes, whatever their length', () => {
    fc.assert(
      fc.property(anyText, fc.nat({ max: 60 }), (text, padding) => {
        const long = text + 'x'.repeat(padding);
        expect(read(js.encode({ a: long }, "a=''").text())).toEqual({ a: long });
      }),
    );
  });
});
