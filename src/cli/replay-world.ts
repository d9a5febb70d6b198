/** Who answers a replay, and in which time. */
import { sendWithin } from '../client/deadline.ts';
import type { Effects } from '../effects.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { type Against, isRemote, isSimulated, openAgainst, recorded, simulated } from './against.ts';
import type { Context } from './command.ts';

/** How long an answer may take, ms: several times the longest hold of a poll, and enough for a large download. */
const patience = 120_000;

export interface World {
  readonly effects: Effects;
  /** How many answers of a recording that answers nobody asked for; 0 for all others. */
  unused(): number;
  close(): Promise<void>;
}

/**
 * A backend of our own runs in virtual time; whoever else answers is asked over sockets, and left at an interrupt or
 * when no answer comes.
 */
export async function worldOf(
  against: string,
  options: Against,
  protocol: Protocol,
  context: Context,
): Promise<World> {
  if (isRemote(against)) {
    const { effects, close } = await openAgainst('replay', options, protocol, context);
    const send: Effects['send'] = (request) =>
      sendWithin(effects, request, patience, { signal: context.signal });
    return { effects: { ...effects, send }, unused: () => 0, close };
  }
  const { inProcess, VirtualClock } = await import('../protocol/drive.ts');
  const open = async (): Promise<{ backend: Backend } & Pick<World, 'unused'>> => {
    if (isSimulated(against)) return { backend: await simulated(against, protocol), unused: () => 0 };
    const backend = await recorded(against, protocol, context);
    return { backend, unused: () => backend.unused().length };
  };
  const { backend, unused } = await open();
  const effects = inProcess(backend, new VirtualClock(Date.now()), { seed: `${Date.now()}` });
  return { effects, unused, close: async () => undefined };
}
