/** Times as they are counted: seconds of two digits, fine enough to see a change, too coarse to be anybody's. */
import { Tally } from './tally.ts';

/** Shorter than this is at once, s. */
const shortest = 0.25;

/** The key by which a time is counted: seconds. */
export const timeKey = (ms: number): string => String(Number(Math.max(ms / 1000, shortest).toPrecision(2)));

/** `about 25 s`, `at once`. */
export const timeText = (seconds: number): string =>
  seconds <= shortest ? 'at once' : `about ${textOf(seconds)}`;

/** `40 ms`, `25 s`, `3 h`: how long something took. */
export function spanText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : textOf(Number((ms / 1000).toPrecision(2)));
}

function textOf(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Medians of both sides, s. */
export interface Shift {
  readonly before: number;
  readonly now: number;
}

/**
 * How the usual time moved: to `times` as long or as short at least, the middle halves of both sides apart. Undefined
 * where it did not, or where one of the sides has less than `enough` to tell.
 */
export function shiftOf(
  base: Tally,
  next: Tally,
  { enough, times }: { enough: number; times: number },
): Shift | undefined {
  if (base.total < enough || next.total < enough) return undefined;
  const [before, now] = [quantile(base, 1 / 2), quantile(next, 1 / 2)];
  if (Math.max(before, now) < times * Math.min(before, now)) return undefined;
  const [low, high] = now < before ? [next, base] : [base, next];
  return quantile(low, 3 / 4) < quantile(high, 1 / 4) ? { before, now } : undefined;
}

function quantile(times: Tally, share: number): number {
  const sorted = times
    .keys()
    .map(Number)
    .sort((one, other) => one - other);
  let left = times.total * share;
  for (const seconds of sorted) {
    left -= times.count(String(seconds));
    if (left <= 0) return seconds;
  }
  return sorted.at(-1) ?? 0;
}

/** Of a tally by `name time`, the times of one name. */
export function timesOf(named: Tally, name: string): Tally {
  const times = new Tally();
  for (const key of named.keys())
    if (key.startsWith(`${name} `)) times.add(key.slice(name.length + 1), named.first(key), named.count(key));
  return times;
}
