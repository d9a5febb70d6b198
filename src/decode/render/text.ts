/** A timeline as text to read in a terminal. */
import type { Timeline } from '../timeline.ts';
import { meaningOf } from './anomaly-words.ts';
import { Axis } from './axis.ts';
import { headLines } from './head.ts';
import { rowWords } from './row-words.ts';
import { type Outcomes, type Row, rowsOf } from './rows.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { duration, offset, shortDuration } from './time.ts';
import { padded, widthOf, wrap } from './width.ts';

export interface TextView {
  /** What the recording is called. */
  readonly title: string;
  readonly outcomes: Outcomes;
  /** Lanes in the order of the protocol. */
  readonly lanes: readonly string[];
  /** Columns; the picture uses at most 140 of them. */
  readonly width: number;
  readonly style: Style;
}

const widest = 140;
/** Columns of a duration; `99.9 min` is the widest. */
const measure = 8;

/** The lines of the picture, one by one. Nothing in them but our own style acts on a terminal. */
export function* timelineText(timeline: Timeline, view: TextView): Generator<string> {
  const width = Math.min(widest, view.width);
  yield* headLines(timeline, view.title, width, view.style);
  const rows = rowsOf(timeline, view.outcomes);
  if (rows.length > 0) {
    yield '';
    yield* new LaneView(timeline, rows, view, width).lines();
  }
  yield* anomalyLines(timeline, width, view.style);
}

/** The rows with their columns. */
class LaneView {
  readonly #rows: readonly Row[];
  readonly #view: TextView;
  readonly #width: number;
  readonly #start: number;
  readonly #total: number;
  readonly #axis: Axis;
  readonly #marks: number;
  readonly #clock: number;
  readonly #names: number;
  readonly #gap: string;
  /** Columns that are left for words. */
  readonly #words: number;

  constructor({ summary, anomalies }: Timeline, rows: readonly Row[], view: TextView, width: number) {
    this.#rows = rows;
    this.#width = width;
    this.#view = view;
    this.#start = summary.from === null ? Number.NaN : Date.parse(summary.from);
    this.#total = summary.ms;
    this.#marks = anomalies.length === 0 ? 0 : String(anomalies.length).length + 2;
    this.#clock = Math.max(6, widthOf(offset(summary.ms, summary.ms)));
    this.#names = Math.min(Math.floor(width / 3.6), Math.max(...rows.map((row) => widthOf(nameOf(row)))));
    this.#axis = new Axis(this.#start, summary.ms, Math.floor(width < 100 ? width / 8 : width / 6));
    this.#gap = width < 100 ? ' ' : '  ';
    const taken = this.#marks + this.#clock + this.#names + this.#axis.cells + measure + 4 * this.#gap.length;
    this.#words = Math.max(12, width - taken);
  }

  *lines(): Generator<string> {
    const indent = this.#marks + this.#clock + this.#gap.length;
    for (const row of this.#rows) {
      if (row.pause !== undefined) yield this.#pauseLine(row.pause);
      const [first = '', ...others] = rowWords(row, this.#words, this.#width - indent - 2, this.#view.style);
      yield `${this.#left(row)}${first}`.trimEnd();
      for (const line of others) yield `${' '.repeat(indent)}${this.#view.style.dim('·')} ${line}`;
    }
  }

  #left(row: Row): string {
    const { style, lanes } = this.#view;
    const index = lanes.indexOf(row.lane);
    const lane = index < 0 ? lanes.length : index;
    const mark = row.anomalies.length === 0 ? '' : `!${row.anomalies[0]! + 1}`;
    const columns = [
      style.dim(padded(offset(row.from - this.#start, this.#total), this.#clock, 'right')),
      style.lane(lane, padded(nameOf(row), this.#names)),
      style.lane(lane, this.#axis.draw(row.from, row.to, row.isHeld)),
      padded(shortDuration(row.to - row.from), measure, 'right'),
      '',
    ];
    return (this.#marks === 0 ? '' : style.bad(padded(mark, this.#marks))) + columns.join(this.#gap);
  }

  #pauseLine(ms: number): string {
    const before = ' '.repeat(this.#marks + this.#clock + this.#gap.length);
    return this.#view.style.dim(`${before}┄┄ nothing for ${duration(ms)}`);
  }
}

function nameOf({ endpoint, exchanges }: Row): string {
  return exchanges.length > 1 ? `${oneLine(endpoint)} ×${exchanges.length}` : oneLine(endpoint);
}

function* anomalyLines({ anomalies, summary }: Timeline, width: number, style: Style): Generator<string> {
  if (anomalies.length === 0) return;
  yield '';
  yield style.bold(anomalies.length === 1 ? '1 anomaly' : `${anomalies.length} anomalies`);
  const start = summary.from === null ? Number.NaN : Date.parse(summary.from);
  const marks = String(anomalies.length).length + 2;
  for (const [index, { kind, at, exchange, message }] of anomalies.entries()) {
    const when = at === null ? '?' : offset(Date.parse(at) - start, summary.ms);
    const head = `${style.bad(padded(`!${index + 1}`, marks))}${style.bold(oneLine(kind))} at ${when}, ${oneLine(exchange)}`;
    yield head;
    const meaning = meaningOf(kind);
    const words = `${oneLine(message)}${meaning === undefined ? '' : `. ${meaning}`}`.split(' ');
    for (const line of wrap(words, width - marks)) yield ' '.repeat(marks) + line;
  }
}
