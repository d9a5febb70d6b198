/** JSON that loses no digit, in the layouts seen on the wire. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { json } from '../../../src/protocol/codec/json.ts';
import { anyLiteral, decodeText, expectSame, kindIn, valueIn } from './helpers.ts';

describe('decode', () => {
  it('keeps every digit of a number beyond 2^53', () => {
    expect(valueIn(decodeText(json, '{"MsgId":"487567706613371358","NewMsgId":487567706613371358}'))).toEqual(
      {
        MsgId: '487567706613371358',
        NewMsgId: 487567706613371358n,
      },
    );
  });

  it('passes a byte order mark', () => {
    const bytes = Buffer.from('\ufeff{"ret":"0"}');
    expect(valueIn(json.decode(Body.ofBytes(bytes)))).toEqual({ ret: '0' });
    expect(valueIn(decodeText(json, '\ufeff{"ret":"0"}'))).toEqual({ ret: '0' });
  });

  it('keeps __proto__ as a key like others', () => {
    const value = valueIn(decodeText(json, '{"__proto__":{"a":1},"constructor":{"b":2}}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['<html><body>502</body></html>', 'html'],
    ['<error><ret>1203</ret></error>', 'xml'],
    ['window.code=400;', 'js'],
    ['Bad Gateway', 'text'],
    ['{"BaseResponse":{"Ret":0', 'broken'],
    ['callback({"Ret":0})', 'text'],
    ['{"a":1}{"b":2}', 'broken'],
  ])('says what %j is instead', (text, kind) => {
    expect(kindIn(decodeText(json, text))).toBe(kind);
  });

  it('does not follow brackets deeper than a limit, wherever strings hold more', () => {
    const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(kindIn(decodeText(json, nested(256)))).toBe('ok');
    expect(kindIn(decodeText(json, nested(258)))).toBe('broken');
    expect(kindIn(decodeText(json, nested(400_000)))).toBe('broken');
    expect(kindIn(decodeText(json, JSON.stringify(['['.repeat(1000), '\\"{'.repeat(1000)])))).toBe('ok');
  });

  it('refuses a body that is too long before it is read', () => {
    expect(kindIn(decodeText(json, `"${'x'.repeat(16 * 1024 * 1024)}"`))).toBe('broken');
  });
});

describe('encode', () => {
  const reply = {
    BaseResponse: { Ret: 0, ErrMsg: '' },
    Count: 2,
    ContactList: [
      { UserName: '微信', Uin: 0 },
      { UserName: 'a/b', Uin: 1 },
    ],
    Empty: [],
    SyncKey: { Count: 1, List: [{ Key: 1, Val: 658070058 }] },
    NewMsgId: 487567706613371358n,
  };

  it('is compact as a client sends it', () => {
    expect(json.encode({ Uin: '1', Sid: 'a+/=', 'n"': [1, { b: null }], text: '中<&>' }).text()).toBe(
      '{"Uin":"1","Sid":"a+/=","n\\"":[1,{"b":null}],"text":"中<&>"}',
    );
  });

  it('lays out lists and objects as the server does', () => {
    expect(json.encode(reply, 'server').text().split('\n')).toEqual([
      '{',
      '"BaseResponse": {',
      '"Ret": 0,',
      '"ErrMsg": ""',
      '}',
      ',',
      '"Count": 2,',
      '"ContactList": [{',
      '"UserName": "微信",',
      '"Uin": 0',
      '}',
      ',{',
      '"UserName": "a/b",',
      '"Uin": 1',
      '}',
      '],',
      '"Empty": [],',
      '"SyncKey": {',
      '"Count": 1,',
      '"List": [{',
      '"Key": 1,',
      '"Val": 658070058',
      '}',
      ']',
      '}',
      ',',
      '"NewMsgId": 487567706613371358',
      '}',
      '',
    ]);
  });

  it.each([
    [{ BaseResponse: { Ret: 1205, ErrMsg: '' }, MsgID: '', LocalID: '' }, 79],
    [
      {
        BaseResponse: { Ret: 1205, ErrMsg: '' },
        MediaId: '',
        StartPos: 0,
        CDNThumbImgHeight: 0,
        CDNThumbImgWidth: 0,
      },
      128,
    ],
  ])('has the length of the real refusal', (value, size) => {
    expect(json.encode(value, 'server').size).toBe(size);
  });

  it.each([
    ['{"a": 1, "b": [1, 2]}'],
    ['{"a": 1,"b": [1,2]}'],
    ['{"a":1,"b":[1,2],"c":{},"d":[]}\n'],
    ['{\n  "a": 1,\n  "b": [\n    1,\n    {\n      "c": ", "\n    }\n  ],\n  "d": [],\n  "e": {}\n}'],
    ['{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n'],
    ['{\n"a": {\n"b": 1\n}\n,\n"c": []\n}'],
    ['{\n"a": {\n"b": 1\n},\n"c": 1\n}'],
    ['[1,2]'],
    ['"text"'],
  ])('takes over the layout of %j', (text) => {
    const value = valueIn(decodeText(json, text));
    expect(json.encode(value, text).text()).toBe(text);
  });
});

describe('round trips', () => {
  it.each([['compact'], ['server'], ['{"a": 1, "b": 2}'], ['{\n  "a": 1\n}\n']])(
    'reads back what it wrote as %j',
    (like) => {
      fc.assert(
        fc.property(anyLiteral, (value) => {
          const plain = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? 0 : item));
          // JSON has no negative zero as JavaScript prints it.
          fc.pre(!hasNegativeZero(value) && plain !== undefined);
          expectSame(valueIn(json.decode(json.encode(value, like))), value);
        }),
      );
    },
  );

  it('writes any text as JSON does, in the layout of the server', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(json.encode({ a: text }, 'server').text()).toBe(`{\n"a": ${JSON.stringify(text)}\n}\n`);
      }),
    );
    const edges = '\u0000\u001f "\\[]\u007f\u2028\ud7ff\ud800\udfff\ue000\uffff😄';
    expect(json.encode({ a: edges }, 'server').text()).toBe(`{\n"a": ${JSON.stringify(edges)}\n}\n`);
  });
});

function hasNegativeZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasNegativeZero);
  return Object.is(value, -0);
}
