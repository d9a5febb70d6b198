/** Where the values of a text stand, so that they can be replaced in it. */

/** Which values a caller wants to know the place of: all, or those along these keys. */
export type Wanted = 'all' | ReadonlyMap<string, Wanted>;

/** Where a value stands in the text: `[start, end)`, its key from `keyStart`. */
export interface Mark {
  readonly key: string;
  readonly keyStart: number;
  readonly start: number;
  end: number;
  value: unknown;
  readonly wanted: Wanted;
  /** The marked values inside an object or a list, in the order of the text. */
  readonly inside: Mark[];
}

/** The mark of a value that has no owner. */
export function markAt(key: string, keyStart: number, start: number, wanted: Wanted): Mark {
  return { key, keyStart, start, end: start, value: undefined, wanted, inside: [] };
}

/** The mark of a value inside another, or undefined where nobody wants it. */
export function markInside(
  owner: Mark | undefined,
  key: string,
  keyStart: number,
  start: number,
): Mark | undefined {
  const wanted = owner && (owner.wanted === 'all' ? 'all' : owner.wanted.get(key));
  if (!owner || !wanted) return undefined;
  const mark = markAt(key, keyStart, start, wanted);
  owner.inside.push(mark);
  return mark;
}
