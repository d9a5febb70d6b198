/** Tells numbers that were read off the clock, by the time of their request. */
import type { Transform } from './transforms.ts';

export interface ClockReading {
  /** From the clock in epoch ms to the value. */
  readonly transforms: readonly Transform[];
  /** How old the reading was when it was sent, ms. */
  readonly age: number;
}

const second = 1000;
const hour = 3_600_000;
/** A page may keep a reading as long as it is open. */
const longestAge = 24 * hour;
/** The clocks of a program and of its recorder, ms. */
const slack = 2500;
const int32 = 2 ** 32;

/**
 * How the number may have been made from a clock that shows `at`, epoch ms; undefined where it was not.
 * `isClock`: the table says so, then old readings count too. `scales`: what other programs divide the clock by.
 */
export function readClock(
  text: string,
  at: number,
  { isClock = false, scales = [] as readonly number[] } = {},
): ClockReading | undefined {
  if (!Number.isFinite(at) || !/^-?\d{5,20}$/.test(text)) return undefined;
  const oldest = isClock ? longestAge : hour;
  const value = Number(text);
  const fits = (age: number, extra = 0): boolean => age >= -slack - extra && age <= oldest;
  const found = (age: number, ...transforms: Transform[]): ClockReading => ({ transforms, age });
  if (/^\d{13}$/.test(text) && fits(at - value)) return found(at - value);
  if (/^\d{10}$/.test(text) && fits(at - value * second, second))
    return found(at - value * second, 'seconds');
  const inverted = invertedAge(value, at);
  if (Math.abs(value) <= int32 && fits(inverted)) return found(inverted, 'bitwise-not');
  const seconds = at - (-value - 1) * second;
  if (value < 0 && fits(seconds, second)) return found(seconds, 'seconds', 'bitwise-not');
  if (/^\d{14,20}$/.test(text)) {
    const prefix = at - Number(text.slice(0, 13));
    if (fits(prefix)) return found(prefix, 'append');
    const shorter = at - Number(text.slice(0, 10)) * second;
    if (text.length < 16 && fits(shorter, second)) return found(shorter, 'seconds', 'append');
  }
  return isClock ? scaledAge(value, at, scales) : undefined;
}

/** How old a reading of the clock's low 32 bits, inverted, is; negative for one that is to come. */
function invertedAge(value: number, at: number): number {
  const age = (((at - ~value) % int32) + int32) % int32;
  return age > int32 / 2 ? age - int32 : age;
}

/** Fractions of the clock in ms or seconds, of either sign. */
function scaledAge(value: number, at: number, scales: readonly number[]): ClockReading | undefined {
  const sign: readonly Transform[] = value < 0 ? ['negate'] : [];
  for (const scale of scales) {
    for (const unit of [1, second]) {
      const age = at - Math.abs(value) * scale * unit;
      const grain = scale * unit;
      if (age < -slack - grain || age > hour + grain) continue;
      return { transforms: [...(unit === 1 ? [] : (['seconds'] as const)), 'divide', ...sign], age };
    }
  }
  return undefined;
}
