/** A trace as one JSON object, a value a line. */
import type { Traced } from '../trace/index.ts';
import { safeJson } from './safe.ts';

/** Above the values. */
export const traceJsonHead = '{\n"values": [';

/** One value, with what it is only where that was asked for. */
export function traceJsonValue({ to, kind, from, transforms, why, value }: Traced, isShown: boolean): string {
  const record = {
    to,
    kind,
    ...(from && { from }),
    ...(transforms && { transforms }),
    why,
    ...(isShown && { value }),
  };
  return `  ${safeJson(JSON.stringify(record))}`;
}

/** Below the values. */
export function traceJsonTail(summary: Readonly<Record<string, number>>): string {
  return `],\n"summary": ${JSON.stringify(summary)}\n}`;
}
