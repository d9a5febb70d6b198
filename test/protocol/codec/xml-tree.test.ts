/** The quick reader of small XML agrees with the codec. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeXml } from '../../../src/protocol/codec/xml-read.ts';
import { xmlTree } from '../../../src/protocol/codec/xml-tree.ts';

const name = fc.constantFrom('msg', 'a', 'appmsg', 'title', '__proto__', 'constructor', 'b-c', 'd.e');
const words = fc.constantFrom('', 'x', ' y ', '1 &amp; 2', '&lt;p&gt;', '你好', '&#20320;', 'a > b', '\n');
const attributes = fc
  .uniqueArray(fc.tuple(name, words), { selector: ([key]) => key, maxLength: 3 })
  .map((pairs) => pairs.map(([key, value]) => ` ${key}="${value}"`).join(''));
const { element } = fc.letrec<{ element: string; inside: string }>((tie) => ({
  inside: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    words,
    words.map((text) => `<![CDATA[${text}<]]>`),
    fc.constantFrom('<!-- x -->', '<?pi y?>'),
    fc.tuple(words, tie('element'), words).map((parts) => parts.join('')),
    fc.tuple(tie('element'), tie('element')).map((parts) => parts.join('')),
  ),
  element: fc.oneof(
    fc.tuple(name, attributes, tie('inside')).map(([tag, held, inner]) => `<${tag}${held}>${inner}</${tag}>`),
    fc.tuple(name, attributes).map(([tag, held]) => `<${tag}${held}/>`),
  ),
}));

describe('the quick reader of XML', () => {
  test('gives the value that the codec gives', () => {
    fc.assert(
      fc.property(element, (inner) => {
        const text = `<msg>${inner}</msg>`;
        const decoded = decodeXml(text);
        expect(xmlTree(text)).toEqual(decoded.ok ? decoded.value : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  test('throws on no text, and reads no document type', () => {
    fc.assert(fc.property(fc.string(), (text) => void xmlTree(`<a>${text}`)));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '"', '!', '-', '[', ']', '=') }),
        (text) => void xmlTree(text),
      ),
    );
    expect(xmlTree('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toBeUndefined();
    expect(xmlTree('<a>'.repeat(100_000) + '</a>'.repeat(100_000))).toBeUndefined();
  });
});
