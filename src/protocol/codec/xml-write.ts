/** Values as XML. */
import { RecordingError } from '../../errors.ts';
import { escapeAttribute, escapeText } from './entities.ts';
import { type Fields, fieldsOf, isFields, keysOf, textOf } from './values.ts';

const nameShape = /^[A-Za-z_:\u0080-\ufffd][\w.:\u0080-\ufffd-]*$/;

/** One root element on one line, in the order of the value; an empty text is `<name></name>`. */
export function writeXml(value: unknown): string {
  const fields = fieldsOf(value, 'XML');
  const [root, ...others] = keysOf(fields);
  if (root === undefined || others.length > 0 || Array.isArray(fields[root])) {
    throw new RecordingError('recording/codec', 'XML is made from one root element');
  }
  return elementText(root, fields[root]);
}

function elementText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => elementText(name, item)).join('');
  checkName(name);
  if (!isFields(value)) return `<${name}>${escapeText(textOf(value, 'an element'))}</${name}>`;
  return `<${name}${attributesText(value)}>${contentText(value)}</${name}>`;
}

function attributesText(fields: Fields): string {
  const names = keysOf(fields).filter((name) => name.startsWith('@'));
  const parts = names.map((name) => {
    checkName(name.slice(1));
    return ` ${name.slice(1)}="${escapeAttribute(textOf(fields[name], 'an attribute'))}"`;
  });
  return parts.join('');
}

function contentText(fields: Fields): string {
  const names = keysOf(fields).filter((name) => !name.startsWith('@'));
  const parts = names.map((name) =>
    name === '#text' ? escapeText(textOf(fields[name], 'an element')) : elementText(name, fields[name]),
  );
  return parts.join('');
}

function checkName(name: string): void {
  if (!nameShape.test(name))
    throw new RecordingError('recording/codec', 'this is no name of an XML element', { name });
}
