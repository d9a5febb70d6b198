/** An event in a few words, whatever protocol it is of. */
import type { Event } from '../events.ts';
import { oneLine } from './safe.ts';
import { byteSize, duration } from './time.ts';

/** Said by the columns around it. */
const elsewhere = new Set(['at', 'type', 'exchange', 'state']);
/** What tells most comes first; free text is quoted. */
const quoted = ['text', 'name', 'nickName', 'title', 'label', 'message', 'meaning'] as const;
const telling = ['kind', 'what', 'method', 'cause', ...quoted, 'mime', 'url'] as const;
/** Opaque names come last, and shortened. */
const opaque = /^[^\s"]{20,}$/;
const opaqueStart = 8;
const isOpaque = (value: string): boolean =>
  opaque.test(value) && !/[^\x21-\x7e]/.test(value) && !value.includes('://') && !isoTime.test(value);
const quotes = new Set<string>(quoted);

/** What happened, without the family: `received` of `message.received`. */
export function verb(type: string): string {
  return oneLine(type.slice(type.lastIndexOf('.') + 1));
}

/** Everything the event says beside its time, type and state, the telling part first. No control characters. */
export function details(event: Event): string {
  const parts = partsOf(event, 0);
  return [parts.telling.join(' '), ...parts.rest, ...parts.names].filter((part) => part !== '').join(', ');
}

interface Parts {
  readonly telling: readonly string[];
  readonly rest: readonly string[];
  readonly names: readonly string[];
}

function partsOf(record: object, depth: number): Parts {
  const told = new Map<string, string>();
  const rest: string[] = [];
  const names: string[] = [];
  const ids: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (depth === 0 && elsewhere.has(key)) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (depth >= 2) continue;
      rest.push(...nested(key, partsOf(value, depth + 1)));
      continue;
    }
    const said = say(key, value);
    if (said === undefined) continue;
    if (telling.includes(key as 'kind') && typeof value === 'string') told.set(key, said);
    else if (key === 'id') ids.push(said);
    else if (typeof value === 'string' && isOpaque(value)) names.push(said);
    else rest.push(said);
  }
  return { telling: telling.flatMap((key) => told.get(key) ?? []), rest, names: [...names, ...ids] };
}

/** What a nested value says is named by its key, unless that is a text or says what it is itself. */
function nested(key: string, { telling: told, rest }: Parts): readonly string[] {
  const parts = told.length === 0 ? rest : [...told, ...rest.slice(0, 2)];
  const [first, ...others] = parts;
  if (first === undefined || first.startsWith('"') || key === 'payload') return parts;
  return [`${oneLine(key)} ${first}`, ...others];
}

function say(key: string, value: unknown): string | undefined {
  const name = oneLine(key);
  if (typeof value === 'string') return value === '' ? undefined : sayText(name, value);
  if (typeof value === 'number') return sayNumber(name, value);
  if (typeof value === 'bigint') return `${name} ${value}`;
  if (value === true) return name;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const isShort = value.length <= 5 && value.every((item) => typeof item === 'string');
  return isShort ? `${name} ${value.map(shortened).join(', ')}` : `${value.length} ${name}`;
}

const isoTime = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)/;

function sayText(name: string, value: string): string {
  const clock = isoTime.exec(value)?.[1];
  if (clock !== undefined) return `${name} ${clock}`;
  if (quotes.has(name)) return `"${oneLine(value)}"`;
  if (telling.includes(name as 'kind')) return oneLine(value);
  return `${name} ${shortened(value)}`;
}

const shortened = (value: string): string =>
  oneLine(isOpaque(value) ? `${value.slice(0, opaqueStart)}…` : value);

function sayNumber(name: string, value: number): string | undefined {
  if (name.endsWith('Ms')) return `${name.slice(0, -2)} ${duration(value)}`;
  if (/[a-z]S$/.test(name)) return `${name.slice(0, -1)} ${duration(value * 1000)}`;
  if (name === 'bytes' || name === 'size') return byteSize(value);
  // The names of counts are in the plural.
  if (/[a-z]{2}[^su]s$/.test(name))
    return value === 0 ? undefined : `${value} ${value === 1 ? name.slice(0, -1) : name}`;
  return `${name} ${value}`;
}
