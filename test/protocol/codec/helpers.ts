/** What the tests of the codecs share. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import type { Codec, Decoded } from '../../../src/protocol/codec/codec.ts';

export const decodeText = (codec: Codec, text: string, contentType?: string): Decoded =>
  codec.decode(Body.ofText(text), contentType);

/** The value, or the refusal as it is, so that a failing test shows it. */
export function valueIn(decoded: Decoded): unknown {
  return decoded.ok ? decoded.value : { refused: decoded.kind };
}

/** Equal in every own key, `__proto__` included, whatever their order. */
export function expectSame(received: unknown, expected: unknown): void {
  if (isDeepStrictEqual(received, expected)) return;
  expect(received).toStrictEqual(expected);
  expect.fail('the two differ in a key that printing does not show');
}

export function kindIn(decoded: Decoded): string {
  return decoded.ok ? 'ok' : decoded.kind;
}

/** Keys of every sort, those that mean something to JavaScript among them. */
export const anyKey = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '0', ''),
);

/** Fields as a decoder makes them: `__proto__` an own key. */
export function fieldsFrom(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return fields;
}

export const dictionaryOf = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>, minLength = 0) =>
  fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength, maxLength: 6 })
    .map((entries) => fieldsFrom(entries));

/** Text without lone surrogates, which no UTF-8 carries. */
export const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });

/** Literals of JavaScript and JSON. */
export const anyLiteral: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    anyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !isUnsafeInteger(number)),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    dictionaryOf(anyKey, tie('value')),
  ),
})).value;

function isUnsafeInteger(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}
