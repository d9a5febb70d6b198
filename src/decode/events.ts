/** Calls become events, in protocol words. */
import { type Exchange, endedAt } from '../exchange.ts';
import type { EventBody } from '../protocol/endpoint.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { Table } from '../protocol/table.ts';
import { Call } from './call.ts';
import { Flows, type Step } from './flows.ts';

/** What an exchange meant, in protocol words, with the fields of its type beside these. */
export interface Event {
  /** When it became known: the end of the reply. ISO 8601, ms; null where the recording has no time. */
  readonly at: string | null;
  readonly type: string;
  /** Id of the exchange. */
  readonly exchange: string;
  /** State of the flow after it; null outside the protocol. */
  readonly state: string | null;
  readonly [field: string]: unknown;
}

/** One exchange, decoded. */
export interface Decoded {
  readonly call: Call;
  readonly step: Step;
  readonly events: readonly Event[];
}

const dayMs = 86_400_000;
const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
/** Making a date's text is slow, and times that follow each other mostly share their day: its start, and its text. */
let day = { of: Number.NaN, text: '' };

/** ISO 8601 with milliseconds, or null for a time that is none. */
export function isoTime(ms: number): string | null {
  if (!Number.isFinite(ms) || Math.abs(ms) >= 8.64e15) return null;
  const whole = Math.trunc(ms);
  const of = whole - (((whole % dayMs) + dayMs) % dayMs);
  if (of !== day.of) day = { of, text: new Date(of).toISOString().slice(0, -13) };
  const rest = (whole - of) % 1000;
  const seconds = (whole - of - rest) / 1000;
  const minutes = Math.floor(seconds / 60);
  const clock = `${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}`;
  return `${day.text}${clock}.${String(1000 + rest).slice(1)}Z`;
}

/** Decodes exchanges one by one, in the order they are given; keeps only what the flows need. */
export class Decoder {
  /** The protocol made ready for lookups; `issuesOf` wants it. */
  readonly table: Table;
  readonly #flows: Flows;

  constructor(protocol: Protocol) {
    this.table = new Table(protocol);
    this.#flows = new Flows(protocol);
  }

  /** Never throws on content. */
  decode(exchange: Exchange): Decoded {
    const call = new Call(exchange, this.table);
    const step = this.#flows.step(call);
    const own = bodiesOf(call, step.session?.values ?? {});
    const bodies = step.entered.length === 0 ? own : [...own, ...step.entered];
    return { call, step, events: bodies.length === 0 ? [] : eventsOf(exchange, step.state, bodies) };
  }
}

function eventsOf(exchange: Exchange, state: string | null, bodies: readonly EventBody[]): Event[] {
  const at = isoTime(endedAt(exchange));
  const { id } = exchange;
  return bodies.map((body) => Object.assign({ at, type: body.type, exchange: id, state }, body));
}

function bodiesOf(call: Call, values: Readonly<Record<string, unknown>>): readonly EventBody[] {
  const { exchange, endpoint } = call;
  if (!endpoint) {
    const { method, url } = exchange.request;
    return [{ type: 'unknown', method, url, status: exchange.response?.status ?? 0 }];
  }
  if (exchange.failure) {
    return exchange.failure.cause === 'pending' ? [] : [{ type: 'failure', cause: exchange.failure.cause }];
  }
  if (!exchange.response || call.request.isPreflight || call.outcome.name === 'unrecorded') return [];
  return endpoint.events?.(call, values) ?? [];
}
