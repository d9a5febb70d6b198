/** All live sessions: found again by the values they send, begun where a story begins. */

import { header } from '../exchange.ts';
import type { Moment } from '../protocol/backend.ts';
import type { RequestView } from '../protocol/request.ts';
import { Caller } from './caller.ts';
import { canonical } from './canonical.ts';
import { cast } from './casting.ts';
import { alternatives, type Sent } from './credentials.ts';
import type { Story, Tape } from './tape.ts';

/** So many sessions are remembered; of more, those that are over and long silent are forgotten first. */
const most = 10_000;
/** Programs go on asking when their session is over: nobody else gets its values for so long, scenario ms. */
const quietMs = 60_000;

export class Callers {
  readonly #tape: Tape;
  /** Longest silent first. */
  readonly #all = new Set<Caller>();
  /** By key and value. */
  readonly #known = new Map<string, Caller>();
  #count = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  /** Whose session a request belongs to: by the identity it names, else by its credentials, cookies last. */
  find(sent: readonly Sent[], at: Moment): Caller | undefined {
    const own = sent.filter(({ key, isCookie }) => !isCookie && this.#tape.roles.identities.includes(key));
    return this.holderOf(own.length > 0 ? own : sent, at);
  }

  /** The caller of any of the values: identities count before other credentials, and cookies last. */
  holderOf(sent: readonly Sent[], at: Moment): Caller | undefined {
    const { identities } = this.#tape.roles;
    const rank = ({ key, isCookie }: Sent): number => (identities.includes(key) ? 0 : 2) + (isCookie ? 1 : 0);
    for (const one of [...sent].sort((a, b) => rank(a) - rank(b))) {
      const caller = this.holder(one);
      if (!caller) continue;
      this.#hear(caller, at);
      return caller;
    }
    return undefined;
  }

  /** The caller to whom a value was given. */
  holder({ key, value }: Pick<Sent, 'key' | 'value'>): Caller | undefined {
    for (const text of alternatives(value)) {
      const caller = this.#known.get(`${key} ${text}`);
      if (caller) return caller;
    }
    return undefined;
  }

  /**
   * A new caller for a story. The first one gets the recorded values byte for byte; while somebody has them, or had
   * them a moment ago, the next one gets others of their form.
   */
  begin(story: Story, request: RequestView, brought: readonly Sent[], at: Moment): Caller {
    this.#count += 1;
    const caller = new Caller(this.#count, agentOf(request), story, this.#tape.table, this.#tape.roles, at);
    this.#hear(caller, at);
    this.play(caller, story, brought);
    if (this.#all.size > most) this.#forgetOldest();
    return caller;
  }

  /** The caller takes up a story. */
  play(caller: Caller, story: Story, brought: readonly Sent[]): void {
    const isTaken = this.#isTaken(story, caller);
    const disguise = isTaken ? { disguise: `caller ${caller.number} story ${story.index}` } : {};
    const { binding, cast: values } = cast(story, this.#tape.roles, { ...disguise, brought });
    caller.play(story, binding, values);
    this.enrol(caller);
  }

  /** Lets the caller be found by the values it has by now. */
  enrol(caller: Caller): void {
    for (const { key, value } of caller.values()) this.#known.set(`${key} ${value}`, caller);
  }

  /** The latest caller of this program that is over and has begun nothing new. */
  over(agent: string): Caller | undefined {
    return [...this.#all]
      .reverse()
      .find((caller) => caller.isOver && !caller.isContinued && caller.agent === agent);
  }

  #isTaken({ values }: Story, caller: Caller): boolean {
    return this.#tape.roles.identities.some((key) =>
      [...(values.get(key) ?? [])].some((value) => {
        const holder = this.#known.get(`${key} ${canonical(value)}`);
        if (holder === undefined || holder === caller) return false;
        const hasGone = holder.isContinued || caller.heardAt - holder.heardAt >= quietMs;
        return !holder.isOver || !hasGone;
      }),
    );
  }

  #hear(caller: Caller, at: Moment): void {
    caller.heardAt = at.now;
    this.#all.delete(caller);
    this.#all.add(caller);
  }

  #forgetOldest(): void {
    const [silent] = this.#all;
    const oldest = [...this.#all].find(({ isOver }) => isOver) ?? silent!;
    this.#all.delete(oldest);
    for (const { key, value } of oldest.values()) {
      if (this.#known.get(`${key} ${value}`) === oldest) this.#known.delete(`${key} ${value}`);
    }
  }
}

/** The program that asks, as far as it says. */
export const agentOf = ({ request }: RequestView): string => header(request.headers, 'user-agent') ?? '';
