/** Repeats a poll until the recorded outcome comes, and acts on others as the recorded client did. */
import type { Session } from '../../decode/flows.ts';
import type { Exchange } from '../../exchange.ts';
import type { Step, Template } from './plan.ts';
import type { Rerun, Run } from './run.ts';

/** Rounds beyond those of the recording before its state is given up; news need not come at all. */
const patience = { state: 60, news: 12 };
/** Between two of these rounds, where the answers come at once, ms. */
const restMs = 1000;
/** So many pulls follow one poll at most. */
const mostPulls = 10;

/** Asks until the recorded outcome comes, however many rounds that takes. */
export async function poll(run: Run, step: Step): Promise<void> {
  const { templates, awaited, row } = step;
  const pull = pullFor(run, step);
  const last = templates.at(-1)!;
  const rounds = templates.length + (last.outcome.ok && pull ? patience.news : patience.state);
  let latest: Rerun | undefined;
  for (let round = 0; round < rounds; round++) {
    if (awaited === undefined && isThere(run, step, round)) return;
    const ran = await run.send(templates[round] ?? last);
    if (typeof ran === 'string') return run.leave(step, ran);
    latest = ran;
    const { name } = ran.outcome;
    if (name === awaited || run.isOver(step)) return;
    const isIdle = name === row!.longPoll!.idle;
    // That the recorded server failed once is nothing to wait for.
    if (isSlip(run, step) && ran.outcome.ok && (isIdle || pull)) return;
    if (!isIdle && (await isElsewhere(run, step, ran, pull))) return;
    if (round >= templates.length - 1) await rest(run, ran.exchange);
  }
  run.leaveOne(last.exchange.id, step, 'its outcome did not come');
  // Not even a no: whoever should answer does not.
  if (latest && !latest.outcome.ok && last.outcome.name !== latest.outcome.name) run.stopped ??= latest;
}

/** A poll without news leads to a state all the same; where the run has it there is nothing to ask for. */
function isThere(run: Run, { templates, session, row }: Step, round: number): boolean {
  const live = run.session(session);
  if (run.options.isOwn || isRecording(run, session, live)) return round >= templates.length;
  const state = row?.machine === undefined ? undefined : live?.flows.get(row.machine)?.state;
  return state === undefined ? round >= templates.length : state === templates.at(-1)!.state;
}

/** Nobody but the recording itself gives the recorded values. */
function isRecording({ roles }: Run, recorded: Session | undefined, live: Session | undefined): boolean {
  return roles.identities.some(
    (key) => recorded?.values[key] !== undefined && recorded.values[key] === live?.values[key],
  );
}

/** The recorded poll ended with an error after which the client asked again. */
function isSlip(run: Run, step: Step): boolean {
  const { outcome } = step.templates.at(-1)!;
  if (step.awaited === undefined || outcome.ok || run.options.isOwn) return false;
  return !run.roles.of(step.row!).closing.has(outcome.name) && !endsFlow(run, step, outcome.name);
}

/** Answers that come at once must not be asked for without end. */
async function rest({ options }: Run, { timing }: Exchange): Promise<void> {
  const { effects, pace = { factor: 1 } } = options;
  if (timing.total < restMs) await effects.sleep(pace === 'instant' ? restMs / 50 : restMs / pace.factor);
}

/** Another outcome than the awaited one: true where there is nothing more to wait for. */
async function isElsewhere(run: Run, step: Step, ran: Rerun, pull: Template | undefined): Promise<boolean> {
  const { row, awaited } = step;
  const { name, ok } = ran.outcome;
  const later = run.steps.find(
    (one) => one.index > step.index && one.row === row && one.awaited === name && !run.begun.has(one),
  );
  if (later && (awaited === undefined || !ok || !pull)) {
    run.jump(step, later, ran);
    return true;
  }
  if (awaited === undefined) return true;
  if (ran.exchange.failure || run.roles.of(row!).closing.has(name) || endsFlow(run, step, name)) {
    run.stopped ??= ran;
    return true;
  }
  if (ok && pull) await pullAll(run, pull);
  return false;
}

function endsFlow({ protocol }: Run, { row }: Step, outcome: string): boolean {
  return protocol.machines.some(({ ends = {}, transitions }) =>
    transitions.some(
      (edge) => edge.endpoint === row?.name && edge.outcome.includes(outcome) && Object.hasOwn(ends, edge.to),
    ),
  );
}

/** How the recording pulled what a poll of this machine told of. */
function pullFor({ steps, roles }: Run, { row, index }: Step): Template | undefined {
  const pulls = steps.filter(
    (one) =>
      one.row?.machine === row?.machine &&
      one.row !== undefined &&
      roles.of(one.row).pulls &&
      one.left === undefined,
  );
  return (pulls.findLast((one) => one.index < index) ?? pulls[0])?.templates[0];
}

/** As long as the machine stays where the news brought it: there is more. */
async function pullAll(run: Run, template: Template): Promise<void> {
  const state = (): string | undefined =>
    run.session(template.session)?.flows.get(template.row?.machine ?? '')?.state;
  for (let round = 0; round < mostPulls; round++) {
    const before = state();
    const ran = await run.send(template);
    if (typeof ran === 'string' || !ran.outcome.ok || state() !== before) return;
  }
}
