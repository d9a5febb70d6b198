/** The one walker that compares a value with its description. */
import { escapeKey, type Shape } from './shape.ts';

/** One way in which a call departs from its row. */
export interface Issue {
  readonly code: 'missing' | 'unexpected' | 'type' | 'value' | 'kind';
  /** JSON Pointer into the exchange as decoded; `*` for the items of a list. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** Deeper than any real reply; what lies below is not compared. */
const maxDepth = 64;
const patterns = new Map<string, RegExp>();

/**
 * Every way in which `value` departs from `shape`, each said once however many items of a list repeat it.
 * Never stops early and never forgives an unknown key: both are what the caller looks for.
 */
export function walk(shape: Shape, value: unknown, path: string): Issue[] {
  const found = new Map<string, Issue>();
  const report: Report = (code, where, expected, received) => {
    const key = `${code} ${where} ${received}`;
    if (!found.has(key)) found.set(key, { code, path: where, expected, received });
  };
  visit(shape, value, path, report, 0);
  return [...found.values()];
}

type Report = (code: Issue['code'], path: string, expected: string, received: string) => void;

function visit(shape: Shape, value: unknown, path: string, report: Report, depth: number): void {
  if (depth > maxDepth) return;
  if (shape.anyOf) {
    visitAny(shape.anyOf as Shape[], value, path, report, depth);
    return;
  }
  const type = shape.type as string | undefined;
  if (type === undefined) return;
  const received = typeName(value);
  if (!isOfType(received, type)) {
    report('type', path, type, received);
    return;
  }
  if (type === 'object') visitObject(shape, value as Record<string, unknown>, path, report, depth);
  else if (type === 'array') {
    const items = shape.items as Shape;
    for (const item of value as unknown[]) visit(items, item, `${path}/*`, report, depth + 1);
  } else checkValue(shape, value, path, report);
}

const isOfType = (received: string, type: unknown): boolean =>
  received === type || (type === 'number' && received === 'integer');

function visitAny(choices: Shape[], value: unknown, path: string, report: Report, depth: number): void {
  const received = typeName(value);
  const fitting = choices.find(({ type }) => type === undefined || isOfType(received, type));
  if (fitting) visit(fitting, value, path, report, depth + 1);
  else report('type', path, choices.map((choice) => choice.type).join(' or '), received);
}

function visitObject(
  shape: Shape,
  value: Record<string, unknown>,
  path: string,
  report: Report,
  depth: number,
): void {
  const properties = shape.properties as Record<string, Shape>;
  for (const key of shape.required as string[]) {
    if (!Object.hasOwn(value, key))
      report('missing', `${path}/${escapeKey(key)}`, describe(properties[key]!), 'nothing');
  }
  for (const key of Object.keys(value)) {
    const where = `${path}/${escapeKey(key)}`;
    if (!Object.hasOwn(properties, key)) report('unexpected', where, 'nothing', typeName(value[key]));
    else {
      const inner = properties[key]!;
      visit(inner, value[key], where, report, depth + 1);
      if (typeof inner.counts === 'string') checkCount(inner.counts, value, key, where, report);
    }
  }
}

function checkCount(
  list: string,
  owner: Record<string, unknown>,
  key: string,
  path: string,
  report: Report,
): void {
  const items = Object.hasOwn(owner, list) ? owner[list] : undefined;
  const count = owner[key];
  if (!Array.isArray(items) || (typeof count !== 'number' && typeof count !== 'bigint')) return;
  if (Number(count) !== items.length)
    report('value', path, `${items.length}, the length of ${list}`, String(count));
}

function checkValue(shape: Shape, value: unknown, path: string, report: Report): void {
  const values = shape.enum as unknown[] | undefined;
  if (values && !values.includes(value)) report('value', path, values.join(' or '), preview(value));
  const source = shape.pattern as string | undefined;
  if (source === undefined || value === '') return;
  const pattern = patterns.get(source) ?? new RegExp(source);
  patterns.set(source, pattern);
  if (!pattern.test(value as string)) report('value', path, source, preview(value));
}

function describe(shape: Shape): string {
  return String(
    shape.type ?? (shape.anyOf as Shape[] | undefined)?.map((inner) => inner.type).join(' or ') ?? 'a value',
  );
}

/** The JSON Schema name of a value's type. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** Enough of a value to recognise it; what is secret is shortened later, by whoever shows it. */
function preview(value: unknown): string {
  const shown = typeof value === 'string' ? value : String(value);
  return shown.length > 120 ? `${shown.slice(0, 117)}…` : shown;
}
