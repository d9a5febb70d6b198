/** How a flow ended where the baseline never saw it end so: what is said of it, and how bad it is. */
import { type Endpoint, outcomesOf } from '../../../protocol/endpoint.ts';
import type { Machine } from '../../../protocol/protocol.ts';
import type { MachinePair } from '../pair.ts';
import type { Closing } from '../profile.ts';
import { spanText } from '../times.ts';
import { type Found, few } from './rule.ts';

export const machineOf = ({ pair, name }: MachinePair): Machine | undefined =>
  pair.protocol.machines.find((machine) => machine.name === name);

export function ending(
  machinePair: MachinePair,
  { state, endpoint, code }: { state: string; endpoint: string; code: string },
  closing: Closing,
): Found {
  const { base, next, pair } = machinePair;
  const machine = machineOf(machinePair);
  const row = pair.table.named(endpoint);
  const isEarly = closing.calls < base.calls || closing.ms < base.ms;
  const wentOn =
    pair.next.endpoints.get(endpoint)?.goesWell === true &&
    next.ends.keys().some((end) => base.states.has(end) && isBeyond(machinePair, end, closing));
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
