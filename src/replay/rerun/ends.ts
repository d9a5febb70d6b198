/** In which states a recording ends. */
import type { Call } from '../../decode/call.ts';
import { type Flow, Flows } from '../../decode/flows.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/** The state of the last flow of each machine, by its name. */
export type Ends = Readonly<Record<string, string>>;

/** `calls` in the order of their start. */
export function endsOf(calls: readonly Call[], protocol: Protocol): Ends {
  const flows = new Flows(protocol);
  const seen = new Set<Flow>();
  for (const call of calls) for (const flow of flows.step(call).session?.flows.values() ?? []) seen.add(flow);
  return Object.fromEntries([...seen].map(({ machine, state }) => [machine.name, state]));
}
