/** A simulation or a recording behind a loopback listener, so that a client is the same whoever answers. */
import { openTransport, type Transport } from '../client/transport.ts';
import type { Backend } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { openAuthority } from '../proxy/authority.ts';
import { serve } from '../replay/listen.ts';
import { type Pace, paced } from '../replay/pace.ts';
import { watchPolls } from '../replay/poll-watch.ts';
import { urlOf } from './address.ts';

/** Closing the transport ends the listener too. `folder`: where the certificate authority lives. */
export async function served(
  backend: Backend,
  pace: Pace,
  folder: string,
  protocol: Protocol,
): Promise<Transport> {
  const authority = await openAuthority(folder);
  const serving = await serve({ backend: paced(backend, pace, watchPolls(protocol)), authority });
  const transport = openTransport({ via: urlOf(serving), trust: [authority.rootPem] });
  return {
    effects: transport.effects,
    close: async () => {
      await transport.close();
      await serving.close();
    },
  };
}
