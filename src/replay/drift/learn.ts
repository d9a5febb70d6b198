/** Learns from a recording, exchange by exchange, what drift compares; keeps no value that is somebody's. */

import { Call } from '../../decode/call.ts';
import { Flows } from '../../decode/flows.ts';
import type { Exchange } from '../../exchange.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { once } from '../../protocol/once.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { Table } from '../../protocol/table.ts';
import { Kinds } from './kinds.ts';
import { CallLearner } from './learn-call.ts';
import { FlowLearner } from './learn-flow.ts';
import { PauseWatch } from './learn-pauses.ts';
import { RepeatLearner } from './learn-repeats.ts';
import { strangerKey } from './plain.ts';
import { Profile } from './profile.ts';
import { type Mark, Tally } from './tally.ts';
import { timeKey } from './times.ts';

/** Calls outside the table that are told apart. */
const mostStrangers = 200;

/** Learns from one recording: `add` its exchanges, then `finish` once. */
export class Learner {
  readonly #table: Table;
  readonly #flows: Flows;
  readonly #profile: Profile;
  readonly #flowLearner: FlowLearner;
  readonly #repeats: RepeatLearner;
  readonly #pauses = new PauseWatch();
  readonly #kinds: Kinds;
  readonly #calls = new Map<Endpoint, CallLearner>();
  readonly #cookies: ReadonlySet<string>;
  #order = 0;
  #latest = Number.NaN;

  constructor(protocol: Protocol) {
    this.#table = new Table(protocol);
    this.#flows = new Flows(protocol);
    this.#profile = new Profile(protocol.name);
    this.#flowLearner = new FlowLearner(protocol, this.#profile);
    this.#repeats = new RepeatLearner(this.#profile);
    this.#kinds = new Kinds(protocol);
    this.#cookies = new Set(Object.keys(protocol.cookies));
  }

  /** In the order of time. Never throws on content. */
  add(exchange: Exchange): void {
    // What begins at once has one place, in whatever order it was written.
    if (!(exchange.startedAt <= this.#latest)) this.#order += 1;
    this.#latest = exchange.startedAt;
    const mark: Mark = { id: exchange.id, order: this.#order };
    this.#profile.exchanges += 1;
    const call = new Call(exchange, this.#table);
    const step = this.#flows.step(call);
    if (!call.endpoint) this.#stranger(call, mark);
    if (!call.endpoint || call.request.isPreflight) return;
    if (step.session) this.#repeats.see(call, step.session, mark);
    this.#flowLearner.see(call, step, mark);
    const pause = this.#pauses.see(call, step.session);
    if (pause !== undefined) this.#profile.endpoint(call.endpoint.name).pauses.add(timeKey(pause), mark);
    this.#callsOf(call.endpoint).learn(call, mark);
  }

  /** What was learned; nothing may be added after. */
  finish(): Profile {
    const profile = this.#profile;
    this.#flowLearner.finish();
    for (const stat of profile.endpoints.values()) stat.recordings = 1;
    profile.recordings = 1;
    return profile;
  }

  #stranger(call: Call, mark: Mark): void {
    const { url, query } = call.request;
    const isOurs = this.#table.roles(url.host).length > 0;
    // Our paths on a host that is nobody's are ours too.
    if (!isOurs && (this.#table.owns(url.host) || !this.#table.atPath(url.path))) return;
    const key = strangerKey(call.exchange.request.method, url, { withHost: !isOurs });
    const { strangers } = this.#profile;
    if (key === undefined || (!strangers.has(key) && strangers.size >= mostStrangers)) return;
    const stranger = once(strangers, key, () => ({ count: 0, first: mark, names: new Tally() }));
    stranger.count += 1;
    for (const { name } of query) if (/^[\w.-]{1,40}$/.test(name)) stranger.names.add(name);
  }

  #callsOf(row: Endpoint): CallLearner {
    return once(this.#calls, row, () => {
      const stat = this.#profile.endpoint(row.name);
      return new CallLearner(stat, row, this.#table, this.#kinds, this.#cookies);
    });
  }
}
