/** Moves recorded times to now: order and distances stay. */

import { once } from '../protocol/once.ts';
import { at, escapeKey, leaves, type Shape } from '../protocol/shape.ts';

type Unit = 's' | 'ms';
const unitMs = { s: 1000, ms: 1 } as const;
/** Attributes of a cookie that say until when it lives. */
const expires = /(;\s*expires=)([^;]*)/i;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `shift` in ms; rounded up, so that nothing is older than the login it belongs to. */
function movedTime(value: number, unit: Unit, shift: number): number {
  return value + Math.ceil(shift / unitMs[unit]);
}

/** A date of HTTP, with blanks or, as in old cookies, with dashes. */
export function httpDate(ms: number, dash = ' '): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}${dash}${months[date.getUTCMonth()]}${dash}${date.getUTCFullYear()}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]}, ${day} ${clock} GMT`;
}

/** Milliseconds of a date of HTTP; undefined for what is none. */
export function parseHttpDate(text: string): number | undefined {
  const ms = Date.parse(text.trim().replace(/(\d{1,2})-([A-Za-z]{3})-(\d{2,4})/, '$1 $2 $3'));
  return Number.isFinite(ms) && Math.abs(ms) < 8e15 ? ms : undefined;
}

/**
 * A Set-Cookie line with its end of life moved. A cookie that had expired when it was set stays so: that is how cookies
 * are deleted.
 */
export function movedCookie(line: string, shift: number, recordedAt: number): string {
  return line.replace(expires, (whole, name: string, date: string) => {
    const ms = parseHttpDate(date);
    if (ms === undefined || ms <= recordedAt) return whole;
    return name + httpDate(Math.min(ms + shift, 8e15), date.includes('-') ? '-' : ' ');
  });
}

/** The times in a decoded reply, moved, by pointer. */
export function movedTimes(shape: Shape, value: unknown, shift: number): Map<string, number> {
  const edits = new Map<string, number>();
  for (const { pointer, unit } of datedPlaces(shape)) {
    for (const place of expand(value, pointer.slice(1).split('/'), '')) {
      const time = at(value, place);
      if (typeof time === 'number' && time > 0) edits.set(place, movedTime(time, unit, shift));
    }
  }
  return edits;
}

const known = new WeakMap<Shape, readonly { pointer: string; unit: Unit }[]>();

function datedPlaces(shape: Shape): readonly { pointer: string; unit: Unit }[] {
  return once(known, shape, () =>
    [...leaves(shape)].flatMap(({ pointer, shape: leaf }) =>
      leaf.dated === 's' || leaf.dated === 'ms' ? [{ pointer, unit: leaf.dated }] : [],
    ),
  );
}

/** Whether a reply of this shape holds times at all. */
export const hasTimes = (shape: Shape): boolean => datedPlaces(shape).length > 0;

/** Pointers to every value that a pointer with `*` stands for. */
function* expand(value: unknown, steps: readonly string[], pointer: string): Generator<string> {
  const [step, ...rest] = steps;
  if (step === undefined) yield pointer;
  else if (step !== '*') yield* expand(at(value, `/${step}`), rest, `${pointer}/${step}`);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* expand(item, rest, `${pointer}/${escapeKey(String(index))}`);
  }
}
