/** What a session asks over and over: requests sent again, and outcomes that make no progress. */
import type { Body } from '../exchange.ts';
import { stringifyLossless } from '../json.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import type { Loop } from '../protocol/protocol.ts';
import type { Call } from './call.ts';
import type { Session } from './flows.ts';

/** A request sent again within this time is a retry. */
const retryWithinMs = 60_000;
/** Requests that are remembered, of each endpoint. */
const mostAsked = 100;

interface Asked {
  readonly method: string;
  readonly at: number;
  readonly body: Body | undefined;
}

/** A loop of a machine that has come to its number of times. */
export interface LoopSeen {
  readonly machine: string;
  readonly loop: Loop;
}

const none: readonly LoopSeen[] = [];

/** Of one session. */
export class RepeatWatch {
  /** By URL, what an answer leaves no reason to ask again. */
  readonly #asked = new Map<Endpoint, Map<string, Asked>>();
  readonly #loops = new Map<string, { count: number; value: string }>();

  /** Milliseconds since the same was asked before, where that makes it a retry. */
  retriedAfter({ exchange, endpoint }: Call): number | undefined {
    const { method, url, body } = exchange.request;
    const asked = once(this.#asked, endpoint!, () => new Map<string, Asked>());
    // A poll that was answered is asked again by design; so is a picture that is shown twice.
    const isDone = !exchange.failure && (endpoint!.longPoll || endpoint!.repeats || !endpoint!.code);
    if (isDone && asked.size === 0) return undefined;
    const before = asked.get(url);
    if (isDone) asked.delete(url);
    else asked.set(url, { method, at: exchange.startedAt, body });
    if (asked.size > mostAsked) asked.delete(asked.keys().next().value!);
    if (before?.method !== method || !sameBody(before.body, body)) return undefined;
    const after = exchange.startedAt - before.at;
    return after > retryWithinMs ? undefined : after;
  }

  /** Loops that this call goes on with, once they have come to their number. */
  loops(call: Call, { flows }: Session): readonly LoopSeen[] {
    let seen: LoopSeen[] | undefined;
    for (const { machine } of flows.values()) {
      for (const loop of machine.loops ?? []) {
        if (!this.#turns(call, loop)) continue;
        seen ??= [];
        seen.push({ machine: machine.name, loop });
      }
    }
    return seen ?? none;
  }

  #turns(call: Call, { kind, endpoint, outcome, unchanged, endedBy, times }: Loop): boolean {
    const row = call.endpoint!;
    if (row.lasting || (row.name === endedBy?.endpoint && call.outcome.name === endedBy.outcome))
      this.#loops.delete(kind);
    if (row.name !== endpoint) return false;
    if (call.outcome.name !== outcome) {
      this.#loops.delete(kind);
      return false;
    }
    const value = unchanged === undefined ? '' : stringifyLossless(call.sent(unchanged) ?? null);
    const before = this.#loops.get(kind);
    const count = (before?.value === value ? before.count : 0) + 1;
    this.#loops.set(kind, { count, value });
    return count >= times;
  }
}

function sameBody(a: Body | undefined, b: Body | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && a.text() === b.text();
}
