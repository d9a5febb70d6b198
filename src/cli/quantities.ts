/** Sizes and durations as options say them. */
import { UsageError } from '../errors.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Bytes of `512`, `64k`, `10MB`, `1.5GiB`. Throws UsageError. */
export function readSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  if (number === '' || factor === undefined)
    throw new UsageError('usage/bad-option', `'${text}' is no size; write 500k, 10MB or 1GiB`);
  return Math.round(Number(number) * factor);
}

const spans: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
/** The longest that a timer takes. */
const longest = 2_147_483_647;

/** Milliseconds of `90s`, `5m`, `1h30m`, `250ms`. Throws UsageError. */
export function readDuration(text: string): number {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?) ?(ms|s|min|m|h)/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * spans[unit!]!, 0);
  const isWhole = parts.map(([part]) => part).join('') === text.trim();
  if (!isWhole || !(total > 0) || total > longest)
    throw new UsageError('usage/bad-option', `'${text}' is no duration; write 90s, 5m or 1h30m`);
  return total;
}

/** A number with its noun: `1 entry`, `2 entries`. */
export const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;
