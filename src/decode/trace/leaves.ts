/** The single values of a decoded body, also those inside texts that are JSON or XML themselves. */
import { Body } from '../../exchange.ts';
import { codecs } from '../../protocol/codec/index.ts';
import { decodeXml } from '../../protocol/codec/xml.ts';
import { escapeKey } from '../../protocol/shape.ts';

export type Scalar = string | number | bigint | boolean | null;

export interface Leaf {
  readonly pointer: string;
  /** The last step that is no index. */
  readonly name: string;
  readonly value: Scalar;
}

/** Bounds on what is looked at in one body. */
const most = 60_000;
const deepest = 64;
const deepestInside = 3;
const longestInside = 262_144;

interface Walk {
  readonly leaf: (leaf: Leaf) => void;
  readonly container?: (pointer: string, value: object) => void;
  count: number;
}

/** Calls `leaf` for every scalar and `container` for every list and object, outer ones first. */
export function eachLeaf(
  value: unknown,
  leaf: (leaf: Leaf) => void,
  container?: (pointer: string, value: object) => void,
): void {
  visit(value, '', '', 0, 0, { leaf, count: 0, ...(container && { container }) });
}

function visit(
  value: unknown,
  pointer: string,
  name: string,
  depth: number,
  inside: number,
  walk: Walk,
): void {
  if (walk.count > most || depth > deepest) return;
  if (typeof value === 'object' && value !== null) {
    // A file is told by its name alone.
    if ('bytes' in value && value.bytes instanceof Body) return;
    walk.container?.(pointer, value);
    const isList = Array.isArray(value);
    for (const [key, item] of Object.entries(value))
      visit(item, `${pointer}/${escapeKey(key)}`, isList ? name : key, depth + 1, inside, walk);
    return;
  }
  if (value === undefined || typeof value === 'function') return;
  walk.count += 1;
  const inner = typeof value === 'string' && inside < deepestInside ? innerOf(value) : undefined;
  if (inner === undefined) walk.leaf({ pointer, name, value: value as Scalar });
  else visit(inner, pointer, name, depth + 1, inside + 1, walk);
}

/** What a text holds that is JSON or XML; undefined where it is neither. */
function innerOf(text: string): object | undefined {
  if (text.length < 5 || text.length > longestInside) return undefined;
  const first = text[0];
  if (first === '<') {
    const xml = text.endsWith('>') ? decodeXml(text) : undefined;
    return xml?.ok && typeof xml.value === 'object' ? (xml.value as object) : undefined;
  }
  if (first !== '{' && first !== '[') return undefined;
  const json = codecs.json.decode(Body.ofText(text));
  return json.ok && typeof json.value === 'object' && json.value !== null ? json.value : undefined;
}
