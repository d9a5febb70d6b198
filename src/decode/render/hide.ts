/** Hides credentials in what is about to be shown. */
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Event } from '../events.ts';
import type { Secrets } from '../secrets.ts';
import type { Timeline } from '../timeline.ts';

/** Shorter numbers are counts, codes and sizes. */
const shortestNumber = 1e5;

/** Any decoded value without its credentials, also where one stands as a number. */
export function hideInPlain(value: unknown, secrets: Secrets): unknown {
  return hideNumbers(secrets.hideInValue(value), secrets);
}

function hideNumbers(value: unknown, secrets: Secrets): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && value > shortestNumber)) {
    const text = String(value);
    const hidden = secrets.hideIn(text);
    return hidden === text ? value : hidden;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hideNumbers(item, secrets));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideNumbers(inner, secrets)]));
}

/** The event without its credentials. */
export function hideInEvent(event: Event, secrets: Secrets): Event {
  return hideInPlain(secrets.hideInEvent(event), secrets) as Event;
}

/** Nothing of its own but small numbers, as most events of a long recording have: no credential fits in. */
function isHarmless(event: Event): boolean {
  for (const key in event) {
    if (key === 'at' || key === 'type' || key === 'exchange' || key === 'state') continue;
    const value = event[key];
    if (typeof value !== 'boolean' && !(typeof value === 'number' && value <= shortestNumber)) return false;
  }
  return true;
}

/** The event as JSON without its credentials. */
export function hiddenJson(event: Event, secrets: Secrets): string {
  if (isHarmless(event)) return JSON.stringify(event);
  const json = JSON.stringify(secrets.hideInEvent(event));
  const hidden = secrets.hideIn(json);
  // Where the text held one it is made again by value: a number replaced by a mark would be no JSON.
  return hidden === json ? json : secrets.hideIn(JSON.stringify(hideInEvent(event, secrets)));
}

/** The same timeline, the credentials in its events and messages shortened. */
export function hideInTimeline(timeline: Timeline, secrets: Secrets): Timeline {
  return {
    ...timeline,
    events: timeline.events.map((event) => hideInEvent(event, secrets)),
    anomalies: timeline.anomalies.map((one) => ({ ...one, message: secrets.hideIn(one.message) })),
  };
}

/** The same for what a server wrote about an exchange. */
export function hideInOutcome(outcome: Outcome, secrets: Secrets): Outcome {
  return outcome.meaning === undefined ? outcome : { ...outcome, meaning: secrets.hideIn(outcome.meaning) };
}
