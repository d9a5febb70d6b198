/** The codec of XML. */
import { Body } from '../../exchange.ts';
import { escapeKey } from '../shape.ts';
import { type Codec, limits } from './codec.ts';
import { remembered } from './remembered.ts';
import { broken, isEmpty, refuse } from './sniff.ts';
import { isFields, sameData, textOf } from './values.ts';
import { editXml } from './xml-edit.ts';
import { decodeXml } from './xml-read.ts';
import { writeXml } from './xml-write.ts';

export { decodeXml } from './xml-read.ts';

/**
 * XML as `decodeXml` reads it. `encode` writes one line; with `like`, an example text of the same elements, it
 * replaces texts in that one and leaves the rest as it is.
 */
export const xml: Codec = {
  name: 'xml',
  decode(body, contentType) {
    if (isEmpty(body)) return refuse(body, contentType, 'xml');
    // A character takes three bytes at most, so larger bodies need not be turned into text to be refused.
    if (!body.isText && body.size > limits.xml * 3) return broken('the XML is too long to be read');
    return decodeXml(body.text());
  },
  encode(value, like) {
    const written = writeXml(value);
    return Body.ofText(like === undefined ? written : (writeLike(value, like) ?? written));
  },
};

const readExample = remembered(decodeXml);
/** Text that means the same wherever it stands. */
const plainText = /^[\w@%+/=.:-]*$/;

/** Undefined where the example is made of other elements. */
function writeLike(value: unknown, like: string): string | undefined {
  const example = readExample(like);
  if (!example.ok) return undefined;
  const edits = new Map<string, unknown>();
  if (!findChanges(example.value, value, '', edits)) return undefined;
  const { text } = editXml(like, edits);
  if ([...edits.values()].every((value) => plainText.test(String(value)))) return text;
  const result = decodeXml(text);
  return result.ok && sameData(result.value, textsOf(value)) ? text : undefined;
}

/** Collects the texts that differ; false where the two are not made alike. */
function findChanges(from: unknown, to: unknown, pointer: string, edits: Map<string, unknown>): boolean {
  if (typeof from === 'string') {
    if (typeof to === 'object' && to !== null) return false;
    if (textOf(to, 'an element') !== from) edits.set(pointer, to);
    return true;
  }
  const [one, other] = [from, to] as [Record<string, unknown>, Record<string, unknown>];
  if (!isFields(to) && !(Array.isArray(from) && Array.isArray(to))) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) && findChanges(one[key], other[key], `${pointer}/${escapeKey(key)}`, edits),
  );
}

/** A value with its scalars as the texts that XML makes of them. */
function textsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textsOf);
  if (!isFields(value)) return textOf(value, 'an element');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, textsOf(item)]));
}
