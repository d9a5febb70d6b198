/** What rules on the values of fields have in common. */
import type { FieldStat } from '../field-stat.ts';
import type { FieldPair } from '../pair.ts';
import { type Found, losers } from './rule.ts';

/** Both sides of a field that both have. */
export const both = ({ base, next }: FieldPair): { base: FieldStat; next: FieldStat } | undefined =>
  base && next && base.count > 0 && next.count > 0 ? { base, next } : undefined;

/** Texts that are not empty. */
export const filled = (stat: FieldStat): number => stat.types.count('string') - stat.traits.count('empty');

/** A list that never came empty, or now always does, came empty where its count says otherwise. */
export const isRobbed = (base: FieldStat, next: FieldStat): boolean =>
  next.traits.has('robbed') &&
  !base.traits.has('robbed') &&
  (!base.traits.has('empty') ||
    (base.traits.count('empty') < base.count && next.traits.count('empty') === next.count));

export function wording(stat: FieldStat, prefix: string): string[] {
  const start = `${prefix} `;
  return stat.traits.keys().flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
}

/** Traits of one sort that the baseline never showed, where it showed some. */
export function freshTraits(
  pair: FieldPair,
  prefix: string,
): { now: string[]; before: string[] } | undefined {
  const sides = both(pair);
  if (!sides) return undefined;
  const before = wording(sides.base, prefix);
  const now = wording(sides.next, prefix).filter((word) => !before.includes(word));
  return now.length > 0 ? { now, before } : undefined;
}

/** A finding at a field, seen first where a trait of it was. */
export function say(
  field: FieldPair,
  trait: string,
  more: Pick<Found, 'severity' | 'message' | 'baseline' | 'observed'>,
): Found {
  return {
    where: field.where,
    from: field.base?.first,
    at: field.next?.traits.first(trait) ?? field.next?.first,
    ...losers(field),
    ...more,
  };
}
