/** Which session and flow an exchange belongs to, and where it moves them. */
import { type Exchange, endedAt } from '../exchange.ts';
import type { Endpoint, EventBody } from '../protocol/endpoint.ts';
import { fieldLeaves } from '../protocol/field.ts';
import type { Machine, Protocol, Transition } from '../protocol/protocol.ts';
import { leaves } from '../protocol/shape.ts';
import type { Call } from './call.ts';

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

/** What a row says about identity and renewal, read off its fields and shape once. */
interface Places {
  readonly requested: readonly { key: string; read: (call: Call) => unknown }[];
  readonly feeds: readonly { key: string; pointer: string; unlessEmpty: boolean }[];
  /** Some value of the session may be new after a reply of this row. */
  readonly renews: boolean;
}

interface MachineEdges {
  readonly machine: Machine;
  readonly edges: Transition[];
}

/** Read off the rows once, however many flows are followed. */
const placesBy = new WeakMap<Protocol, WeakMap<Endpoint, Places>>();
const outside: Step = { moves: [], entered: [], state: null };

export class Flows {
  readonly #protocol: Protocol;
  readonly #places: WeakMap<Endpoint, Places>;
  readonly #sessions = new Map<string, Session>();
  /** By `endpoint outcome`, what each machine knows of it. */
  readonly #transitions = new Map<string, MachineEdges[]>();
  readonly #edgesByRow = new Map<string, Map<string, readonly MachineEdges[]>>();
  #latest: Session | undefined;
  #count = 0;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
    this.#places = placesBy.get(protocol) ?? new WeakMap();
    placesBy.set(protocol, this.#places);
    for (const machine of protocol.machines) {
      for (const edge of machine.transitions) {
        for (const outcome of edge.outcome) this.#index(`${edge.endpoint} ${outcome}`, machine, edge);
      }
    }
  }

  #index(key: string, machine: Machine, edge: Transition): void {
    const known = this.#transitions.get(key) ?? [];
    const entry = known.find((item) => item.machine === machine);
    if (entry) entry.edges.push(edge);
    else known.push({ machine, edges: [edge] });
    this.#transitions.set(key, known);
  }

  /** Moves the flows that `call` belongs to; a call outside the table moves nothing. */
  step(call: Call): Step {
    const row = call.endpoint;
    if (!row || call.request.isPreflight) return outside;
    const places = this.#placesOf(row);
    const session = this.#join(call, row, places);
    if (!session) return outside;
    this.#latest = session;
    if (row.astray?.(call, session.values))
      return { session, moves: [], entered: [], state: this.#stateFor(session, row), isAstray: true };
    const moves: Move[] = [];
    const entered: EventBody[] = [];
    for (const { machine, edges } of this.#edges(row.name, call.outcome.name)) {
      const move = this.#move(session, machine, edges, call.exchange);
      if (!move) continue;
      moves.push(move);
      const event = enter(move.flow, call);
      if (event) entered.push(event);
    }
    if (call.outcome.ok && places.renews) this.#renew(call, session, row, places);
    return { session, moves, entered, state: this.#stateFor(session, row) };
  }

  #edges(endpoint: string, outcome: string): readonly MachineEdges[] {
    let byOutcome = this.#edgesByRow.get(endpoint);
    if (!byOutcome) {
      byOutcome = new Map();
      this.#edgesByRow.set(endpoint, byOutcome);
    }
    let edges = byOutcome.get(outcome);
    if (!edges) {
      edges = this.#findEdges(endpoint, outcome);
      byOutcome.set(outcome, edges);
    }
    return edges;
  }

  #findEdges(endpoint: string, outcome: string): readonly MachineEdges[] {
    const own = this.#transitions.get(`${endpoint} ${outcome}`) ?? [];
    const any = this.#transitions.get(`* ${outcome}`) ?? [];
    return any.length === 0
      ? own
      : [...own, ...any.filter((item) => !own.some((o) => o.machine === item.machine))];
  }

  #join(call: Call, row: Endpoint, places: Places): Session | undefined {
    if (row.starts) return call.exchange.response ? this.#begin(row.starts) : undefined;
    let named: string | undefined;
    for (const { key, read } of places.requested) {
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

  #renew(call: Call, session: Session, row: Endpoint, places: Places): void {
    for (const { key, pointer, unlessEmpty } of places.feeds) {
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

  #placesOf(row: Endpoint): Places {
    let places = this.#places.get(row);
    if (!places) {
      places = readPlaces(this.#protocol, row);
      this.#places.set(row, places);
    }
    return places;
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

/** Identity first by the key's order in the protocol: a uuid says more than a cookie that may be left over. */
function readPlaces(protocol: Protocol, row: Endpoint): Places {
  const identities = Object.keys(protocol.session).filter((key) => protocol.session[key]!.identity);
  const requested: { key: string; read: (call: Call) => unknown }[] = [];
  for (const key of identities) {
    const add = (read: (call: Call) => unknown) => requested.push({ key, read });
    for (const { name, field } of fieldLeaves({ ...row.params, ...row.query })) {
      if (field.key === key && field.source === 'session') add((call) => call.param(name));
    }
    for (const { name, field } of fieldLeaves(protocol.cookies)) {
      if (field.key === key) add((call) => call.cookie(name));
    }
    for (const { pointer, field } of fieldLeaves(row.body?.fields ?? {})) {
      if (field.key === key && field.source === 'session') add((call) => call.sent(pointer));
    }
  }
  const feeds = [...leaves(row.reply.shape)]
    .filter(({ shape }) => typeof shape.feeds === 'string')
    .map(({ pointer, shape }) => ({
      key: shape.feeds as string,
      pointer,
      unlessEmpty: shape.unlessEmpty === true,
    }));
  return { requested, feeds, renews: feeds.length > 0 || row.reply.cookies !== undefined };
}
