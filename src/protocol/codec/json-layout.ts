/** JSON in the layouts that are seen on the wire. */
import { stringifyLossless } from '../../json.ts';
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
  const text = layout.server ? serverText(value, layout) : spacedText(value, layout, '\n');
  return text.trimEnd() + layout.end;
}

/** Text of which JSON escapes nothing. */
const plainText = /^[ !#-[\]-\ud7ff]*$/;

/** After an object the line ends before the comma, after a list it does not. Replies are written so: it is kept fast. */
function serverText(value: unknown, { colon }: JsonLayout): string {
  // One text that only grows: looking at a part of it would make the engine copy what is there.
  let text = '';
  const write = (item: unknown): void => {
    if (typeof item === 'string') text += plainText.test(item) ? `"${item}"` : JSON.stringify(item);
    else if (typeof item === 'number' && Number.isSafeInteger(item)) text += item;
    else if (Array.isArray(item)) writeList(item);
    else if (isFields(item)) writeObject(item);
    else text += scalarText(item);
  };
  const writeList = (items: readonly unknown[]): void => {
    text += '[';
    for (let index = 0; index < items.length; index++) {
      if (index > 0) text += ',';
      write(items[index]);
    }
    text += ']';
  };
  const writeObject = (item: Readonly<Record<string, unknown>>): void => {
    text += '{\n';
    // What an object wrote ends its line by itself.
    let end = '';
    let isFirst = true;
    for (const key of Object.keys(item)) {
      const member = item[key];
      if (member === undefined) continue;
      text += isFirst ? keyText(key) : `,\n${keyText(key)}`;
      text += colon;
      write(member);
      isFirst = false;
      end = isFields(member) ? '' : '\n';
    }
    text += `${end}}\n`;
  };
  write(value);
  return text;
}

/** The same few keys come again and again. */
const knownKeys = new Map<string, string>();
const mostKnownKeys = 1000;

function keyText(key: string): string {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (knownKeys.size < mostKnownKeys) knownKeys.set(key, text);
  return text;
}

/** `line` starts a new line at the indentation reached; without indentation everything is on one. */
function spacedText(value: unknown, layout: JsonLayout, line: string): string {
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

function scalarText(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
}
