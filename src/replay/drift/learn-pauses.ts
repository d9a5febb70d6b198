/** Follows how soon a client polls again: the pause after an answer without news. */
import type { Call } from '../../decode/call.ts';
import type { Session } from '../../decode/flows.ts';
import { endedAt } from '../../exchange.ts';

export class PauseWatch {
  /** By session and row, when the latest answer without news was complete, epoch ms. */
  readonly #idleSince = new WeakMap<Session, Map<string, number>>();

  /** The pause before this call, ms; undefined where it is no poll, or follows none that had no news. */
  see({ endpoint, exchange, outcome }: Call, session: Session | undefined): number | undefined {
    if (!session || !endpoint?.longPoll) return undefined;
    let since = this.#idleSince.get(session);
    if (!since) {
      since = new Map();
      this.#idleSince.set(session, since);
    }
    const pause = exchange.startedAt - (since.get(endpoint.name) ?? Number.NaN);
    // Where no time was measured nobody knows how long it was held.
    const isIdle = outcome.name === endpoint.longPoll.idle && exchange.timing.total > 0;
    if (isIdle) since.set(endpoint.name, endedAt(exchange));
    else since.delete(endpoint.name);
    return pause >= 0 ? pause : undefined;
  }
}
