/** JSON in the layouts that are seen on the wire. */
import { stringifyLossless } from '../../json.ts';
import { Filled, Formed } from '../filled.ts';
import { scalarText, serverText } from './json-server.ts';
import { isFields, keysOf } from './values.ts';

export interface JsonLayout {
  /** Between a key and its value. */
  readonly colon: string;
  /** Between members on one line. */
  readonly comma: string;
  /** One level of indentation; absent: all on one line. */
  readonly indent?: string;
  /** No indentation, a comma after an object on the next line, the first object of a list on its line. */
  readonly server?: true;
  /** After everything. */
  readonly end: '' | '\n';
}

const compact: JsonLayout = { colon: ':', comma: ',', end: '' };
const server: JsonLayout = { colon: ': ', comma: ',', server: true, end: '\n' };
const names = new Map([
  ['compact', compact],
  ['server', server],
]);

/** A layout by name, or that of an example text, whose first 4096 characters are enough. */
export function layoutOf(like: string): JsonLayout {
  const known = names.get(like);
  if (known) return known;
  const head = like
    .slice(0, 4096)
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .trimStart();
  const end = like.endsWith('\n') ? '\n' : '';
  const colon = /"\s*:\s*/.exec(head)?.[0].includes(': ') ? ': ' : ':';
  const line = /^[{[]\r?\n([ \t]*)/.exec(head);
  if (line?.[1] === '' && !head.includes('},')) return { ...server, colon, end };
  if (line) return { colon, comma: ',', indent: line[1]!, end };
  return { colon, comma: /\S, /.test(head) ? ', ' : ',', end };
}

/** A value as JSON in a layout. Whole numbers keep every digit, text beyond ASCII stays as it is. */
export function writeJson(value: unknown, layout: JsonLayout): string {
  if (layout === compact) return stringifyLossless(value);
  const text = layout.server ? serverText(value, layout.colon) : spacedText(value, layout, '\n');
  // An object's text ends its line as it should; to look for that would copy the whole of it.
  return layout.server && layout.end === '\n' && isFields(value) ? text : text.trimEnd() + layout.end;
}

/** `line` starts a new line at the indentation reached; without indentation everything is on one. */
function spacedText(value: unknown, layout: JsonLayout, line: string): string {
  if (value instanceof Filled || value instanceof Formed) return spacedText(value.toJSON(), layout, line);
  const inner = layout.indent === undefined ? '' : line + layout.indent;
  const outer = layout.indent === undefined ? '' : line;
  const next = layout.indent === undefined ? line : inner;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${inner}${value.map((item) => spacedText(item, layout, next)).join(layout.comma + inner)}${outer}]`;
  }
  if (!isFields(value)) return scalarText(value);
  const members = keysOf(value).map(
    (key) => JSON.stringify(key) + layout.colon + spacedText(value[key], layout, next),
  );
  return members.length === 0 ? '{}' : `{${inner}${members.join(layout.comma + inner)}${outer}}`;
}
