/** What a doctor found in a recording, as text to read. */
import { mostOfAKind, type Problem } from '../../har/problem.ts';
import { groupBy } from './group.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { padded, truncate, widthOf, wrap } from './width.ts';

/** A diagnosis with everything that helps to read it. */
export interface DoctorView {
  /** What the recording is called. */
  readonly title: string;
  readonly entries: number;
  readonly lastGood?: { readonly entry: number; readonly offset: number };
  readonly problems: readonly Problem[];
  /** What wrote the recording, as `name version`. */
  readonly exporter?: string;
  /** What is known of recordings of that exporter. */
  readonly notes: readonly string[];
  isQuirk(rule: string): boolean;
  /** What a rule is about; undefined where the messages say it all. */
  meaning(rule: string): string | undefined;
}

/** Places of one rule that are shown; the rest is counted. */
const mostPlaces = 5;

export function* doctorText(view: DoctorView, width: number, style: Style): Generator<string> {
  const entries = view.entries === 1 ? '1 entry' : `${view.entries} entries`;
  const by = view.exporter === undefined ? '' : `, written by ${view.exporter}`;
  yield style.bold(truncate(oneLine(view.title), width));
  yield truncate(oneLine(`${entries}${by}`), width);
  yield verdict(view, style);
  const rules = groupBy(
    view.problems,
    ({ rule }) => rule,
    (problem) => problem,
  );
  const order = [...rules].sort(([one], [other]) => Number(view.isQuirk(one)) - Number(view.isQuirk(other)));
  for (const [rule, problems] of order) {
    yield '';
    yield* ruleLines(rule, problems, view, width, style);
  }
  if (view.notes.length > 0) {
    yield '';
    yield style.bold('Known of this exporter');
    for (const note of view.notes) yield* bullet(note, width);
  }
}

function verdict({ problems, isQuirk, lastGood }: DoctorView, style: Style): string {
  const errors = problems.filter(({ rule }) => !isQuirk(rule)).length;
  const quirks = problems.length - errors;
  const also = quirks === 0 ? '' : `, ${quirks} ${quirks === 1 ? 'quirk' : 'quirks'}`;
  if (errors === 0) return style.good(quirks === 0 ? 'valid' : `valid${also}`);
  const last =
    lastGood === undefined ? '' : `, last whole entry e${lastGood.entry} at byte ${lastGood.offset}`;
  return style.bad(`invalid: ${errors} ${errors === 1 ? 'problem' : 'problems'}${also}`) + last;
}

function* ruleLines(
  rule: string,
  problems: readonly Problem[],
  { isQuirk, meaning }: DoctorView,
  width: number,
  style: Style,
): Generator<string> {
  const isCut = problems.length >= mostOfAKind;
  const name = isQuirk(rule) ? style.bold(oneLine(rule)) : style.bad(oneLine(rule));
  yield problems.length > 1 ? `${name} ×${problems.length}${isCut ? ' and more' : ''}` : name;
  const says = meaning(rule);
  if (says !== undefined) for (const line of wrap(oneLine(says).split(' '), width - 2)) yield `  ${line}`;
  const shown = problems.slice(0, mostPlaces);
  const places = shown.map(placeOf);
  const column = Math.min(Math.floor(width / 2), Math.max(...places.map(widthOf)));
  for (const [index, { message }] of shown.entries()) {
    const place = padded(places[index]!, column);
    yield `  ${style.dim(place)}  ${truncate(oneLine(message), width - column - 4)}`.trimEnd();
  }
  if (problems.length > mostPlaces) yield style.dim(`  and ${problems.length - mostPlaces} more`);
}

const placeOf = ({ entry, where }: Problem): string =>
  oneLine(entry === null ? where || 'the file' : `e${entry} ${where}`).trimEnd();

function* bullet(text: string, width: number): Generator<string> {
  const lines = wrap(oneLine(text).split(' '), width - 2);
  for (const [index, line] of lines.entries()) yield `${index === 0 ? '- ' : '  '}${line}`;
}
