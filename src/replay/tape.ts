/** A recording laid out as stories: each session with its calls, and what every call did to it. */

import { Call } from '../decode/call.ts';
import { Flows, type Session, type Step } from '../decode/flows.ts';
import { type Exchange, endedAt } from '../exchange.ts';
import { decodeToFixpoint } from '../protocol/codec/percent.ts';
import type { Endpoint, Outcome } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { readFields } from '../protocol/read.ts';
import { Table } from '../protocol/table.ts';
import { flawOf } from './flaw.ts';
import { positionsAt, sentPosition } from './position.ts';
import { Roles } from './roles.ts';

/** One recorded exchange with what it meant. Nothing decoded is kept. */
export interface Take {
  readonly exchange: Exchange;
  /** Place in the recording. */
  readonly order: number;
  /** Absent: not in the table. */
  readonly row?: Endpoint;
  readonly isPreflight: boolean;
  readonly outcome: Outcome;
  /** The session it belongs to. */
  readonly story?: Story;
  /** States of the session's machines before it, as one text. */
  readonly state: string;
  /** Whether the session was logged in and alive before it. */
  readonly isInside: boolean;
  /** It ended its session. */
  readonly ends: boolean;
  /** Its session was asked for where it is not known: it is no step of it. */
  readonly isAstray: boolean;
  /** Why it cannot be given as an answer. */
  readonly flaw?: string;
  /** Every spelling of the position that its request could name. */
  readonly positions: readonly string[];
  /** Epoch ms; NaN where the recording does not say. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One recorded session. */
export interface Story {
  readonly index: number;
  readonly takes: Take[];
  readonly byRow: Map<string, Take[]>;
  /** Every value that each credential had, as texts. */
  readonly values: Map<string, Set<string>>;
}

interface Standing {
  readonly story: Story;
  readonly state: string;
  readonly isOver: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

export class Tape {
  readonly table: Table;
  readonly roles: Roles;
  readonly stories: Story[] = [];
  readonly takes: Take[] = [];
  readonly #byRow = new Map<string, Take[]>();
  readonly #flows: Flows;
  /** The sessions as the latest of their exchanges left them. */
  readonly #open = new Map<Session, Standing>();

  /** `exchanges` in the order of their start. */
  constructor(exchanges: Iterable<Exchange>, protocol: Protocol) {
    this.table = new Table(protocol);
    this.roles = Roles.for(protocol);
    this.#flows = new Flows(protocol);
    for (const exchange of exchanges) this.#add(exchange);
    this.#open.clear();
  }

  /** Takes of a row in all stories and outside of them. */
  ofRow(name: string): readonly Take[] {
    return this.#byRow.get(name) ?? [];
  }

  /** The session has values that only a login gives. */
  isLoggedIn({ values }: Story): boolean {
    return this.roles.isLoggedIn(Object.fromEntries([...values].map(([key, all]) => [key, [...all].at(-1)])));
  }

  /** The recording has more of the session than the beginning of a login. */
  isFinished(story: Story): boolean {
    return this.isLoggedIn(story) || story.takes.some(({ ends }) => ends);
  }

  #add(exchange: Exchange): void {
    const call = new Call(exchange, this.table);
    const step = this.#flows.step(call);
    const { session } = step;
    const row = call.endpoint;
    const known = session && this.#open.get(session);
    const story = session && (known?.story ?? this.#begin());
    const isOver = known?.isOver ?? false;
    const ends = step.moves.some(
      ({ flow, to, illegal }) => !illegal && this.roles.isEnd(flow.machine.name, to),
    );
    const flaw = flawOf(exchange);
    const take: Take = {
      exchange,
      order: this.takes.length,
      ...(row && { row }),
      isPreflight: call.request.isPreflight,
      outcome: call.outcome,
      ...(story && { story }),
      state: known?.state ?? '',
      isInside: !isOver && session !== undefined && known !== undefined && this.isLoggedIn(story!),
      ends,
      isAstray: step.isAstray === true,
      ...(flaw !== undefined && { flaw }),
      positions: row ? this.#positions(call, row, known?.values ?? {}) : [],
      startedAt: exchange.startedAt,
      endedAt: endedAt(exchange),
    };
    this.takes.push(take);
    if (row) append(this.#byRow, row.name, take);
    if (story && session) this.#file(take, story, call, step, isOver || ends);
  }

  #begin(): Story {
    const story = { index: this.stories.length, takes: [], byRow: new Map(), values: new Map() };
    this.stories.push(story);
    return story;
  }

  #file(take: Take, story: Story, call: Call, { session }: Step, isOver: boolean): void {
    story.takes.push(take);
    if (take.row) append(story.byRow, take.row.name, take);
    for (const { field, value } of readFields(call.request)) {
      if (field.source === 'session' && field.key !== undefined) this.#learn(story, field.key, value);
    }
    for (const [key, value] of Object.entries(session!.values)) this.#learn(story, key, value);
    this.#open.set(session!, { story, state: stateOf(session!), isOver, values: { ...session!.values } });
  }

  #learn({ values }: Story, key: string, value: unknown): void {
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
    if (typeof text !== 'string' || text === '' || !this.roles.credentials.includes(key)) return;
    const known = once(values, key, () => new Set<string>());
    const plain = decodeToFixpoint(text);
    if (![...known].some((other) => decodeToFixpoint(other) === plain)) known.add(text);
  }

  #positions(call: Call, row: Endpoint, values: Standing['values']): string[] {
    const role = this.roles.of(row);
    if (!role.position) return [];
    const sent = sentPosition(role, call.request);
    return [...(sent === undefined ? [] : [sent]), ...positionsAt(role, values)];
  }
}

/** The states of all machines of a session as one text. */
export function stateOf(session: Session): string {
  return [...session.flows.values()].map(({ machine, state }) => `${machine.name}:${state}`).join(' ');
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
