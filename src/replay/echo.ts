/** Finds where a recorded reply repeats what its own request said, so that the next caller hears its own words. */
import { readFields } from '../protocol/read.ts';
import type { RequestView } from '../protocol/request.ts';
import { escapeKey } from '../protocol/shape.ts';

type Scalar = string | number | bigint;

/** Shorter values meet by chance. */
const shortest = 6;
const deepest = 32;

/** Values that the recorded caller sent, with what this one sent in their place. */
export function echoes(recorded: RequestView, live: RequestView): Map<string, Scalar> {
  const sent = new Map(readFields(live).map(({ where, value }) => [where, value]));
  const found = new Map<string, Scalar>();
  for (const { where, field, value } of readFields(recorded)) {
    if (field.source === 'session' || field.source === 'constant' || !isScalar(value)) continue;
    const own = sent.get(where);
    if (String(value).length >= shortest && isScalar(own) && String(own) !== String(value))
      found.set(String(value), own);
  }
  return found;
}

/** What this caller drew, by its own words, with what the recorded one drew in their place. */
export function* drawnWords(
  recorded: RequestView,
  live: RequestView,
): Generator<[own: string, word: string]> {
  const sent = new Map(readFields(live).map(({ where, value }) => [where, value]));
  for (const { where, field, value } of readFields(recorded)) {
    const own = sent.get(where);
    if (field.source !== 'random' || field.inner || !isScalar(value) || !isScalar(own)) continue;
    if (String(value).length >= shortest && String(own) !== String(value)) yield [String(own), String(value)];
  }
}

/** Where the decoded reply holds one of the values, with what stands there now; texts stay texts. */
export function echoed(reply: unknown, values: ReadonlyMap<string, Scalar>): Map<string, Scalar> {
  const edits = new Map<string, Scalar>();
  visit(reply, '', 0, (pointer, value) => {
    const own = values.get(String(value));
    if (own === undefined) return;
    if (typeof value === 'string') edits.set(pointer, String(own));
    else if (/^-?\d{1,20}$/.test(String(own))) edits.set(pointer, BigInt(own));
  });
  return edits;
}

function visit(
  value: unknown,
  pointer: string,
  depth: number,
  see: (pointer: string, value: Scalar) => void,
): void {
  if (isScalar(value)) see(pointer, value);
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  for (const [key, item] of Object.entries(value))
    visit(item, `${pointer}/${escapeKey(key)}`, depth + 1, see);
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
