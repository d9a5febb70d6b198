/** Which session and flow an exchange belongs to, and where it moves them. */
import { type Exchange, endedAt } from '../exchange.ts';
import type { Endpoint, EventBody } from '../protocol/endpoint.ts';
import type { Machine, Protocol, Transition } from '../protocol/protocol.ts';
import type { Call } from './call.ts';
import { Edges } from './edges.ts';
import { type RowTies, Ties } from './ties.ts';

/** One run of one state machine. */
export interface Flow {
  readonly id: string;
  readonly machine: Machine;
  state: string;
  /** When the reply that led to this state was complete, epoch ms. */
  since: number;
  /** Nothing has moved it yet: a recording may begin anywhere. */
  fresh: boolean;
  /** Entry events that were given; each is given once. */
  readonly entered: Set<string>;
}

/** Exchanges that share a uuid or a session id, with the values they brought. */
export interface Session {
  readonly values: Record<string, unknown>;
  readonly flows: Map<string, Flow>;
}

export interface Move {
  readonly flow: Flow;
  readonly from: string;
  readonly to: string;
  /** No transition leads from `from` on this outcome. */
  readonly illegal: boolean;
}

export interface Step {
  readonly session?: Session;
  readonly moves: readonly Move[];
  /** Events of entering a state. */
  readonly entered: readonly EventBody[];
  /** State that the exchange's events report. */
  readonly state: string | null;
  /** The session was asked for where it is not known. */
  readonly isAstray?: true;
}

const outside: Step = { moves: [], entered: [], state: null };

export class Flows {
  readonly #protocol: Protocol;
  readonly #ties: Ties;
  readonly #edges: Edges;
  readonly #sessions = new Map<string, Session>();
  #latest: Session | undefined;
  #count = 0;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
    this.#ties = Ties.of(protocol);
    this.#edges = Edges.of(protocol);
  }

  /** Moves the flows that `call` belongs to; a call outside the table moves nothing. */
  step(call: Call): Step {
    const row = call.endpoint;
    if (!row || call.request.isPreflight) return outside;
    const ties = this.#ties.row(row);
    const session = this.#join(call, row, ties);
    if (!session) return outside;
    this.#latest = session;
    if (row.astray?.(call, session.values))
      return { session, moves: [], entered: [], state: this.#stateFor(session, row), isAstray: true };
    const moves: Move[] = [];
    const entered: EventBody[] = [];
    for (const { machine, edges } of this.#edges.find(row.name, call.outcome.name)) {
      const move = this.#move(session, machine, edges, call.exchange);
      if (!move) continue;
      moves.push(move);
      const event = enter(move.flow, call);
      if (event) entered.push(event);
    }
    if (call.outcome.ok && ties.renews) this.#renew(call, session, row, ties);
    return { session, moves, entered, state: this.#stateFor(session, row) };
  }

  #join(call: Call, row: Endpoint, { named: keys }: RowTies): Session | undefined {
    if (row.starts) return call.exchange.response ? this.#begin(row.starts) : undefined;
    let named: string | undefined;
    for (const { key, read } of keys) {
      const value = read(call);
      if (typeof value !== 'string' || value === '') continue;
      const known = this.#sessions.get(`${key} ${value}`);
      if (known) return known;
      named ??= `${key} ${value}`;
    }
    if (named === undefined) return this.#latest;
    const session: Session = { values: {}, flows: new Map() };
    this.#sessions.set(named, session);
    return session;
  }

  #begin({ machine, state }: NonNullable<Endpoint['starts']>): Session {
    const session: Session = { values: {}, flows: new Map() };
    this.#flowOf(session, this.#protocol.machines.find(({ name }) => name === machine)!, state).fresh = false;
    return session;
  }

  #flowOf(session: Session, machine: Machine, state = machine.start): Flow {
    let flow = session.flows.get(machine.name);
    if (!flow) {
      this.#count += 1;
      flow = {
        id: `${machine.name}-${this.#count}`,
        machine,
        state,
        since: Number.NaN,
        fresh: true,
        entered: new Set(),
      };
      session.flows.set(machine.name, flow);
    }
    return flow;
  }

  #move(
    session: Session,
    machine: Machine,
    edges: readonly Transition[],
    exchange: Exchange,
  ): Move | undefined {
    const flow = this.#flowOf(session, machine);
    const from = flow.state;
    const legal = edges.find((edge) => edge.from.includes(from));
    // Asked before the flow came here, answered after: a poll that a logout overtook says nothing new.
    if (!legal && !flow.fresh && exchange.startedAt < flow.since) return undefined;
    // The server's word counts, even where the machine did not expect it.
    flow.state = (legal ?? edges[0]!).to;
    const illegal = !legal && !flow.fresh;
    flow.fresh = false;
    if (from !== flow.state) flow.since = endedAt(exchange);
    return { flow, from, to: flow.state, illegal };
  }

  #renew(call: Call, session: Session, row: Endpoint, { feeds }: RowTies): void {
    for (const { key, pointer, unlessEmpty } of feeds) {
      const value = call.got(pointer);
      if (value === undefined || (unlessEmpty && isEmpty(value))) continue;
      this.#learn(session, key, value);
    }
    const cookies = row.reply.cookies;
    if (cookies) {
      for (const { name, value } of call.setCookies()) {
        if (Object.hasOwn(cookies, name)) this.#learn(session, cookies[name]!, value);
      }
    }
    this.#protocol.derive(session.values);
  }

  #learn(session: Session, key: string, value: unknown): void {
    session.values[key] = value;
    if (this.#protocol.session[key]?.identity && typeof value === 'string')
      this.#sessions.set(`${key} ${value}`, session);
  }

  #stateFor(session: Session, row: Endpoint): string | null {
    const own = row.machine && session.flows.get(row.machine);
    if (own) return own.state;
    let state: string | null = null;
    for (const flow of session.flows.values()) state = flow.state;
    return state;
  }
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && 'Count' in value && value.Count === 0);

function enter(flow: Flow, call: Call): EventBody | undefined {
  const make = flow.machine.enters?.[flow.state];
  if (!make || flow.entered.has(flow.state)) return undefined;
  flow.entered.add(flow.state);
  return make(call);
}
