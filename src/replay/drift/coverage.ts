/** What a comparison could look at, and what the new run did not come to. */
import type { Report } from './finding.ts';
import type { Pair } from './pair.ts';
import type { Profile } from './profile.ts';

export function coverageOf({ base, next, protocol, hidesCookies }: Pair): Report['coverage'] {
  const names = protocol.endpoints.map(({ name }) => name);
  const states = (profile: Profile): Set<string> =>
    new Set([...profile.machines.values()].flatMap((stat) => [...stat.starts.keys(), ...stat.states.keys()]));
  const [before, now] = [states(base), states(next)];
  const all = protocol.machines.flatMap((machine) => Object.keys(machine.states));
  return {
    endpoints: names.filter((name) => base.endpoints.has(name) && next.endpoints.has(name)),
    states: all.filter((state) => before.has(state) && now.has(state)),
    notSeen: [
      ...names.filter((name) => base.endpoints.has(name) && !next.endpoints.has(name)),
      ...all.filter((state) => before.has(state) && !now.has(state)).map((state) => `/flow/${state}`),
      ...names.flatMap((name) => unseenCodes(base, next, name)),
      ...(hidesCookies ? ['/request/cookies', '/response/cookies'] : []),
    ],
  };
}

function unseenCodes(base: Profile, next: Profile, name: string): string[] {
  const now = next.endpoints.get(name);
  if (!now) return [];
  const codes = base.endpoints.get(name)?.codes.keys() ?? [];
  return codes.filter((code) => !now.codes.has(code)).map((code) => `${name} ${code}`);
}
