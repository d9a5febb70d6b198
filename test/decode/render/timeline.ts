/** Builds timelines for the tests of what shows them. */
import { Decoder } from '../../../src/decode/events.ts';
import { type Timeline, TimelineBuilder } from '../../../src/decode/timeline.ts';
import type { Exchange } from '../../../src/exchange.ts';
import type { Outcome } from '../../../src/protocol/endpoint.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';

export function timelineOf(exchanges: readonly Exchange[]): {
  timeline: Timeline;
  outcomes: Map<string, Outcome>;
} {
  const decoder = new Decoder(wechat);
  const builder = new TimelineBuilder();
  const outcomes = new Map<string, Outcome>();
  for (const one of exchanges) {
    const decoded = decoder.decode(one);
    builder.add(decoded);
    outcomes.set(one.id, decoded.call.outcome);
  }
  return { timeline: builder.build(), outcomes };
}
