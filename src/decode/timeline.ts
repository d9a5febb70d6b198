/** A session laid out in time: flows with their states, spans, events, anomalies. */
import { endedAt } from '../exchange.ts';
import { type Anomaly, AnomalyWatch } from './anomalies.ts';
import { type Decoded, type Event, isoTime } from './events.ts';
import type { Flow } from './flows.ts';

export interface FlowState {
  readonly state: string;
  readonly from: string | null;
  /** Start of the next state, or the last sign of life of this flow. */
  readonly to: string | null;
  /** The exchange that led here. */
  readonly exchange: string;
}

export interface TimelineFlow {
  readonly id: string;
  readonly machine: string;
  readonly states: readonly FlowState[];
  readonly end: string;
}

export interface Span {
  readonly exchange: string;
  readonly endpoint: string;
  readonly lane: string;
  readonly start: string | null;
  readonly ms: number;
  /** A long poll: the server held the answer. */
  readonly held?: true;
}

/** Times are ISO 8601 with milliseconds, null where the recording has none; `ms` is a duration. */
export interface Timeline {
  readonly flows: readonly TimelineFlow[];
  readonly spans: readonly Span[];
  readonly events: readonly Event[];
  readonly anomalies: readonly Anomaly[];
  readonly summary: {
    readonly exchanges: number;
    readonly unknown: number;
    readonly failures: number;
    readonly events: number;
    readonly from: string | null;
    readonly to: string | null;
    readonly ms: number;
  };
}

interface OpenFlow {
  readonly flow: Flow;
  readonly states: { state: string; from: number; exchange: string }[];
  lastSeen: number;
}

/** Lane of what is not in the table. */
const otherLane = 'other';

/** Builds a timeline from exchanges given in order of their start. */
export class TimelineBuilder {
  readonly #flows = new Map<string, OpenFlow>();
  readonly #spans: Span[] = [];
  readonly #events: Event[] = [];
  readonly #anomalies = new AnomalyWatch();
  #unknown = 0;
  #failures = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  /** Takes in one exchange with its events. */
  add(decoded: Decoded): void {
    const { call, events } = decoded;
    const { exchange, endpoint } = call;
    const end = endedAt(exchange);
    if (Number.isFinite(exchange.startedAt)) {
      this.#from = Math.min(this.#from, exchange.startedAt);
      this.#to = Math.max(this.#to, end);
    }
    if (!endpoint) this.#unknown += 1;
    if (exchange.failure) this.#failures += 1;
    this.#spans.push({
      exchange: exchange.id,
      endpoint: endpoint?.name ?? 'unknown',
      lane: endpoint?.lane ?? otherLane,
      start: isoTime(exchange.startedAt),
      ms: exchange.timing.total,
      ...(endpoint?.longPoll && { held: true as const }),
    });
    this.#events.push(...events);
    this.#anomalies.see(decoded);
    this.#follow(decoded, end);
  }

  #follow({ call, step }: Decoded, end: number): void {
    const { exchange } = call;
    for (const flow of step.session?.flows.values() ?? []) {
      const open = this.#flows.get(flow.id);
      const move = step.moves.find((one) => one.flow === flow);
      if (!open) {
        const states = [{ state: flow.state, from: end, exchange: exchange.id }];
        if (move && move.from !== flow.state)
          states.unshift({ state: move.from, from: exchange.startedAt, exchange: exchange.id });
        this.#flows.set(flow.id, { flow, states, lastSeen: end });
        continue;
      }
      if (open.states.at(-1)!.state !== flow.state)
        open.states.push({ state: flow.state, from: end, exchange: exchange.id });
      if (Number.isFinite(end)) open.lastSeen = Math.max(open.lastSeen, end);
    }
  }

  /** All that was taken in so far. */
  build(): Timeline {
    const flows = [...this.#flows.values()].map(({ flow, states, lastSeen }) => ({
      id: flow.id,
      machine: flow.machine.name,
      states: states.map(({ state, from, exchange }, index) => ({
        state,
        from: isoTime(from),
        to: isoTime(states[index + 1]?.from ?? Math.max(from, lastSeen)),
        exchange,
      })),
      end: states.at(-1)!.state,
    }));
    return {
      flows,
      spans: this.#spans,
      events: this.#events,
      anomalies: this.#anomalies.found,
      summary: {
        exchanges: this.#spans.length,
        unknown: this.#unknown,
        failures: this.#failures,
        events: this.#events.length,
        from: isoTime(this.#from),
        to: isoTime(this.#to),
        ms: Number.isFinite(this.#from) ? this.#to - this.#from : 0,
      },
    };
  }
}
