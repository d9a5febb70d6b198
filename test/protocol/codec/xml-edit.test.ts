/** Recorded XML with a few values replaced. */
import { describe, expect, it } from 'vitest';
import { editXml } from '../../../src/protocol/codec/xml-edit.ts';

const text = `<?xml version="1.0"?>
<!-- <ret>9</ret> --><msg id='1' note="a > b">
  <ret>0</ret><message/><empty></empty ><note><![CDATA[a<b]]></note>
  <item>1</item><item><name x="1">2</name></item><other />
</msg>`;

describe('editXml', () => {
  it('replaces texts and attributes, every other byte left as it was', () => {
    const edits = new Map<string, unknown>([
      ['/msg/ret', 1203],
      ['/msg/message', 'a & b'],
      ['/msg/empty', 'x'],
      ['/msg/note', 'c<d'],
      ['/msg/item/0', '"one"'],
      ['/msg/item/1/name/#text', 'two'],
      ['/msg/item/1/name/@x', '"9"'],
      ['/msg/@id', "it's"],
      ['/msg/@note', '>'],
      ['/msg/other', 'o'],
    ]);
    const expected = text
      .replace('<ret>0', '<ret>1203')
      .replace('<message/>', '<message>a &amp; b</message>')
      .replace('<empty>', '<empty>x')
      .replace('a<b', 'c<d')
      .replace('<item>1', '<item>"one"')
      .replace('>2<', '>two<')
      .replace('x="1"', 'x="&quot;9&quot;"')
      .replace("id='1'", "id='it&#39;s'")
      .replace('a > b', '&gt;')
      .replace('<other />', '<other>o</other>');
    expect(editXml(text, edits)).toEqual({ text: expected, missed: [] });
  });

  it.each([
    '/msg',
    '/msg/item',
    '/msg/item/2',
    '/msg/gone',
    '/msg/@gone',
    '/msg/ret/x',
    '/other',
    '',
    '/msg/item/1',
  ])('reports %j, which names no text', (pointer) => {
    expect(editXml(text, new Map([[pointer, 'x']]))).toEqual({ text, missed: [pointer] });
  });

  it.each(['<a><b></a>', '<a', '<a b="', '<!-- ', 'text', '<a></a></a>', '<a>'])(
    'changes nothing in %j',
    (damaged) => {
      expect(editXml(damaged, new Map([['/a', 'x']]))).toEqual({ text: damaged, missed: ['/a'] });
    },
  );

  it('finds the only element of a name at index 0 as well', () => {
    expect(editXml('<a><b>1</b></a>', new Map([['/a/b/0', 2]])).text).toBe('<a><b>2</b></a>');
  });

  it('leaves a CDATA section when the new text would end it', () => {
    expect(editXml('<a><![CDATA[x]]></a>', new Map([['/a', ']]>']])).text).toBe('<a>]]&gt;</a>');
  });
});
