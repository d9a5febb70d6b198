/** Lines of `replay`: what was sent, what was left out, what would be sent. No value of a recording is in them. */
import { oneLine } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { padded, wrap } from '../decode/render/width.ts';
import type { DryStep } from '../replay/rerun/dry.ts';
import type { Left, Rerun, RerunResult } from '../replay/rerun/rerun.ts';
import { saidOf } from '../replay/rerun/verdict.ts';

/** One exchange of the run: its id, that of the recorded one, what came of it. */
export function outcomeLine(ran: Rerun, style: Style): string {
  const { exchange, origin, endpoint, outcome, recorded } = ran;
  const { method, url } = exchange.request;
  const name = endpoint ?? `${method} ${url.split(/[?#]/)[0]}`;
  const said = outcome.ok ? style.good(oneLine(outcome.name)) : style.bad(oneLine(saidOf(ran)));
  // Of a recording without its answer nothing is known.
  const isSame = outcome.name === recorded.name || recorded.name === 'unrecorded';
  const before = isSame ? '' : style.dim(`  recorded: ${oneLine(recorded.name)}`);
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
export function summaryLine({ reruns, left, ends, broken }: RerunResult, style: Style): string {
  const machines = [...new Set([...Object.keys(ends.recorded), ...Object.keys(ends.reached)])];
  const states = machines.map((machine) => {
    const [before, now] = [ends.recorded[machine], ends.reached[machine]];
    return before === now
      ? style.good(`${machine} ${now}`)
      : style.bad(`${machine} ${now ?? 'not reached'}, recorded ${before ?? 'none'}`);
  });
  const failed = broken.length === 0 ? '' : style.bad(`, ${broken.length} unanswered that had an answer`);
  return `sent ${reruns.length}, left out ${left.length}${failed}; ends: ${states.join(', ') || 'none'}`;
}

const indent = ' '.repeat(7);

/** What would be sent; values with one reason together, in lines of at most `width` columns. */
export function* dryLines(steps: readonly DryStep[], style: Style, width: number): Generator<string> {
  for (const { exchange, endpoint, method, url, until, left, values, kept } of steps) {
    const name = endpoint === undefined ? '' : `${style.bold(oneLine(endpoint))} `;
    const goal = until === undefined ? '' : `, until ${oneLine(until)}`;
    yield `${style.dim(padded(oneLine(exchange), 6))} ${name}${oneLine(`${method} ${url}`)}${goal}`;
    if (left !== undefined) {
      yield `${indent}${style.bad('left out')}: ${oneLine(left)}`;
      continue;
    }
    const reasons = new Map<string, string[]>();
    for (const { place, why } of values) reasons.set(why, [...(reasons.get(why) ?? []), oneLine(place)]);
    for (const [why, places] of reasons)
      yield* paragraph([...marked(places, ':'), ...oneLine(why).split(' ')], width);
    if (kept.length === 0) continue;
    const headers = kept.filter((place) => place.startsWith('/headers/')).length;
    const others = kept.filter((place) => !place.startsWith('/headers/')).map(oneLine);
    const counted = headers === 0 ? [] : [headers === 1 ? '1 header' : `${headers} headers`];
    yield* paragraph(['as recorded:', ...others, ...counted], width, style.dim);
  }
}

const marked = (words: readonly string[], mark: string): string[] => [
  ...words.slice(0, -1),
  `${words.at(-1)}${mark}`,
];

function* paragraph(
  words: readonly string[],
  width: number,
  dress: (text: string) => string = (text) => text,
): Generator<string> {
  const [first, ...more] = wrap(words, Math.max(20, width - indent.length - 2));
  yield `${indent}${dress(first ?? '')}`;
  for (const line of more) yield `${indent}  ${dress(line)}`;
}
