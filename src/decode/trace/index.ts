/** Where every request value of a recording came from. */
import type { Exchange } from '../../exchange.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type Traced, Tracer } from './tracer.ts';

export { barest } from './texts.ts';
export { type Traced, Tracer } from './tracer.ts';
export type { Binding, Kind, Place, TracedValue, Transform } from './transforms.ts';

/** Every value of every request; `exchanges` in the order of their start. */
export function trace(exchanges: readonly Exchange[], protocol: Protocol): Traced[] {
  const tracer = new Tracer(protocol);
  for (const exchange of exchanges) tracer.survey(exchange);
  return exchanges.flatMap((exchange) => tracer.trace(exchange));
}
