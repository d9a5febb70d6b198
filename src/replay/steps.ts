/** The recorded answers of a long poll as the steps of a session. */

import type { Endpoint } from '../protocol/endpoint.ts';
import { once } from '../protocol/once.ts';
import type { Roles } from './roles.ts';
import type { Story, Take } from './tape.ts';

export interface Step {
  readonly take: Take;
  /** `idle`: nothing happened; `end`: the session is over. */
  readonly kind: 'idle' | 'event' | 'end';
  /** How many batches had been pulled before it. */
  readonly ahead: number;
  /** Index of the batch that it tells of. */
  readonly announces?: number;
  /** How long the poll was held, ms. */
  readonly hold: number;
}

const known = new WeakMap<Story, Map<Endpoint, readonly Step[]>>();

/** The steps of a poll, without those that cannot be given. */
export function stepsOf(story: Story, row: Endpoint, roles: Roles): readonly Step[] {
  const rows = once(known, story, () => new Map<Endpoint, readonly Step[]>());
  return once(rows, row, () => readSteps(story, row, roles));
}

function readSteps(story: Story, row: Endpoint, roles: Roles): Step[] {
  const batches = batchesOf(story, row, roles);
  const polls = (story.byRow.get(row.name) ?? []).filter((take) => isGiven(take) && !take.isAstray);
  return polls.map((take) => {
    const isIdle = take.outcome.name === row.longPoll?.idle;
    const kind =
      take.ends || roles.of(row).closing.has(take.outcome.name) ? 'end' : isIdle ? 'idle' : 'event';
    const ahead = batches.findIndex((batch) => batch.order > take.order);
    const total = take.exchange.timing.total;
    return {
      take,
      kind,
      ahead: ahead < 0 ? batches.length : ahead,
      ...(kind === 'event' && take.outcome.ok && ahead >= 0 && { announces: ahead }),
      hold: Number.isFinite(total) && total > 0 ? total : 0,
    };
  });
}

const knownBatches = new WeakMap<Story, Map<string | undefined, readonly Take[]>>();

/** The pulls that belong to a poll: those of its machine, in order. */
export function batchesOf(story: Story, { machine }: Endpoint, roles: Roles): readonly Take[] {
  const machines = once(knownBatches, story, () => new Map<string | undefined, readonly Take[]>());
  return once(machines, machine, () =>
    story.takes.filter((take) => take.row?.machine === machine && isPull(take, roles) && isGiven(take)),
  );
}

const isPull = ({ row }: Take, roles: Roles): boolean => row !== undefined && roles.of(row).pulls;
const isGiven = ({ flaw, isPreflight }: Take): boolean => flaw === undefined && !isPreflight;

/** The step before the batch of this index that tells of it. */
export function herald(steps: readonly Step[], batch: number): Step | undefined {
  return steps.find(({ announces }) => announces === batch);
}
