/** Careful looks at JSON of unknown shape. */

import { stringifyLossless } from '../json.ts';

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member of that name, which must be none that every object has, such as `constructor`. */
export function member(holder: unknown, key: string): unknown {
  return isObject(holder) ? holder[key] : undefined;
}

export function objectAt(holder: unknown, key: string): JsonObject | undefined {
  const value = member(holder, key);
  return isObject(value) ? value : undefined;
}

export function listAt(holder: unknown, key: string): readonly unknown[] | undefined {
  const value = member(holder, key);
  return Array.isArray(value) ? value : undefined;
}

export function stringAt(holder: unknown, key: string): string | undefined {
  const value = member(holder, key);
  return typeof value === 'string' ? value : undefined;
}

/** A finite number; integers kept as bigint and numbers written as text count too. */
export function numberAt(holder: unknown, key: string): number | undefined {
  return asNumber(member(holder, key));
}

export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  const isNumeric = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  const number = isNumeric ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** How a scalar of the wrong type reads as text; undefined for objects and arrays. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? undefined : String(value);
}

/** Text as it is, anything else as its JSON; undefined for null and for nothing. */
export function jsonText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : stringifyLossless(value);
}
