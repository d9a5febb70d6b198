/** Objects whose keys come from outside. */
import { RecordingError } from '../../errors.ts';

export type Fields = Record<string, unknown>;

/** Sets an own property whatever its name: `__proto__` is a key like any other. */
export function setOwn(target: Fields, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

/** Sets a field, or turns it into a list where the name comes again. */
export function addField(target: Fields, name: string, value: unknown): void {
  const held = Object.hasOwn(target, name) ? target[name] : undefined;
  if (held === undefined) setOwn(target, name, value);
  else if (Array.isArray(held)) held.push(value);
  else setOwn(target, name, [held, value]);
}

/** The names of the fields that have a value. */
export function keysOf(fields: Fields): string[] {
  return Object.keys(fields).filter((key) => fields[key] !== undefined);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as fields by name; throws `recording/codec` for anything else. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (isFields(value)) return value;
  throw new RecordingError(
    'recording/codec',
    `${what} is made from fields by name, not from ${nameOf(value)}`,
  );
}

/** A scalar as text; null as the empty text. Throws `recording/codec` for a list, an object or a function. */
export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new RecordingError('recording/codec', `${what} carries text, not ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

/** The steps of a JSON Pointer (RFC 6901), unescaped. */
export function stepsOf(pointer: string): string[] {
  if (pointer === '') return [];
  const steps = pointer.slice(1).split('/');
  return pointer.includes('~')
    ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : steps;
}

/** Equal as data: same keys and values, whatever the order of the keys; `5n` is 5. */
export function sameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one === 'bigint' || typeof other === 'bigint')
    return typeof one !== 'string' && typeof other !== 'string' && String(one) === String(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameData(item, other[index]));
  }
  if (!isFields(one) || !isFields(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && sameData(one[key], other[key]));
}
