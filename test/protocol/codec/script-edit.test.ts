/** Recorded scripts and JSON with a few values replaced. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { js } from '../../../src/protocol/codec/js.ts';
import { json } from '../../../src/protocol/codec/json.ts';
import { editJs, editJson } from '../../../src/protocol/codec/script-edit.ts';
import { escapeKey } from '../../../src/protocol/shape.ts';
import { anyKey, anyLiteral, decodeText, dictionaryOf, expectSame, valueIn } from './helpers.ts';

describe('editJson', () => {
  const text =
    '{\n"BaseResponse": {\n"Ret": 0\n}\n,\n"SyncKey": {"List": [{"Key": 1, "Val": 2}\n,{"Key":3,"Val":4}]},\n"Id": 487567706613371358 ,"t":"a\\/b\\u4e2d"}\n';

  it('leaves every other byte as it was', () => {
    const edits = new Map<string, unknown>([
      ['/BaseResponse/Ret', 1101],
      ['/SyncKey/List/1/Val', 12345678901234567890n],
      ['/Id', '9'],
    ]);
    const expected = text
      .replace('"Ret": 0', '"Ret": 1101')
      .replace('"Val":4', '"Val":12345678901234567890')
      .replace('487567706613371358', '"9"');
    expect(editJson(text, edits)).toEqual({ text: expected, missed: [] });
  });

  it('names the pointers that lead nowhere', () => {
    const edits = new Map([
      ['/SyncKey/List/2/Val', 1],
      ['/BaseResponse/Ret/x', 1],
      ['/toString', 1],
    ]);
    expect(editJson(text, edits)).toEqual({ text, missed: [...edits.keys()] });
    expect(editJson('{"a":', new Map([['/a', 1]]))).toEqual({ text: '{"a":', missed: ['/a'] });
  });

  it('reads ~0 and ~1 in a pointer, and replaces both of two equal keys', () => {
    expect(editJson('{"a/b~c":1,"a/b~c":2}', new Map([['/a~1b~0c', 3]])).text).toBe('{"a/b~c":3,"a/b~c":3}');
  });

  it('replaces the whole text at the empty pointer', () => {
    expect(editJson(' [1]\n', new Map([['', { a: 1 }]])).text).toBe(' {"a":1}\n');
  });

  it('gives the value that an edit of the value would give', () => {
    fc.assert(
      fc.property(
        dictionaryOf(anyKey, anyLiteral, 1),
        anyLiteral,
        fc.nat(),
        fc.constantFrom('compact', 'server'),
        (value, next, pick, layout) => {
          const keys = Object.keys(value);
          const key = keys[pick % keys.length]!;
          const edited = editJson(json.encode(value, layout).text(), new Map([[`/${escapeKey(key)}`, next]]));
          expect(edited.missed).toEqual([]);
          const expected = valueIn(json.decode(json.encode({ ...value }))) as Record<string, unknown>;
          const written = valueIn(json.decode(json.encode([next]))) as unknown[];
          Object.defineProperty(expected, key, {
            value: written[0],
            writable: true,
            enumerable: true,
            configurable: true,
          });
          expectSame(valueIn(decodeText(json, edited.text)), expected);
        },
      ),
    );
  });
});

describe('editJs', () => {
  it('replaces by full name and inside objects, quotes kept', () => {
    const text = "window.code=201;window.userAvatar = 'data:x';\nwindow.s={retcode:\"0\",selector:'2'}";
    const edits = new Map<string, unknown>([
      ['/window.code', 200],
      ['/window.userAvatar', "it's"],
      ['/window.s/selector', '0'],
      ['/window.s/gone', '0'],
    ]);
    expect(editJs(text, edits)).toEqual({
      text: "window.code=200;window.userAvatar = 'it\\'s';\nwindow.s={retcode:\"0\",selector:'0'}",
      missed: ['/window.s/gone'],
    });
  });

  it('changes nothing where there is no script', () => {
    expect(editJs('<html>', new Map([['/a', 1]]))).toEqual({ text: '<html>', missed: ['/a'] });
  });

  it('gives back what an unedited script says', () => {
    expect(valueIn(decodeText(js, editJs('a=1;b="2"', new Map([['/b', '3']])).text))).toEqual({
      a: 1,
      b: '3',
    });
  });
});
