/** XML as values that stay text. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type Decoded, limits } from './codec.ts';
import { decodeEntities } from './entities.ts';
import { afterProlog, broken, kindOfText, refuseText } from './sniff.ts';
import { addField, type Fields, setOwn } from './values.ts';

interface XmlOptions {
  /** Whether an element is a list even when it stands alone; `path` as in `/msg/appmsg/mmreader/category/item`. */
  readonly isArray?: (path: string) => boolean;
}

/** What the parser gives for one element: its name with what is inside, and the attributes under `:@`. */
type Node = { readonly [name: string]: unknown };

/** Before names that the parser refuses; no name can hold it. */
const shield = '\u0001';
const refused = new Set(['__proto__', 'constructor', 'prototype']);

const bareAmpersand = /&(?!(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[A-Za-z]\w{0,18});)/g;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  cdataPropName: '#cdata',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
  maxNestedTags: limits.depth,
  transformTagName: (name) => (refused.has(name) ? shield + name : name),
  onDangerousProperty: (name) => name,
});

/**
 * XML as an object by element: text as strings, attributes with `@`, text beside either as `#text`, repeated
 * elements as lists (protocol.md 2.5, 6.5). Never throws; a document that declares its own type is not read.
 */
export function decodeXml(text: string, options: XmlOptions = {}): Decoded {
  if (text.length > limits.xml) return broken('the XML is too long to be read');
  const trimmed = text.trim();
  if (kindOfText(trimmed) !== 'xml') return refuseText(trimmed, undefined, 'xml');
  if (afterProlog(trimmed).startsWith('<!')) return broken('the XML declares its own document type');
  if (!isWellFormed(trimmed)) return broken('the XML is not well formed');
  try {
    return { ok: true, value: elementsOf(parser.parse(trimmed) as Node[], '', options) };
  } catch {
    return broken('the XML is not well formed, or nested too deep');
  }
}

/** Servers write bare ampersands; they stand for themselves. */
function isWellFormed(text: string): boolean {
  const result = XMLValidator.validate(text);
  if (result === true || result.err.code !== 'InvalidChar') return result === true;
  return XMLValidator.validate(text.replace(bareAmpersand, '&amp;')) === true;
}

/** The elements of one level by name. */
function elementsOf(nodes: readonly Node[], path: string, options: XmlOptions): Fields {
  const fields: Fields = {};
  for (const node of nodes) {
    const [tag = ''] = Object.keys(node);
    if (tag === '#text' || tag === '#cdata') continue;
    const name = tag.startsWith(shield) ? tag.slice(shield.length) : tag;
    const here = `${path}/${name}`;
    const value = elementOf(node[tag] as Node[], node[':@'] as Fields | undefined, here, options);
    const isFirst = options.isArray !== undefined && !Object.hasOwn(fields, name);
    if (isFirst && options.isArray?.(here)) setOwn(fields, name, [value]);
    else addField(fields, name, value);
  }
  return fields;
}

/** A text where there is nothing else, otherwise fields; blanks between elements are nobody's text. */
function elementOf(
  nodes: readonly Node[],
  attributes: Fields | undefined,
  path: string,
  options: XmlOptions,
): unknown {
  const text = nodes.map(ownText).join('');
  const inside = elementsOf(nodes, path, options);
  const hasElements = Object.keys(inside).length > 0;
  if (!hasElements && !attributes) return text;
  const fields: Fields = {};
  for (const [name, value] of Object.entries(attributes ?? {}))
    setOwn(fields, name, decodeEntities(value as string));
  if (text !== '' && !(hasElements && text.trim() === '')) fields['#text'] = text;
  for (const [name, value] of Object.entries(inside)) setOwn(fields, name, value);
  return fields;
}

function ownText(node: Node): string {
  const text = node['#text'];
  if (text !== undefined) return decodeEntities(text as string);
  const [data] = (node['#cdata'] ?? []) as Node[];
  return (data?.['#text'] as string | undefined) ?? '';
}
