/** What a session is told that is over. */
import type { Moment, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import type { Caller } from './caller.ts';
import { closingCode, emptyReply } from './closed.ts';
import type { Asking, Stage } from './stage.ts';

/** As the recording says it, else the code with nothing beside it; undefined where the row has no such code. */
export function overReply(
  stage: Stage,
  row: Endpoint,
  caller: Caller,
  asking: Asking,
  at: Moment,
): Reply | undefined {
  const { roles } = stage.tape;
  const code = caller.isOver ? closingCode(row, roles, caller.closedBy) : undefined;
  if (code === undefined) return undefined;
  const said = (caller.story.byRow.get(row.name) ?? []).filter(
    ({ flaw, outcome, isAstray }) =>
      flaw === undefined && !isAstray && roles.of(row).closing.has(outcome.name),
  );
  const take = said.find((one) => !caller.given.has(one)) ?? said.at(-1);
  if (take) return stage.give(take, caller, asking, at, `${take.exchange.id}: the session is over`);
  const response = emptyReply(row, code);
  stage.observe(caller, asking, response, at);
  return { response, why: `the session is over (${code})` };
}
