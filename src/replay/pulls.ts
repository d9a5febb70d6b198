/** Hands out the recorded batches in order, the same one again to whoever is still at its position. */
import type { WireResponse } from '../exchange.ts';
import type { Moment, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Caller } from './caller.ts';
import { emptyReply, goodCode } from './closed.ts';
import { opensAt } from './gate.ts';
import { sentPosition } from './position.ts';
import type { Asking, Stage } from './stage.ts';
import { batchesOf, herald, type Step, stepsOf } from './steps.ts';
import type { Take } from './tape.ts';

/** The answer to a pull of this caller; undefined where the story has none. */
export function pull(
  stage: Stage,
  row: Endpoint,
  caller: Caller,
  asking: Asking,
  at: Moment,
): Reply | undefined {
  const { roles } = stage.tape;
  const batches = batchesOf(caller.story, row, roles);
  if (batches.length === 0) return undefined;
  const position = sentPosition(roles.of(row), asking.view);
  const index = batchFor(stage, row, caller, batches, position);
  const take = index === undefined ? undefined : batches[index]!;
  if (!take || (roles.of(row).closing.has(take.outcome.name) && opensAt(take, caller, roles) > at.now))
    return nothingNew(stage, row, caller, asking, at);
  const isAgain = caller.given.has(take);
  caller.pulled = Math.max(caller.pulled, index!);
  const why = `${take.exchange.id}: batch ${index! + 1} of ${batches.length}${isAgain ? ' again, for its position was sent again' : ''}`;
  return stage.give(take, caller, asking, at, why);
}

/** Index of the batch for a position; undefined: nothing new is there. */
function batchFor(
  stage: Stage,
  row: Endpoint,
  caller: Caller,
  batches: readonly Take[],
  position: string | undefined,
): number | undefined {
  const fitting = batches.flatMap((batch, index) =>
    position !== undefined && batch.positions.includes(position) ? [index] : [],
  );
  const fresh = (index: number): boolean =>
    !caller.given.has(batches[index]!) && isAnnounced(stage, row, caller, index);
  const next = fitting.find(fresh);
  if (next !== undefined) return next;
  const again = fitting.filter((index) => caller.given.has(batches[index]!)).at(-1);
  if (fitting.length > 0) return again;
  // A position that the recording does not know: the caller is where it was.
  const following = caller.pulled + 1;
  return following < batches.length && fresh(following) ? following : undefined;
}

/** The poll that tells of the batch was answered, or none did in the recording. */
function isAnnounced(stage: Stage, row: Endpoint, caller: Caller, batch: number): boolean {
  const heralds = pollsOf(stage, row)
    .map((poll) => ({ poll, step: herald(stepsOf(caller.story, poll, stage.tape.roles), batch) }))
    .filter((found): found is { poll: Endpoint; step: Step } => found.step !== undefined);
  return heralds.every(({ poll, step }) => {
    const steps = stepsOf(caller.story, poll, stage.tape.roles);
    return caller.given.has(step.take) || steps.indexOf(step) < (caller.polled.get(poll.name) ?? 0);
  });
}

const pollsOf = (stage: Stage, row: Endpoint): readonly Endpoint[] =>
  stage.tape.roles.protocol.endpoints.filter(({ longPoll, machine }) => longPoll && machine === row.machine);

/** A good reply with nothing in it, at the position that the caller is at. */
function nothingNew(stage: Stage, row: Endpoint, caller: Caller, asking: Asking, at: Moment): Reply {
  const key = stage.tape.roles.of(row).position?.field.key ?? '';
  const read = stage.tape.roles.of(row).position?.read(asking.view);
  const sent = typeof read === 'object' && read !== null ? read : undefined;
  const response: WireResponse = emptyReply(row, goodCode(row), {
    ...caller.sessionValues,
    ...(sent !== undefined && { [key]: sent }),
  });
  stage.observe(caller, asking, response, at);
  return { response, why: 'nothing new at this position' };
}
