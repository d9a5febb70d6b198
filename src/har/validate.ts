/** Checks entries against the JSON Schema of HAR 1.2, one at a time and at a bounded cost. */

import type { SchemaError } from 'har-validator/lib/async.js';
import * as schema from 'har-validator/lib/async.js';
import type { Finding } from './rule.ts';
import { isObject, type JsonObject } from './values.ts';

export interface SchemaFinding extends Finding {
  readonly rule: `schema/${string}`;
}

/** The validator's cost grows with the square of its errors: longer lists are checked element by element. */
const longestList = 100;
const lists = [
  ['headers', schema.header],
  ['cookies', schema.cookie],
  ['queryString', schema.query],
] as const;

/** What the schema says against an entry. */
export function validateEntry(entry: JsonObject): SchemaFinding[] {
  const findings: SchemaFinding[] = [];
  const checked: JsonObject = { ...entry };
  for (const side of ['request', 'response'] as const) {
    if (isObject(entry[side])) checked[side] = withoutLongLists(entry[side], `/${side}`, findings);
  }
  run(schema.entry, withoutBigints(checked), '', findings);
  return findings;
}

/** What the schema says against `log` without its entries. */
export function validateLog(log: JsonObject): SchemaFinding[] {
  const findings: SchemaFinding[] = [];
  const { pages } = log;
  const isList = Array.isArray(pages);
  run(schema.log, withoutBigints({ ...log, ...(isList && { pages: [] }), entries: [] }), '', findings);
  if (isList) {
    pages.forEach((page, index) => {
      run(schema.page, withoutBigints(page), `/pages/${index}`, findings);
    });
  }
  return findings;
}

function withoutLongLists(message: JsonObject, path: string, findings: SchemaFinding[]): JsonObject {
  const short = { ...message };
  for (const [key, check] of lists) {
    const list = message[key];
    if (!Array.isArray(list) || list.length <= longestList) continue;
    short[key] = [];
    list.forEach((element, index) => {
      run(check, withoutBigints(element), `${path}/${key}/${index}`, findings);
    });
  }
  return short;
}

/** The validator knows no bigint. */
function withoutBigints(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (!isObject(value) || depth > 3) return value;
  const members = Object.entries(value).map(([key, item]) => [key, withoutBigints(item, depth + 1)] as const);
  return members.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(members);
}

function run(check: typeof schema.entry, data: unknown, path: string, findings: SchemaFinding[]): void {
  // The validator takes null and such for an empty object.
  const value = isObject(data) ? data : { notAnObject: data };
  check(value, (failure) => {
    if (failure !== null) findings.push(...distinct(failure.errors.map((error) => findingOf(error, path))));
  });
}

/** One finding for each place: the validator says one thing in several ways. */
function distinct(findings: readonly SchemaFinding[]): SchemaFinding[] {
  const seen = new Map<string, SchemaFinding>();
  for (const finding of findings) {
    if (finding.rule === 'schema/one-of' || !seen.has(finding.where)) seen.set(finding.where, finding);
  }
  return [...seen.values()];
}

function findingOf({ keyword, dataPath, params }: SchemaError, path: string): SchemaFinding {
  const where = path + dataPath.replace(/\[(\d+)\]/g, '/$1').replaceAll('.', '/');
  switch (keyword) {
    case 'required':
      return {
        rule: 'schema/required',
        where: `${where}/${String(params.missingProperty)}`,
        message: 'is missing',
      };
    case 'type':
      return { rule: 'schema/type', where, message: `must be of type ${String(params.type)}` };
    case 'format':
    case 'pattern':
      return { rule: 'schema/format', where, message: `must be a ${nameOfForm(params)}` };
    default:
      return { rule: 'schema/one-of', where, message: 'has none of the forms it may have' };
  }
}

function nameOfForm({ format }: Readonly<Record<string, unknown>>): string {
  return typeof format === 'string' ? format : 'date-time';
}
