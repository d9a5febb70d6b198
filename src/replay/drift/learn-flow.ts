/** Follows the flows of a recording: states, what led to them, how they ended. */

import { type Call, unrecorded } from '../../decode/call.ts';
import type { Flow, Move, Session, Step } from '../../decode/flows.ts';
import { endedAt } from '../../exchange.ts';
import { once } from '../../protocol/once.ts';
import type { Machine, Protocol } from '../../protocol/protocol.ts';
import { type Arrival, type MachineStat, type Profile, ReachStat } from './profile.ts';
import { type Mark, Tally } from './tally.ts';
import { timeKey } from './times.ts';

/** Arrivals that are kept to show where one went another way. */
const keptArrivals = 20;
/** Who asks less often than this, ms, does not see when something lapsed. */
const longestPause = 5000;

/** One run of a machine; a flow whose session lost its name midway goes on in that of another. */
interface Track {
  readonly machine: string;
  readonly start: string;
  session: Session;
  state: string;
  readonly visited: Set<string>;
  readonly startedAt: number;
  calls: number;
  lastAt: number;
  /** When it came into its state. */
  since: number;
  isOver: boolean;
  /** The last answer, where it was a refusal. */
  refusal: { readonly call: Call; readonly from: string; readonly mark: Mark } | undefined;
}

export class FlowLearner {
  readonly #protocol: Protocol;
  readonly #profile: Profile;
  readonly #identities: readonly string[];
  readonly #tracks = new Map<string, Track>();
  /** The latest of each machine. */
  readonly #latest = new Map<string, Track>();
  /** Machines that may have made steps which nobody saw: a reply that leads on came without its body. */
  readonly #blind = new Set<string>();

  constructor(protocol: Protocol, profile: Profile) {
    this.#protocol = protocol;
    this.#profile = profile;
    this.#identities = Object.keys(protocol.session).filter((key) => protocol.session[key]!.identity);
  }

  see(call: Call, { session, moves }: Step, mark: Mark): void {
    if (call.outcome.name === unrecorded) this.#lost(call);
    if (!session) return;
    for (const flow of session.flows.values()) {
      const move = moves.find((one) => one.flow === flow);
      const track = this.#trackOf(flow, session, call, move);
      if (track.isOver && !move) continue;
      track.calls += 1;
      const pause = call.exchange.startedAt - track.lastAt;
      track.lastAt = Math.max(track.lastAt, endedAt(call.exchange) || 0);
      if (move) this.#moved(track, flow, move, call, mark);
      if (move && flow.machine.lapses?.includes(move.to) && move.from !== move.to && pause < longestPause)
        this.#profile
          .machine(track.machine)
          .lives.add(`${move.to} ${timeKey(track.lastAt - track.startedAt)}`, mark);
    }
  }

  #lost({ endpoint }: Call): void {
    for (const { name, transitions } of this.#protocol.machines)
      if (transitions.some((edge) => edge.endpoint === endpoint!.name)) this.#blind.add(name);
  }

