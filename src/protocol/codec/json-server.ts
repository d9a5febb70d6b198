/** JSON as the server lays it out (protocol.md 1.8). Replies are written so: it is kept fast. */
import { Filled, type Form, Formed, hole } from '../filled.ts';
import { isFields } from './values.ts';

/** Text of which JSON escapes nothing. */
const plainText = /^[ !#-[\]-\ud7ff]*$/;
/** Stands for a hole: JSON escapes it everywhere else. */
const mark = '\0';

/**
 * No indentation; the first object of a list on its line; after an object the line ends before the comma, after a
 * list it does not. `colon` stands between a key and its value.
 */
export function serverText(value: unknown, colon: string): string {
  // One text that only grows: looking at a part of it would make the engine copy what is there.
  let text = '';
  const write = (item: unknown): void => {
    if (typeof item === 'string') text += plainText.test(item) ? `"${item}"` : JSON.stringify(item);
    else if (typeof item === 'number' && Number.isSafeInteger(item)) text += item;
    else if (Array.isArray(item)) writeList(item);
    else if (item instanceof Filled) writeFormed(item.formed());
    else if (item instanceof Formed) writeFormed(item);
    else if (isFields(item)) writeObject(item);
    else text += item === hole ? mark : scalarText(item);
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
  const writeFormed = ({ form, values }: Formed): void => {
    const pieces = piecesOf(form, colon);
    text += pieces[0];
    for (let index = 0; index < values.length; index++) {
      write(values[index]);
      text += isFields(values[index]) ? afterObject(pieces[index + 1]!) : pieces[index + 1];
    }
  };
  write(value);
  return text;
}

/** What stands around the holes of a form. */
function piecesOf(form: Form, colon: string): readonly string[] {
  let pieces = form.pieces.get(colon);
  if (!pieces) {
    pieces = serverText(form.example, colon).split(mark);
    form.pieces.set(colon, pieces);
  }
  return pieces;
}

/** The line that a hole would have ended, had it held no object, which ends its line by itself. */
const afterObject = (piece: string): string => (piece.startsWith('\n') ? piece.slice(1) : piece);

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

/** A value that holds no others. */
export function scalarText(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
}
