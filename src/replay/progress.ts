/** Which recorded answer of a poll comes next for a session, by its state. */
import type { Endpoint } from '../protocol/endpoint.ts';
import type { RequestView } from '../protocol/request.ts';
import type { Caller } from './caller.ts';
import type { Sent } from './credentials.ts';
import { sentPosition } from './position.ts';
import type { Stage } from './stage.ts';
import { batchesOf, herald, type Step, stepsOf } from './steps.ts';
import type { Story } from './tape.ts';

export interface Next {
  readonly step: Step;
  /** It was given before. */
  readonly isAgain: boolean;
}

/** Undefined: the recording has no further answer. */
export function nextStep(
  stage: Stage,
  row: Endpoint,
  caller: Caller,
  request: RequestView,
): Next | undefined {
  const { roles } = stage.tape;
  const steps = stepsOf(caller.story, row, roles);
  let place = caller.polled.get(row.name) ?? 0;
  for (; isBehind(steps[place], caller); place++) stage.used.add(steps[place]!.take);
  caller.polled.set(row.name, place);
  const step = steps[place];
  const told =
    unheeded(steps, place, caller) ?? stale(steps, step, caller, sentPosition(roles.of(row), request));
  if (told) return { step: told, isAgain: true };
  if (step) return { step, isAgain: false };
  const last = steps.at(-1);
  return last && isSticky(stage, row, caller, last) ? { step: last, isAgain: true } : undefined;
}

/** The last answer of a poll that leads elsewhere stays; one that is asked for ever goes on without news. */
function isSticky({ tape }: Stage, row: Endpoint, { story }: Caller, { kind, take }: Step): boolean {
  if (kind !== 'event') return kind === 'end';
  return take.outcome.ok && batchesOf(story, row, tape.roles).length === 0 && tape.isFinished(story);
}

/** It tells of a batch that the caller has pulled already. */
function isBehind(step: Step | undefined, { pulled }: Caller): boolean {
  return step?.announces !== undefined && step.announces <= pulled;
}

/** The caller was told of a batch and has not pulled it: it is told again, unless the recording has its own words. */
function unheeded(steps: readonly Step[], place: number, { pulled }: Caller): Step | undefined {
  const last = steps[place - 1];
  if (last?.announces === undefined || last.announces <= pulled) return undefined;
  return steps[place]?.ahead === last.announces ? undefined : last;
}

/** The caller says that it is behind a batch that it was given: it is told of that batch. */
function stale(
  steps: readonly Step[],
  next: Step | undefined,
  { pulled }: Caller,
  position: string | undefined,
): Step | undefined {
  if (position === undefined || pulled < 0 || next?.take.positions.includes(position)) return undefined;
  const there = steps.filter(({ take }) => take.positions.includes(position)).map(({ ahead }) => ahead);
  const ahead = Math.max(-1, ...there);
  return ahead >= 0 && ahead <= pulled ? herald(steps, ahead) : undefined;
}

/**
 * A login that the recording leaves unfinished goes on as another one of the same recording: a page that shows its QR
 * code when the recording stops would else wait for ever.
 */
export function carryOn({ tape, callers }: Stage, row: Endpoint, caller: Caller): void {
  const { roles } = tape;
  const isDone = (caller.polled.get(row.name) ?? 0) >= stepsOf(caller.story, row, roles).length;
  if (!isDone || caller.isOver || caller.isInside || tape.isFinished(caller.story)) return;
  const firstEvent = (story: Story): number =>
    stepsOf(story, row, roles).findIndex(({ kind, take }) => kind === 'event' && take.outcome.ok);
  const donor = tape.stories.find((story) => tape.isLoggedIn(story) && firstEvent(story) >= 0);
  if (!donor) return;
  const brought = [...caller.values()]
    .filter(({ key }) => roles.early.has(key))
    .map(({ key, value }): Sent => ({ key, value, where: '', isOptional: false, isCookie: false }));
  callers.play(caller, donor, brought);
  caller.polled.set(row.name, firstEvent(donor));
}
