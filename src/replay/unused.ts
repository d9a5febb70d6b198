/** What of a recording nobody asked for. */
import { canonical } from './canonical.ts';
import type { Stage } from './stage.ts';
import type { Take } from './tape.ts';

/** A recorded exchange that could have been given. */
export interface Unused {
  /** Id of the exchange. */
  readonly exchange: string;
  /** Name of its row; absent outside the table. */
  readonly endpoint?: string;
  readonly method: string;
  readonly url: string;
  /** Why it could have been given. */
  readonly why: string;
}

/** In recorded order, without what was asked for in the same words elsewhere: one answer serves all of these. */
export function unusedTakes(stage: Stage): Unused[] {
  const asked = new Set(
    [...stage.used].map((take) => questionKey(stage, take)).filter((key) => key !== undefined),
  );
  return stage.tape.takes
    .filter((take) => take.flaw === undefined && !stage.used.has(take))
    .filter((take) => !asked.has(questionKey(stage, take) ?? ''))
    .map(describe);
}

/** Requests with the same key get the same answer; none where each of them counts. */
function questionKey(stage: Stage, take: Take): string | undefined {
  const { row, story } = take;
  if (!row || take.isPreflight) return undefined;
  if (row.repeats || row.unheeded) return `${row.name} ${story?.index ?? ''}`;
  if (row.lasting || stage.tape.roles.of(row).moves) return undefined;
  const question = [...stage.questions.of(take)].map(([where, { text }]) => [where, text]);
  return `${row.name} ${canonical(question)} ${take.isInside}`;
}

function describe({ exchange, row, outcome }: Take): Unused {
  const { method, url } = exchange.request;
  const status = exchange.response?.status;
  return {
    exchange: exchange.id,
    ...(row && { endpoint: row.name }),
    method,
    url,
    why: row
      ? `its answer is whole (${status}, ${outcome.name})`
      : `its answer is whole (${status}), though outside the table`,
  };
}
