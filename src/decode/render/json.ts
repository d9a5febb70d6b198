/** A timeline as one JSON object, an item a line. */
import type { Timeline } from '../timeline.ts';
import { safeJson } from './safe.ts';

/** The lines of the object; nothing in them acts on a terminal. */
export function* timelineJson(timeline: Timeline): Generator<string> {
  yield '{';
  for (const key of ['flows', 'spans', 'events', 'anomalies'] as const) yield* list(key, timeline[key]);
  yield `"summary": ${safeJson(JSON.stringify(timeline.summary))}`;
  yield '}';
}

function* list(key: string, items: readonly unknown[]): Generator<string> {
  if (items.length === 0) yield `"${key}": [],`;
  else {
    yield `"${key}": [`;
    for (const [index, item] of items.entries()) {
      yield `  ${safeJson(JSON.stringify(item))}${index < items.length - 1 ? ',' : ''}`;
    }
    yield '],';
  }
}
