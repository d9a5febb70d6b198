/** What should not happen in a session, seen while it goes by. */

import { endedAt } from '../exchange.ts';
import { once } from '../protocol/once.ts';
import { type Decoded, isoTime } from './events.ts';
import type { Flow, Session } from './flows.ts';
import { RepeatWatch } from './repeats.ts';

export interface Anomaly {
  readonly kind: string;
  readonly at: string | null;
  readonly exchange: string;
  readonly message: string;
}

/** So many polls of one session in so many milliseconds are a storm. */
const storm = { polls: 20, withinMs: 5_000 };

/** What one session has done so far, as far as the rules need it. */
interface Watch {
  /** Starts of the latest polls by row. */
  readonly polls: Map<string, number[]>;
  readonly repeats: RepeatWatch;
  /** Anomalies that go on are said once, with a count. */
  readonly running: Map<string, { index: number; count: number; message: (count: number) => string }>;
  busyUntil: number;
}

export class AnomalyWatch {
  readonly #found: Anomaly[] = [];
  readonly #watches = new WeakMap<Session, Watch>();

  get found(): readonly Anomaly[] {
    return this.#found;
  }

  see(decoded: Decoded): void {
    const { call, step } = decoded;
    if (!call.endpoint) return;
    const own = call.endpoint.anomaly && call.reply ? call.endpoint.anomaly(call) : undefined;
    if (own) this.#say(decoded, own.kind, own.message);
    this.#moves(decoded);
    this.#outcome(decoded);
    if (!step.session) return;
    const watch = this.#watchOf(step.session);
    this.#hold(decoded, watch);
    this.#storm(decoded, watch);
    this.#repeats(decoded, watch);
    this.#gap(decoded, watch);
  }

  #say({ call }: Decoded, kind: string, message: string): void {
    const at = isoTime(endedAt(call.exchange));
    this.#found.push({ kind, at, exchange: call.exchange.id, message });
  }

  /** One anomaly for a run of equal ones. */
  #run(decoded: Decoded, watch: Watch, kind: string, message: (count: number) => string): void {
    const key = `${kind} ${decoded.call.endpoint!.name}`;
    const running = watch.running.get(key);
    if (!running) {
      watch.running.set(key, { index: this.#found.length, count: 1, message });
      this.#say(decoded, kind, message(1));
      return;
    }
    running.count += 1;
    this.#found[running.index] = { ...this.#found[running.index]!, message: running.message(running.count) };
  }

  #watchOf(session: Session): Watch {
    return once(this.#watches, session, () => ({
      polls: new Map(),
      repeats: new RepeatWatch(),
      running: new Map(),
      busyUntil: Number.NaN,
    }));
  }

  #moves(decoded: Decoded): void {
    const { call, step } = decoded;
    for (const { flow, from, to, illegal } of step.moves) {
      const said = `${call.endpoint!.name} answered ${call.outcome.name}`;
      if (illegal && call.outcome.ok)
        this.#say(decoded, 'illegal-transition', `${said} in state ${from} of the ${flow.machine.name} flow`);
      const alarm = flow.machine.alarms?.[to];
      if (alarm !== undefined && from !== to && !call.outcome.ok) {
        const { code, meaning } = call.outcome;
        this.#say(
          decoded,
          alarm,
          `${said}${code === undefined ? '' : ` (${code})`}${meaning ? `: ${meaning}` : ''}`,
        );
      }
    }
  }

  #outcome(decoded: Decoded): void {
    const { endpoint, outcome } = decoded.call;
    if (outcome.name === 'garbled') this.#say(decoded, 'garbled', `${endpoint!.name}: ${outcome.meaning}`);
    if (outcome.name === 'unknown')
      this.#say(
        decoded,
        'unknown-code',
        `${endpoint!.name} answered ${outcome.code}, which is not in the table`,
      );
  }

  #hold(decoded: Decoded, watch: Watch): void {
    const { endpoint, outcome, exchange } = decoded.call;
    const poll = endpoint!.longPoll;
    const held = exchange.timing.total;
    if (!poll || outcome.name !== poll.idle || (held >= poll.hold[0] && held <= poll.hold[1])) return;
    const usual = `usual is ${poll.hold[0] / 1000} to ${poll.hold[1] / 1000} s`;
    const first = `${endpoint!.name} was held ${(held / 1000).toFixed(1)} s without news; ${usual}`;
    this.#run(decoded, watch, 'hold', (count) =>
      count === 1 ? first : `${first} (${count} polls of this session)`,
    );
  }

  #storm(decoded: Decoded, watch: Watch): void {
    const { endpoint, exchange } = decoded.call;
    if (!endpoint!.longPoll) return;
    const polls = watch.polls.get(endpoint!.name) ?? [];
    watch.polls.set(endpoint!.name, polls);
    polls.push(exchange.startedAt);
    if (polls.length < storm.polls) return;
    const first = polls.shift()!;
    const seconds = (exchange.startedAt - first) / 1000;
    if (seconds * 1000 > storm.withinMs) return;
    const message = `${storm.polls} polls of ${endpoint!.name} in ${seconds.toFixed(1)} s`;
    this.#run(decoded, watch, 'poll-storm', (count) =>
      count === 1 ? message : `${message}, and it goes on for ${count} more`,
    );
  }

  #repeats(decoded: Decoded, watch: Watch): void {
    const { call, step } = decoded;
    const after = watch.repeats.retriedAfter(call);
    if (after !== undefined)
      this.#say(decoded, 'retry', `${call.endpoint!.name} was sent again ${Math.round(after)} ms later`);
    for (const { loop } of watch.repeats.loops(call, step.session!)) {
      const { kind, times, says } = loop;
      this.#run(decoded, watch, kind, (more) => `${times + more - 1} times ${says}`);
    }
  }

  /** A pause in which nothing of the session was under way, though a poll should have been. */
  #gap(decoded: Decoded, watch: Watch): void {
    const { exchange } = decoded.call;
    const before = stateBefore(decoded);
    const pause = exchange.startedAt - watch.busyUntil;
    const busy = before?.machine.busy;
    if (busy?.states.includes(before!.state) && pause > busy.pauseMs)
      this.#say(
        decoded,
        'gap',
        `nothing under way for ${(pause / 1000).toFixed(1)} s before ${decoded.call.endpoint!.name}`,
      );
    const end = endedAt(exchange);
    watch.busyUntil = Number.isNaN(watch.busyUntil) ? end : Math.max(watch.busyUntil, end);
  }
}

/** The flow that has something to wait for, in the state it had before this call. */
function stateBefore({ step }: Decoded): Pick<Flow, 'machine' | 'state'> | undefined {
  for (const flow of step.session!.flows.values()) {
    if (!flow.machine.busy) continue;
    const move = step.moves.find((one) => one.flow === flow);
    return { machine: flow.machine, state: move?.from ?? flow.state };
  }
  return undefined;
}