  #trackOf(flow: Flow, session: Session, call: Call, move: Move | undefined): Track {
    const known = this.#tracks.get(flow.id);
    if (known) return known;
    const { name, start } = flow.machine;
    const begun = call.endpoint?.starts?.machine === name ? call.endpoint.starts.state : undefined;
    const before = begun === undefined ? this.#orphan(name, session) : undefined;
    const from = move?.from ?? flow.state;
    const startedAt = call.exchange.startedAt || 0;
    const track: Track = before ?? {
      machine: name,
      start: begun ?? start,
      session,
      state: from,
      visited: new Set([from]),
      startedAt,
      calls: 0,
      lastAt: startedAt,
      since: startedAt,
      isOver: false,
      refusal: undefined,
    };
    track.session = session;
    this.#tracks.set(flow.id, track);
    this.#latest.set(name, track);
    if (!before) {
      const stat = this.#profile.machine(name);
      stat.flows += 1;
      stat.starts.add(track.start);
    }
    return track;
  }

  /** A flow that was begun and never got all its names: the one at hand may go on where it stopped. */
  #orphan(machine: string, session: Session): Track | undefined {
    const latest = this.#latest.get(machine);
    if (!latest || latest.isOver || latest.session === session || latest.start === this.#startOf(machine))
      return undefined;
    const isNamed = this.#identities.every((key) => latest.session.values[key] !== undefined);
    return isNamed ? undefined : latest;
  }

  #startOf(machine: string): string | undefined {
    return this.#protocol.machines.find(({ name }) => name === machine)?.start;
  }

  #moved(track: Track, flow: Flow, { from, to, illegal }: Move, call: Call, mark: Mark): void {
    const stat = this.#profile.machine(track.machine);
    const { name } = call.endpoint!;
    const { outcome } = call;
    const edge = `${from} ${name} ${outcome.name} ${to}`;
    stat.edges.add(edge, mark);
    const isBlind = this.#blind.has(track.machine);
    if (illegal && !isBlind) stat.illegal.add(edge, mark);
    stat.states.add(to, mark);
    const ends = flow.machine.ends ?? {};
    if (!track.visited.has(to)) {
      if (!isBlind)
        this.#reached(stat, track, to, {
          mark,
          ms: (endedAt(call.exchange) || 0) - track.since,
          isLegal: isKnownWay(flow.machine, track.state, call, to),
        });
      track.visited.add(to);
    }
    const isEnd = Object.hasOwn(ends, to);
    // Where bodies are lost, so is the code that would tell one end from another.
    const isUntold = isBlind && call.exchange.response !== undefined && !call.reply;
    if (isEnd && !track.isOver && !outcome.ok && !isUntold) this.#closed(stat, track, call, from, to, mark);
    track.isOver = isEnd;
    track.refusal = outcome.ok || outcome.code === undefined ? undefined : { call, from, mark };
    if (track.state !== to) track.since = endedAt(call.exchange) || 0;
    track.state = to;
  }

  #reached(stat: MachineStat, track: Track, to: string, arrival: Omit<Arrival, 'through'>): void {
    const reach = once(stat.reaches, `${track.start} ${to}`, () => new ReachStat());
    reach.flows += 1;
    for (const state of track.visited) if (state !== to) reach.through.add(state, arrival.mark);
    if (reach.arrivals.length < keptArrivals)
      reach.arrivals.push({ ...arrival, through: new Set(track.visited) });
  }

  #closed(stat: MachineStat, track: Track, call: Call, from: string, to: string, mark: Mark): void {
    const key = `${to} ${call.endpoint!.name} ${call.outcome.code ?? call.outcome.name}`;
    const ms = Math.max(0, track.lastAt - track.startedAt);
    const closing = once(stat.closings, key, () => ({
      count: 0,
      calls: track.calls,
      ms,
      from: new Tally(),
      first: mark,
    }));
    closing.count += 1;
    closing.calls = Math.min(closing.calls, track.calls);
    closing.ms = Math.min(closing.ms, ms);
    closing.from.add(from, mark);
  }

  finish(): void {
    for (const track of new Set(this.#tracks.values())) {
      const stat = this.#profile.machine(track.machine);
      const { refusal } = track;
      // Refused where it begins, and nothing came after: that was the end.
      if (refusal && !track.isOver && refusal.call.endpoint!.starts?.machine === track.machine)
        this.#closed(stat, track, refusal.call, refusal.from, track.state, refusal.mark);
      stat.ends.add(track.state);
      stat.calls = Math.max(stat.calls, track.calls);
      stat.ms = Math.max(stat.ms, track.lastAt - track.startedAt);
    }
  }
}

/** Whether the table has a transition from the state that the flow was last seen in, whatever its session was called. */
function isKnownWay(
  { transitions }: Machine,
  from: string,
  { endpoint, outcome }: Call,
  to: string,
): boolean {
  return transitions.some(
    (edge) =>
      edge.to === to &&
      edge.from.includes(from) &&
      (edge.endpoint === '*' || edge.endpoint === endpoint!.name) &&
      edge.outcome.includes(outcome.name),
  );
}
