/** Spans of time as a user writes them. */
import { UsageError } from '../errors.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `5m`, `1.5h`; a bare number is seconds. Gives ms. Throws UsageError. */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * units[unit]!;
  throw new UsageError('usage/bad-option', `'${text}' is no duration; write 90s, 5m or 2h`);
}
