/** In which states a recording ends. */
import { Decoder } from '../../decode/events.ts';
import { TimelineBuilder } from '../../decode/timeline.ts';
import type { Exchange } from '../../exchange.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/** The state of the last flow of each machine, by its name. */
export type Ends = Readonly<Record<string, string>>;

/** `exchanges` in the order of their start. */
export function endsOf(exchanges: readonly Exchange[], protocol: Protocol): Ends {
  const decoder = new Decoder(protocol);
  const timeline = new TimelineBuilder();
  for (const exchange of exchanges) timeline.add(decoder.decode(exchange));
  return Object.fromEntries(timeline.build().flows.map(({ machine, end }) => [machine, end]));
}
