/** Values as JavaScript literals. */
import { RecordingError } from '../../errors.ts';
import { fieldsOf, isFields, keysOf } from './values.ts';

export type Quote = '"' | "'";

const identifier = /^[A-Za-z_$][\w$]*$/;
/** What a literal cannot hold as it is. */
const special = { '"': /[\\"\0-\x1f\x7f\u2028\u2029]/g, "'": /[\\'\0-\x1f\x7f\u2028\u2029]/g };
const named = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A value as a literal without spaces: whole numbers of any length, keys quoted only where they must be. */
export function literal(value: unknown, quote: Quote): string {
  if (typeof value === 'string') return quoted(value, quote);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, quote)).join(',')}]`;
  if (!isFields(value)) return 'null';
  const members = keysOf(value).map((key) => `${keyText(key, quote)}:${literal(value[key], quote)}`);
  return `{${members.join(',')}}`;
}

/** `name=value;` for each field, in order, with nothing between them. */
export function writeStatements(value: unknown): string {
  const fields = fieldsOf(value, 'a script');
  const statements = keysOf(fields).map((name) => `${targetText(name)}=${literal(fields[name], '"')};`);
  return statements.join('');
}

/** The left side of an assignment; throws `recording/codec` for a name that does not start like one. */
export function targetText(name: string): string {
  const [first = '', ...rest] = name.split('.');
  if (!identifier.test(first))
    throw new RecordingError('recording/codec', 'a script cannot assign to this name', { name });
  return first + rest.map((step) => (identifier.test(step) ? `.${step}` : `[${quoted(step, '"')}]`)).join('');
}

/** A key inside an object. */
export function keyText(key: string, quote: Quote): string {
  return identifier.test(key) ? key : quoted(key, quote);
}

export function quoted(text: string, quote: Quote): string {
  return quote + text.replace(special[quote], escapeOne) + quote;
}

function escapeOne(character: string): string {
  const code = character.charCodeAt(0);
  const plain = code === 0x5c || code === 0x22 || code === 0x27;
  if (plain) return `\\${character}`;
  return named.get(character) ?? `\\u${code.toString(16).padStart(4, '0')}`;
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : 'null';
}
