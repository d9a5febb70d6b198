/** Rules on behaviour: steps, ends, loops, order. */
import type { Machine } from '../../../protocol/protocol.ts';
import type { MachinePair } from '../pair.ts';
import { ending, machineOf } from './endings.ts';
import { type Found, type Rule, times } from './rule.ts';
import { enter, hello, refusal, visit } from './scripts.ts';

/** Nobody scans and confirms in so short a time: it passed faster than by the clock. */
const hasteMs = 1500;

export const flowRules: readonly Rule[] = [
  {
    id: 'flow-step',
    says: 'A flow reached a later state without one that it always went through.',
    severity:
      'break; a note where the table knows a way without it and time passed too fast to see it; a state that the run did not come to is only not seen',
    advice: 'Find out what stands for that step now.',
    example: {
      before: visit,
      after: [visit[0]!, hello],
      finds: { severity: 'break', where: '/flow/inside' },
    },
    *machine(machinePair) {
      const { base, next } = machinePair;
      const machine = machineOf(machinePair);
      const said = new Set<string>();
      for (const [key, now] of next.reaches) {
        const before = base.reaches.get(key);
        if (!before || !machine) continue;
        const later = key.slice(key.indexOf(' ') + 1);
        for (const state of before.through.keys()) {
          const isAlways = before.through.count(state) === before.flows;
          const isAside =
            machine.asides?.includes(state) === true || machine.asides?.includes(later) === true;
          if (!isAlways || isAside || said.has(state) || now.through.count(state) === now.flows) continue;
          said.add(state);
          const without = now.arrivals.filter(({ through }) => !through.has(state));
          const [arrival] = without;
          const isHasty = without.length > 0 && without.every(({ ms, isLegal }) => isLegal && ms < hasteMs);
          yield step(machinePair, machine, state, later, {
            flows: now.flows,
            without: now.flows - now.through.count(state),
            baseline: before.flows,
            from: before.through.first(state),
            at: arrival?.mark,
            isHasty,
          });
        }
      }
    },
  },
  {
    id: 'flow-end',
    says: 'The server ends a flow in a way that the baseline never saw.',
    severity:
      'break; note where the flow had lasted as long as any of the baseline, or others of its kind went on',
    advice:
      'Compare the request with one that was taken (driftwire trace); where they are alike, it is the account or the ' +
      'client that is refused.',
    example: {
      before: visit,
      after: refusal,
      finds: { severity: 'break', where: '/flow/refused' },
    },
    *machine(machinePair) {
      const { base, next } = machinePair;
      for (const [key, closing] of next.closings) {
        if (base.closings.has(key)) continue;
        const [state = '', endpoint = '', code = ''] = key.split(' ');
        yield ending(machinePair, { state, endpoint, code }, closing);
      }
    },
  },
  {
    id: 'flow-loop',
    says: 'A flow goes round without getting on.',
    severity: 'break',
    advice: 'Look at what the request sends again: it may be the wrong value by now.',
    example: {
      before: [
        ['GET /news?token=t1-abc', '200 {"code":0}'],
        ['GET /news?token=t1-abc', '200 {"code":0}'],
      ],
      after: [
        ['GET /news?token=t1-abc', '200 {"code":2}'],
        ['GET /news?token=t1-abc', '200 {"code":2}'],
        ['GET /news?token=t1-abc', '200 {"code":2}'],
        ['GET /news?token=t1-abc', '200 {"code":2}'],
      ],
      finds: { severity: 'break', where: '/flow/busy' },
    },
    *machine(machinePair) {
      const { base, next } = machinePair;
      for (const loop of machineOf(machinePair)?.loops ?? []) {
        if (!next.loops.has(loop.kind) || base.loops.has(loop.kind)) continue;
        const edges = next.edges.keys().map((edge) => edge.split(' '));
        const own = edges.filter(
          ([, endpoint, outcome]) => endpoint === loop.endpoint && outcome === loop.outcome,
        );
        const { start } = machineOf(machinePair)!;
        // Where it goes back and forth, the state that it does not get past; else the one in which it stays.
        const state =
          own.find(([from, , , to]) => from !== to && from !== start)?.[0] ?? own[0]?.[3] ?? start;
        yield {
          endpoint: loop.endpoint,
          severity: 'break',
          where: `/flow/${state}`,
          message: `${loop.says}, ${loop.times} times and more`,
          baseline: 'never',
          observed: `goes round (${loop.kind})`,
          at: next.loops.first(loop.kind),
          what: loop.kind,
        };
      }
    },
  },
  {
    id: 'flow-order',
    says: 'A step that no transition of the table allows.',
    severity: 'note',
    advice: 'See whether the state machine of the table still holds.',
    example: {
      before: visit,
      after: [...visit, enter],
      finds: { severity: 'note', where: '/flow/inside' },
    },
    *machine({ base, next }) {
      for (const edge of next.illegal.keys()) {
        if (base.illegal.has(edge)) continue;
        const [from, endpoint = '', outcome, to] = edge.split(' ');
        yield {
          endpoint,
          severity: 'note',
          where: `/flow/${to}`,
          message: `answered ${outcome} in state ${from}, which leads to ${to} by no transition of the table`,
          baseline: 'never',
          observed: times(next.illegal.count(edge)),
          at: next.illegal.first(edge),
          what: edge,
          isEffect: true,
        };
      }
    },
  },
];

interface Skipped {
  readonly flows: number;
  readonly without: number;
  readonly baseline: number;
  readonly from: Found['from'];
  readonly at: Found['at'];
  /** The table knows the way without it, and nobody had the time to see it. */
  readonly isHasty: boolean;
}

/** The endpoint whose good reply leads to a state stands for the step. */
function step(
  { base }: MachinePair,
  machine: Machine,
  state: string,
  later: string,
  { flows, without, baseline, from, at, isHasty }: Skipped,
): Found {
  const edge = base.edges
    .keys()
    .map((key) => key.split(' '))
    .find(([before, , , to]) => to === state && before !== state);
  const endpoint = edge?.[1] ?? machine.transitions.find(({ to }) => to === state)?.endpoint ?? machine.name;
  return {
    endpoint,
    severity: isHasty ? 'note' : 'break',
    where: `/flow/${state}`,
    message: `the flow came to ${later} without the step ${state} (${machine.states[state] ?? 'which it always took'})`,
    baseline: `${baseline} of ${baseline} took it`,
    observed: `${flows - without} of ${flows} took it`,
    from,
    at,
    what: state,
    isEffect: true,
  };
}
