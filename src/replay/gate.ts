/** When a session may be told that it is over: not before its caller did what came before that in the recording. */
import type { Caller } from './caller.ts';
import type { Roles } from './roles.ts';
import type { Take } from './tape.ts';

/** A caller that does other things than the recorded one is told this long after its last other poll, scenario ms. */
const patienceMs = 30_000;

/** Scenario time from which on `take` may be given to the caller. */
export function opensAt(take: Take, caller: Caller, roles: Roles): number {
  return missing(take, caller, roles) ? caller.lastPoll + patienceMs : Number.NEGATIVE_INFINITY;
}

/** Something was sent, told or pulled before the take that this caller has not sent, told or pulled. */
function missing(take: Take, caller: Caller, roles: Roles): boolean {
  return (take.story?.takes ?? []).some(
    (before) =>
      before !== take &&
      before.row !== undefined &&
      before.flaw === undefined &&
      !before.isPreflight &&
      (before.order < take.order || before.startedAt < take.endedAt) &&
      roles.of(before.row).changes &&
      !before.ends &&
      !caller.given.has(before) &&
      !isRepeat(before, caller),
  );
}

/** Clients send it again by design; once is enough. */
const isRepeat = (take: Take, caller: Caller): boolean =>
  take.row?.repeats === true && [...caller.given].some(({ row }) => row === take.row);
