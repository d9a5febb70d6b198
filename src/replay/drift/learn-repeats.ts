/** Learns which requests are sent again and which loops a session falls into. */

import type { Call } from '../../decode/call.ts';
import type { Session } from '../../decode/flows.ts';
import { RepeatWatch } from '../../decode/repeats.ts';
import { once } from '../../protocol/once.ts';
import type { Profile } from './profile.ts';
import type { Mark } from './tally.ts';

interface Watched {
  readonly repeats: RepeatWatch;
  /** A loop that goes on counts once. */
  readonly loops: Set<string>;
}

export class RepeatLearner {
  readonly #profile: Profile;
  readonly #watched = new WeakMap<Session, Watched>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  see(call: Call, session: Session, mark: Mark): void {
    const { repeats, loops } = once(this.#watched, session, () => ({
      repeats: new RepeatWatch(),
      loops: new Set(),
    }));
    if (repeats.retriedAfter(call) !== undefined) this.#profile.retries.add(call.endpoint!.name, mark);
    for (const { machine, loop } of repeats.loops(call, session)) {
      if (loops.has(loop.kind)) continue;
      loops.add(loop.kind);
      this.#profile.machine(machine).loops.add(loop.kind, mark);
    }
  }
}
