/** What a request is told that carries no cookie of its session. */
import type { Moment, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { splitUrl } from '../protocol/url.ts';
import type { Caller } from './caller.ts';
import { sentValues } from './credentials.ts';
import type { Asking, Stage } from './stage.ts';

/** As the recorded client was told at the same host; undefined where it never asked there without cookies. */
export function astrayReply(
  stage: Stage,
  row: Endpoint,
  caller: Caller,
  asking: Asking,
  at: Moment,
): Reply | undefined {
  const told = (caller.story.byRow.get(row.name) ?? []).filter(({ isAstray }) => isAstray);
  if (told.length === 0 || sentValues(asking.view, stage.tape.roles).some(({ isCookie }) => isCookie))
    return undefined;
  const { authority } = asking.view.url;
  const there = told.filter(
    ({ flaw, exchange }) => flaw === undefined && splitUrl(exchange.request.url).authority === authority,
  );
  const take = there.find((one) => !caller.given.has(one)) ?? there.at(-1);
  return take && stage.give(take, caller, asking, at, `${take.exchange.id}: asked without cookies`);
}
