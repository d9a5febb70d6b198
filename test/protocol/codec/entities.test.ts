/** Character references, decoded once and written where they must be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntities, escapeAttribute, escapeText } from '../../../src/protocol/codec/entities.ts';

describe('decodeEntities', () => {
  it.each([
    ['&lt;a&gt; &amp; &quot;&apos;', '<a> & "\''],
    ['&#39;&#x27;&#X4E2D;&#128512;', "''中😀"],
    ['&amp;lt;', '&lt;'],
    ['& &; &nbsp; &unknown; &#; &#x; &lt', '& &; &nbsp; &unknown; &#; &#x; &lt'],
    ['&#0;&#xD800;&#x110000;&#99999999;', '&#0;&#xD800;&#x110000;&#99999999;'],
  ])('reads %j', (text, expected) => {
    expect(decodeEntities(text)).toBe(expected);
  });

  it('never makes a text longer', () => {
    fc.assert(fc.property(fc.string(), (text) => decodeEntities(text).length <= text.length));
  });

  it('undoes both ways of escaping', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeEntities(escapeText(text))).toBe(text);
        expect(decodeEntities(escapeAttribute(text))).toBe(text);
      }),
    );
  });
});
