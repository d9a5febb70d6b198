/** Hides credentials in a timeline before it is shown. */
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Event } from '../events.ts';
import type { Secrets } from '../secrets.ts';
import type { Timeline } from '../timeline.ts';

/** The same timeline, the credentials in its events and messages shortened. */
export function hideInTimeline(timeline: Timeline, secrets: Secrets): Timeline {
  const hideEvent = (event: Event): Event => secrets.hideInValue(secrets.hideInEvent(event)) as Event;
  return {
    ...timeline,
    events: timeline.events.map(hideEvent),
    anomalies: timeline.anomalies.map((one) => ({ ...one, message: secrets.hideIn(one.message) })),
  };
}

/** The same for what a server wrote about an exchange. */
export function hideInOutcome(outcome: Outcome, secrets: Secrets): Outcome {
  return outcome.meaning === undefined ? outcome : { ...outcome, meaning: secrets.hideIn(outcome.meaning) };
}
