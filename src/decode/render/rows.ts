/** A timeline as rows to look at: one for each exchange, or for a run of exchanges without news. */
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Anomaly } from '../anomalies.ts';
import type { Event } from '../events.ts';
import type { Span, Timeline } from '../timeline.ts';
import { groupBy, push } from './group.ts';

/** What a timeline does not hold and a picture of it needs: how each exchange ended, by its id. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export interface Row {
  readonly endpoint: string;
  readonly lane: string;
  /** Exchanges that this row stands for, in order. */
  readonly exchanges: readonly string[];
  /** Epoch ms of the first start and the last end; NaN where the recording has no time. */
  readonly from: number;
  readonly to: number;
  /** The server held the answers. */
  readonly isHeld: boolean;
  readonly outcome: Outcome | undefined;
  /** Events of the first exchange; those of the others are alike. */
  readonly events: readonly Event[];
  /** States that the exchanges led to. */
  readonly states: readonly string[];
  /** Places in the list of anomalies. */
  readonly anomalies: readonly number[];
  /** Nothing at all was under way before it for so many ms. */
  readonly pause?: number;
}

/** Exchanges that stand side by side and say the same become one row from so many on. */
const runLength = 3;
/** Pauses are worth a word from here on, or from this share of the whole. */
const pauseMs = 10_000;
const pauseShare = 1 / 50;

/** The rows in order of their start. */
export function rowsOf(timeline: Timeline, outcomes: Outcomes): Row[] {
  const lookup = new Lookup(timeline);
  const singles = timeline.spans.map((span) => lookup.row(span, outcomes.get(span.exchange)));
  return withPauses(foldRuns(foldPolls(singles)), timeline.summary.ms);
}

/** What is known of an exchange beside its span. */
class Lookup {
  readonly #events: Map<string, Event[]>;
  readonly #states = new Map<string, string[]>();
  readonly #anomalies: Map<string, number[]>;

  constructor({ events, flows, anomalies }: Timeline) {
    this.#events = groupBy(
      events,
      (event) => event.exchange,
      (event) => event,
    );
    this.#anomalies = groupBy(
      anomalies,
      (one: Anomaly) => one.exchange,
      (_, index) => index,
    );
    for (const { states } of flows) {
      for (const { state, exchange } of states.slice(1)) push(this.#states, exchange, state);
    }
  }

  row(span: Span, outcome: Outcome | undefined): Row {
    const from = span.start === null ? Number.NaN : Date.parse(span.start);
    return {
      endpoint: span.endpoint,
      lane: span.lane,
      exchanges: [span.exchange],
      from,
      to: from + Math.max(0, span.ms),
      isHeld: span.held === true,
      outcome,
      events: this.#events.get(span.exchange) ?? [],
      states: this.#states.get(span.exchange) ?? [],
      anomalies: this.#anomalies.get(span.exchange) ?? [],
    };
  }
}

/** Rows that may join say the same but for times and names. */
const keyOf = (row: Row): string =>
  [row.endpoint, row.outcome?.name, ...row.events.map(({ type }) => type)].join(' ');
const isQuiet = (row: Row): boolean => row.states.length === 0 && row.anomalies.length === 0;
const holdsText = (row: Row): boolean =>
  row.events.some(({ type, text }) => typeof text === 'string' || type === 'unknown');

function join(rows: readonly Row[]): Row {
  const [first] = rows;
  return {
    ...first!,
    exchanges: rows.flatMap((row) => row.exchanges),
    to: Math.max(...rows.map((row) => row.to)),
    states: rows.flatMap((row) => row.states),
    anomalies: rows.flatMap((row) => row.anomalies),
  };
}

/** Long polls that brought the same, whatever other lanes did in between. */
function foldPolls(rows: readonly Row[]): Row[] {
  const open = new Map<string, { key: string; at: number; members: Row[] }>();
  const slots: Row[][] = [];
  for (const row of rows) {
    const run = open.get(row.endpoint);
    if (row.isHeld && run?.key === keyOf(row) && isQuiet(row)) {
      run.members.push(row);
      continue;
    }
    const members = [row];
    slots.push(members);
    if (row.isHeld) open.set(row.endpoint, { key: keyOf(row), at: slots.length - 1, members });
  }
  return slots.map((members) => (members.length === 1 ? members[0]! : join(members)));
}

/** Three and more neighbours that say the same. */
function foldRuns(rows: readonly Row[]): Row[] {
  const folded: Row[] = [];
  let run: Row[] = [];
  const close = (): void => {
    if (run.length >= runLength) folded.push(join(run));
    else folded.push(...run);
    run = [];
  };
  for (const row of rows) {
    const first = run[0];
    if (first && (keyOf(first) !== keyOf(row) || !isQuiet(row) || holdsText(row) || row.isHeld)) close();
    run.push(row);
    if (!isQuiet(row) || holdsText(row) || row.isHeld) close();
  }
  close();
  return folded;
}

function withPauses(rows: readonly Row[], total: number): Row[] {
  const least = Math.max(pauseMs, total * pauseShare);
  let busyUntil = Number.NaN;
  return rows.map((row) => {
    const pause = row.from - busyUntil;
    if (Number.isFinite(row.to)) busyUntil = Number.isNaN(busyUntil) ? row.to : Math.max(busyUntil, row.to);
    return pause >= least ? { ...row, pause } : row;
  });
}
