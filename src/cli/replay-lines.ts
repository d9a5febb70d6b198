/** Lines of `replay`: what was sent, what was left out, what would be sent. No value of a recording is in them. */
import { oneLine } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { padded } from '../decode/render/width.ts';
import type { DryStep } from '../replay/rerun/dry.ts';
import type { Left, Rerun, RerunResult } from '../replay/rerun/rerun.ts';

/** One exchange of the run: its id, that of the recorded one, what came of it. */
export function outcomeLine({ exchange, origin, endpoint, outcome, recorded }: Rerun, style: Style): string {
  const { method, url } = exchange.request;
  const name = endpoint ?? `${method} ${url.split(/[?#]/)[0]}`;
  const said = outcome.ok ? style.good(oneLine(outcome.name)) : style.bad(oneLine(outcome.name));
  const before = outcome.name === recorded.name ? '' : style.dim(`  recorded: ${oneLine(recorded.name)}`);
  return `${style.dim(padded(exchange.id, 6))} ${style.dim(padded(`← ${oneLine(origin)}`, 8))} ${padded(oneLine(name), 26)} ${said}${before}`;
}

/** Exchanges that were left out, those with one reason together. */
export function* leftLines(left: readonly Left[], style: Style): Generator<string> {
  const reasons = new Map<string, Left[]>();
  for (const one of left) reasons.set(one.why, [...(reasons.get(one.why) ?? []), one]);
  for (const [why, all] of reasons) {
    const names = all
      .slice(0, 6)
      .map(({ exchange, endpoint }) => `${exchange}${endpoint ? ` ${endpoint}` : ''}`);
    const more = all.length > 6 ? ` and ${all.length - 6} more` : '';
    yield `${style.dim('left out')}  ${oneLine(names.join(', '))}${more}: ${oneLine(why)}`;
  }
}

/** How the run ended, beside the recording. */
export function summaryLine({ reruns, left, ends }: RerunResult, style: Style): string {
  const machines = [...new Set([...Object.keys(ends.recorded), ...Object.keys(ends.reached)])];
  const states = machines.map((machine) => {
    const [before, now] = [ends.recorded[machine], ends.reached[machine]];
    return before === now
      ? style.good(`${machine} ${now}`)
      : style.bad(`${machine} ${now ?? 'not reached'}, recorded ${before ?? 'none'}`);
  });
  return `sent ${reruns.length}, left out ${left.length}; ends: ${states.join(', ') || 'none'}`;
}

/** What would be sent. */
export function* dryLines(steps: readonly DryStep[], style: Style): Generator<string> {
  for (const { exchange, endpoint, method, url, until, left, values, kept } of steps) {
    const name = endpoint === undefined ? '' : `${style.bold(oneLine(endpoint))} `;
    const goal = until === undefined ? '' : `, until ${oneLine(until)}`;
    yield `${style.dim(padded(oneLine(exchange), 6))} ${name}${oneLine(`${method} ${url}`)}${goal}`;
    if (left !== undefined) {
      yield `       ${style.bad('left out')}: ${oneLine(left)}`;
      continue;
    }
    for (const { place, why } of values) yield `       ${oneLine(place)}: ${oneLine(why)}`;
    if (kept.length > 0) yield style.dim(`       as recorded: ${kept.map(oneLine).join(' ')}`);
  }
}
