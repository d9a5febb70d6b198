/** Joins what several recordings taught. */
import { once } from '../../protocol/once.ts';
import {
  type Closing,
  EndpointStat,
  endpointTallies,
  MachineStat,
  machineTallies,
  type Profile,
  ReachStat,
  ReplyStat,
} from './profile.ts';
import { Tally } from './tally.ts';

/** Adds `other` to `into`; the order of joining makes no difference to the counts. */
export function merge(into: Profile, other: Profile): void {
  into.recordings += other.recordings;
  into.exchanges += other.exchanges;
  into.retries.merge(other.retries);
  for (const [name, stat] of other.endpoints)
    mergeEndpoint(
      once(into.endpoints, name, () => new EndpointStat()),
      stat,
    );
  for (const [name, stat] of other.machines)
    mergeMachine(
      once(into.machines, name, () => new MachineStat()),
      stat,
    );
  for (const [key, { count, names, first }] of other.strangers) {
    const own = once(into.strangers, key, () => ({ count: 0, first, names: new Tally() }));
    own.count += count;
    own.names.merge(names);
  }
}

function mergeEndpoint(into: EndpointStat, other: EndpointStat): void {
  into.calls += other.calls;
  into.recordings += other.recordings;
  into.first ??= other.first;
  for (const name of endpointTallies) into[name].merge(other[name]);
  into.request.merge(other.request);
  for (const [code, reply] of other.replies) {
    const own = once(into.replies, code, () => new ReplyStat());
    own.calls += reply.calls;
    own.first ??= reply.first;
    own.body.merge(reply.body);
    for (const [name, traits] of reply.cookies) once(own.cookies, name, () => new Tally()).merge(traits);
  }
}

function mergeMachine(into: MachineStat, other: MachineStat): void {
  into.flows += other.flows;
  into.calls = Math.max(into.calls, other.calls);
  into.ms = Math.max(into.ms, other.ms);
  for (const name of machineTallies) into[name].merge(other[name]);
  for (const [key, closing] of other.closings) {
    const own = into.closings.get(key);
    into.closings.set(key, own ? mergedClosing(own, closing) : closing);
  }
  for (const [key, reach] of other.reaches) {
    const own = once(into.reaches, key, () => new ReachStat());
    own.flows += reach.flows;
    own.through.merge(reach.through);
    own.arrivals.push(...reach.arrivals);
  }
}

function mergedClosing(one: Closing, other: Closing): Closing {
  const from = new Tally();
  from.merge(one.from);
  from.merge(other.from);
  const { first } = one;
  return {
    count: one.count + other.count,
    calls: Math.min(one.calls, other.calls),
    ms: Math.min(one.ms, other.ms),
    from,
    first,
  };
}
