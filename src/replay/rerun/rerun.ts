/** Runs a recording again against whoever answers: values bound anew, loops until their state, judged by the protocol's codes. */
import type { Exchange } from '../../exchange.ts';
import { type Ends, endsOf } from './ends.ts';
import { planOf, type Step, type Template } from './plan.ts';
import { poll } from './polling.ts';
import { type Left, type Rerun, type RerunOptions, Run } from './run.ts';

export type { Left, Rerun, RerunOptions } from './run.ts';

/** What became of a recording that was run again. */
export interface RerunResult {
  readonly reruns: readonly Rerun[];
  readonly left: readonly Left[];
  /** The answer that ended the run before its time. */
  readonly stopped?: Rerun;
  /** Where nobody answered, or not in the protocol's words, though somebody did when it was recorded. */
  readonly broken: readonly Rerun[];
  /** End states by machine. */
  readonly ends: { readonly recorded: Ends; readonly reached: Ends };
}

/** `exchanges` in the order of their start. The exchanges of the new run are given in the order of theirs. */
export async function rerun(exchanges: readonly Exchange[], options: RerunOptions): Promise<RerunResult> {
  const run = new Run(planOf(exchanges, options), options);
  const done = new Map<Step, Promise<number>>();
  for (const step of run.steps) {
    const before = step.after.map((one) => done.get(one)!);
    done.set(step, take(run, step, before));
  }
  await Promise.all(done.values());
  // What cannot be sent again at all leads nowhere in either run.
  const repeatable = run.steps.filter(({ left }) => left === undefined).flatMap((step) => step.templates);
  const recorded = repeatable.map(({ call }) => call);
  return {
    reruns: run.reruns.sort(byStart),
    left: run.left,
    ...(run.stopped && { stopped: run.stopped }),
    broken: run.broken,
    ends: {
      recorded: endsOf(recorded.sort(byStart), options.protocol),
      reached: endsOf(run.calls.sort(byStart), options.protocol),
    },
  };
}

interface Started {
  readonly exchange: Exchange;
}

const byStart = ({ exchange: one }: Started, { exchange: other }: Started): number =>
  one.startedAt - other.startedAt;

/** Waits for what was over when the step began, takes it, and gives the time of its end. */
async function take(run: Run, step: Step, before: readonly Promise<number>[]): Promise<number> {
  const { effects } = run.options;
  const ends = await Promise.all(before);
  if (step.left === undefined && !run.isOver(step)) await pause(run, step, Math.max(...ends));
  if (step.left !== undefined) run.leave(step, step.left);
  else if (run.isOver(step)) run.leave(step);
  else {
    run.begun.add(step);
    await (step.isPoll ? poll(run, step) : call(run, step));
  }
  return effects.now();
}

/** As long as between the recorded ones, at the chosen pace. */
async function pause({ options }: Run, { start, after }: Step, since: number): Promise<void> {
  const { effects, pace = { factor: 1 } } = options;
  const gap = start - Math.max(...after.map(({ end }) => end));
  if (pace === 'instant' || !Number.isFinite(gap) || gap <= 0) return;
  const rest = since + gap / pace.factor - effects.now();
  if (rest > 0) await effects.sleep(rest);
}

async function call(run: Run, step: Step): Promise<void> {
  const template = step.templates[0]!;
  const ran = await run.send(template);
  if (typeof ran === 'string') run.leave(step, ran);
  else if (isFatal(run, ran, template)) run.stopped ??= ran;
  else if (isBroken(ran)) run.broken.push(ran);
}

/** Nobody answered, or not in the protocol's words, where the recording has a good answer. */
function isBroken({ exchange, outcome, recorded }: Rerun): boolean {
  if (!recorded.ok || recorded.name === 'unrecorded') return false;
  return !!exchange.failure || outcome.name === 'garbled' || (exchange.response?.status ?? 0) >= 500;
}

/** Something that moves the session went wrong which had not in the recording. */
function isFatal(run: Run, { exchange, outcome, recorded }: Rerun, template: Template): boolean {
  const { row } = template;
  if (outcome.ok || outcome.name === recorded.name) return false;
  if (!row) return exchange.failure !== undefined;
  if (!recorded.ok || recorded.name === 'unrecorded') return false;
  const role = run.roles.of(row);
  if (role.closing.has(outcome.name)) return !isEndToCome(run, template);
  return role.moves || outcome.name === 'limited';
}

/** The recording ends so too, and its poll will tell; but nothing else can lead to where this call did. */
function isEndToCome({ roles, steps }: Run, { row, leads }: Template): boolean {
  return steps.some(
    (step) =>
      step.row &&
      step.awaited !== undefined &&
      roles.of(step.row).closing.has(step.awaited) &&
      !(leads && step.row.machine !== row?.machine),
  );
}
