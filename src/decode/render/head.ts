/** The head of a timeline picture: what it is of, and the states of each flow. */
import type { Timeline, TimelineFlow } from '../timeline.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { duration, period } from './time.ts';
import { padded, truncate, widthOf, wrap } from './width.ts';

export function* headLines(
  timeline: Timeline,
  title: string,
  width: number,
  style: Style,
): Generator<string> {
  const { summary, flows } = timeline;
  yield style.bold(truncate(oneLine(title), width));
  if (summary.from !== null && summary.to !== null)
    yield* wrap([period(summary.from, summary.to), duration(summary.ms)], width, ', ');
  yield* wrap(counts(timeline), width, ', ');
  if (flows.length === 0) return;
  yield '';
  const names = Math.max(...flows.map(({ id }) => widthOf(id)));
  for (const flow of flows) yield* flowLines(flow, names, width, style);
}

function counts({ summary, anomalies }: Timeline): string[] {
  const many = (count: number, one: string, more = `${one}s`): string[] =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
  return [
    summary.exchanges === 1 ? '1 exchange' : `${summary.exchanges} exchanges`,
    ...many(summary.events, 'event'),
    ...many(summary.failures, 'failure'),
    ...many(summary.unknown, 'outside the protocol', 'outside the protocol'),
    ...many(anomalies.length, 'anomaly', 'anomalies'),
  ];
}

/** `login-1  boot 0.4 s › qr 5 min › expired`; states shorter than a moment are named without their time. */
function* flowLines(
  { id, states }: TimelineFlow,
  names: number,
  width: number,
  style: Style,
): Generator<string> {
  const steps = runs(states.map(({ state }) => state)).map(({ from, to, name }) => {
    const first = states[from]!;
    const last = states[to]!;
    const ms =
      first.from === null || last.to === null ? Number.NaN : Date.parse(last.to) - Date.parse(first.from);
    return ms >= 1 ? `${name} ${duration(ms)}` : name;
  });
  // A line that goes on ends in the separator too.
  const lines = wrap(steps, width - names - 4, ' › ');
  for (const [index, line] of lines.entries()) {
    yield `${style.bold(padded(index === 0 ? oneLine(id) : '', names))}  ${line}${index < lines.length - 1 ? ' ›' : ''}`;
  }
}

interface Steps {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Two states that take turns, as polling and pulling, are one step with a count. */
function runs(states: readonly string[]): Steps[] {
  const found: Steps[] = [];
  for (let from = 0; from < states.length; ) {
    let length = 2;
    while (states[from + length] !== undefined && states[from + length] === states[from + length - 2])
      length += 1;
    const [one, two] = [oneLine(states[from]!), oneLine(states[from + 1] ?? '')];
    const takesTurns = length >= 4;
    if (!takesTurns) length = 1;
    found.push({
      from,
      to: from + length - 1,
      name: takesTurns ? `${one}/${two} ×${Math.floor(length / 2)}` : one,
    });
    from += length;
  }
  return found;
}
