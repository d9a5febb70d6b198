/** One live session: which recorded story it plays, and how far it is. */

import { Call } from '../decode/call.ts';
import { Flows, type Session } from '../decode/flows.ts';
import type { Exchange } from '../exchange.ts';
import type { Moment } from '../protocol/backend.ts';
import type { Endpoint, Outcome } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import type { Table } from '../protocol/table.ts';
import { Binding } from './binding.ts';
import { canonical } from './canonical.ts';
import { type Cast, crossBinding } from './casting.ts';
import type { Roles } from './roles.ts';
import { type Story, stateOf, type Take } from './tape.ts';

export class Caller {
  readonly number: number;
  /** Which program it seems to be. */
  readonly agent: string;
  story: Story;
  /** Takes that it was given. */
  readonly given = new Set<Take>();
  /** What the recorded caller drew, by what this one drew in its place: a later request may name it. */
  readonly words = new Map<string, string>();
  /** How many answers of each poll are behind it, by row. */
  readonly polled = new Map<string, number>();
  /** Index of the last batch that it pulled; -1: none. */
  pulled = -1;
  /** Scenario time of the answer to its last poll but those that end the session. */
  lastPoll: number;
  /** Scenario time of its last request. */
  heardAt: number;
  /** The code that every later call is answered with. */
  closedBy: string | number | undefined;
  isOver = false;
  /** The program has begun its next session. */
  isContinued = false;
  readonly #flows: Flows;
  readonly #roles: Roles;
  readonly #table: Table;
  /** For answers of its own story. */
  #binding = Binding.none;
  /** For answers of other stories, as long as its values stay the same. */
  readonly #crossed = new Map<Story, Binding>();
  /** Every value that it may send, by session key, in one spelling. */
  readonly #own = new Map<string, Set<string>>();
  /** Between the recording and now, ms; the same for one take however often it is given. */
  #shift: number | undefined;
  readonly #shifts = new Map<Take, number>();
  #session: Session | undefined;

  constructor(number: number, agent: string, story: Story, table: Table, roles: Roles, at: Moment) {
    this.number = number;
    this.agent = agent;
    this.story = story;
    this.#table = table;
    this.#roles = roles;
    this.#flows = new Flows(roles.protocol);
    this.lastPoll = at.now;
    this.heardAt = at.now;
  }

  /** Takes up a story with the values that stand for the recorded ones. */
  play(story: Story, binding: Binding, cast: Cast): void {
    this.story = story;
    this.#binding = binding;
    for (const [key, values] of cast) for (const value of values) this.#learn(key, value);
  }

  /** How the texts of a story are exchanged for this caller. */
  bindingOf(story: Story | undefined): Binding {
    if (!story) return Binding.none;
    if (story === this.story) return this.#binding;
    return once(this.#crossed, story, () => {
      return crossBinding(story, new Map([...this.#own].map(([key, values]) => [key, [...values]])));
    });
  }

  /** Whether a value of this key is its own; undefined where it has none of the kind. */
  owns(key: string, value: string): boolean | undefined {
    const known = this.#own.get(key);
    return known && known.size > 0 ? known.has(value) : undefined;
  }

  /** The value of this key that it was given last. */
  latest(key: string): string | undefined {
    return [...(this.#own.get(key) ?? [])].at(-1);
  }

  /** Credentials that it may send, to be found by. */
  *values(): Generator<{ key: string; value: string }> {
    for (const key of this.#roles.credentials) {
      for (const value of this.#own.get(key) ?? []) yield { key, value };
    }
  }

  /** States of its machines as one text. */
  get state(): string {
    return this.#session ? stateOf(this.#session) : '';
  }

  get isInside(): boolean {
    return !this.isOver && this.#session !== undefined && this.#roles.isLoggedIn(this.#session.values);
  }

  /** The latest session values. */
  get sessionValues(): Readonly<Record<string, unknown>> {
    return this.#session?.values ?? {};
  }

  /** Follows what an answer did to the session. */
  observe(exchange: Exchange): Outcome {
    const call = new Call(exchange, this.#table);
    const { session, moves } = this.#flows.step(call);
    if (session) this.#session = session;
    for (const [key, value] of Object.entries(session?.values ?? {})) {
      if (typeof value !== 'object') this.#learn(key, canonical(value));
    }
    for (const { flow, to, illegal } of moves) {
      if (illegal || !this.#roles.isEnd(flow.machine.name, to)) continue;
      this.isOver = true;
      this.#close(call, flow.machine.name, to);
    }
    return call.outcome;
  }

  /** By the code that closed it, else by the one that the recording has, else by the usual one. */
  #close(call: Call, machine: string, state: string): void {
    if (this.closedBy !== undefined) return;
    const saysSo = (row: Endpoint | undefined, outcome: Outcome): boolean =>
      row !== undefined && this.#roles.of(row).closing.has(outcome.name);
    const said = saysSo(call.endpoint, call.outcome)
      ? call
      : this.story.takes.find(({ row, outcome, isAstray }) => !isAstray && saysSo(row, outcome));
    const ends = this.#roles.protocol.machines.find(({ name }) => name === machine)?.ends;
    this.closedBy = said?.outcome.code ?? ends?.[state];
  }

  #learn(key: string, value: string): void {
    const known = once(this.#own, key, () => new Set<string>());
    if (value === '' || known.has(value)) return;
    known.add(value);
    this.#crossed.clear();
  }

  /**
   * How much later a take's times are now. A caller that is behind the recording moves all that follows; one that is
   * ahead moves nothing, so that order and distances stay. What was made after a request is made after this one, asked
   * at `since`. `leads`: the take is one that keeps time.
   */
  shiftOf(take: Take, since: Moment, at: Moment, leads: boolean): number {
    const known = this.#shifts.get(take);
    if (known !== undefined) return known;
    const behind = Math.max(at.wall - take.endedAt, since.wall - take.startedAt);
    if (Number.isFinite(behind) && (this.#shift === undefined || (leads && behind > this.#shift)))
      this.#shift = behind;
    const shift = Math.round(this.#shift ?? 0);
    this.#shifts.set(take, shift);
    return shift;
  }
}
