/** Rules on behaviour: steps, ends, loops, order. */
import { type Endpoint, outcomesOf } from '../../../protocol/endpoint.ts';
import type { Machine } from '../../../protocol/protocol.ts';
import type { MachinePair } from '../pair.ts';
import type { Closing } from '../profile.ts';
import { spanText } from '../times.ts';
import { type Found, few, type Rule, times } from './rule.ts';
import { enter, hello, refusal, visit } from './scripts.ts';

const machineOf = ({ pair, name }: MachinePair): Machine | undefined =>
  pair.protocol.machines.find((machine) => machine.name === name);

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

function ending(
  machinePair: MachinePair,
  { state, endpoint, code }: { state: string; endpoint: string; code: string },
  closing: Closing,
): Found {
  const { base, next, pair } = machinePair;
  const machine = machineOf(machinePair);
  const row = pair.table.named(endpoint);
  const isEarly = closing.calls < base.calls || closing.ms < base.ms;
  const wentOn = next.ends.keys().some((end) => base.ends.has(end) && isBeyond(machinePair, end, closing));
  const isNews = base.ends.has(state) ? isStillborn(machinePair, state, closing) : true;
  const isBreak = isEarly && isNews && !wentOn;
  const end = machine?.states[state] ?? `the flow ends as ${state}`;
  return {
    endpoint,
    severity: isBreak ? 'break' : 'note',
    where: `/flow/${state}`,
    message: endMessage(end, code, row),
    baseline: `${few(base.ends.keys())} at the end, after ${lifeOf(base)}`,
    observed: `${state} after ${lifeOf(closing)}`,
    from: base.states.first(base.ends.keys()[0] ?? ''),
    at: closing.first,
    what: `${endpoint} ${code}`,
    isEffect: true,
  };
}

/** A flow that ends so has passed the state in which the other was ended. */
function isBeyond(machinePair: MachinePair, end: string, { from }: Closing): boolean {
  const { base, next } = machinePair;
  const { asides = [], ends = {} } = machineOf(machinePair) ?? {};
  if (Object.hasOwn(ends, end)) return false;
  const reaches = [...base.reaches, ...next.reaches].filter(([key]) => key.endsWith(` ${end}`));
  return from
    .keys()
    .some((state) =>
      state === end ? asides.includes(end) : reaches.some(([, { through }]) => through.has(state)),
    );
}

/** Flows of the baseline end so too; this one never got going. */
function isStillborn(machinePair: MachinePair, state: string, { from, ms, calls }: Closing): boolean {
  const { base } = machinePair;
  const start = machineOf(machinePair)?.start;
  const isAtStart = from
    .keys()
    .every(
      (one) =>
        one === start &&
        !base.edges.keys().some((edge) => edge.startsWith(`${one} `) && edge.endsWith(` ${state}`)),
    );
  const others = [...base.closings].filter(([key]) => key.startsWith(`${state} `)).map(([, other]) => other);
  const lives = others.length > 0 ? others : [base];
  return isAtStart || lives.every((life) => ms * 10 < life.ms && calls * 3 < life.calls);
}

/** The code that ended a flow is what a maintainer looks for; a good one, or none, explains nothing. */
function endMessage(end: string, code: string, row: Endpoint | undefined): string {
  if (!row?.code || outcomesOf(row).includes(code)) return end;
  const known = Object.hasOwn(row.code.codes, code) ? row.code.codes[code] : undefined;
  if (known?.ok) return `${end}, though it answered ${code} (${known.says})`;
  return `answered ${code}${known ? ` (${known.says})` : ''}: ${end}`;
}

const lifeOf = ({ calls, ms }: { calls: number; ms: number }): string =>
  `${calls} call${calls === 1 ? '' : 's'} in ${spanText(ms)}`;
