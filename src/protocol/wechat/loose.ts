/** Reads values that should be a text or a number and may be anything. */

/** A scalar as text; '' for null, for what is absent, for a list or an object. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : '';
}

const whole = /^-?\d{1,15}$/;

/** A number, or a whole number as text; `otherwise` for anything else. */
export function asNumber(value: unknown, otherwise = 0): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : otherwise;
  const text = asText(value);
  return whole.test(text) ? Number(text) : otherwise;
}

/** A result code in the one number space of all codes; what is no number stays text. */
export function asCode(value: unknown): number | string {
  const text = asText(value);
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}
