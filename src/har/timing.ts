/** Reads how long the phases of an exchange took. */
import type { Timing } from '../exchange.ts';
import { member, numberAt } from './values.ts';

export const phases = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;

/** Milliseconds no exchange takes: a hundred years. */
const longest = 3.2e12;

/** A time that something may have taken. */
export function isSpan(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= longest;
}

/** Phases that were measured, and the total: as recorded, else their sum, else -1. */
export function timingOf(entry: unknown): Timing {
  const timings = member(entry, 'timings');
  const timing: { -readonly [Phase in keyof Timing]: Timing[Phase] } = { total: -1 };
  let sum = -1;
  for (const phase of phases) {
    const value = numberAt(timings, phase);
    // Clocks that are compared after rounding give tiny negative spans.
    if (value === undefined || value <= -1 || value > longest) continue;
    timing[phase] = Math.max(0, value);
    // The handshake is a part of connecting.
    if (phase !== 'ssl') sum = Math.max(0, sum) + timing[phase];
  }
  const total = numberAt(entry, 'time');
  timing.total = total !== undefined && isSpan(total) ? total : sum;
  return timing;
}
