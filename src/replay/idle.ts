/** Answers a poll to which nothing happened where the recording has no answer left. */

import { Call } from '../decode/call.ts';
import { Body, type WireResponse } from '../exchange.ts';
import type { Moment, Reply } from '../protocol/backend.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { RequestView } from '../protocol/request.ts';
import type { Caller } from './caller.ts';
import { emptyReply } from './closed.ts';
import { play } from './response.ts';
import type { Asking, Stage } from './stage.ts';
import type { Take } from './tape.ts';

/** The middle of what the protocol is known for, ms. */
export function usualHold({ longPoll }: Endpoint): number {
  return longPoll ? (longPoll.hold[0] + longPoll.hold[1]) / 2 : 0;
}

/** As the recording says it anywhere, else as the row's examples do, else with the code alone. */
export function idleReply(stage: Stage, row: Endpoint, caller: Caller, asking: Asking, at: Moment): Reply {
  const take = idleTake(stage, row, caller);
  const response = take ? played(stage, take, caller, asking, at) : exampleOf(stage, row, asking);
  stage.observe(caller, asking, response, at);
  return { response, why: 'nothing happened; the recording has no further answer yet' };
}

function idleTake(stage: Stage, row: Endpoint, { story }: Caller): Take | undefined {
  const isIdle = ({ outcome, flaw }: Take): boolean =>
    flaw === undefined && outcome.name === row.longPoll?.idle;
  return story.byRow.get(row.name)?.findLast(isIdle) ?? stage.tape.ofRow(row.name).find(isIdle);
}

/** It counts for nobody as asked for. */
function played(stage: Stage, take: Take, caller: Caller, { view, since }: Asking, at: Moment): WireResponse {
  const recorded = new RequestView(take.exchange.request, stage.tape.table);
  const binding = caller.bindingOf(take.story);
  return play({ take, recorded, live: view, binding, shift: caller.shiftOf(take, since, at, false), at });
}

function exampleOf(stage: Stage, row: Endpoint, { view }: Asking): WireResponse {
  const responses = (row.reply.examples ?? []).map((text): WireResponse => {
    return { status: 200, headers: [['Content-Type', row.reply.type]], body: Body.ofText(text) };
  });
  const idle = responses.find((response) => {
    const exchange = { id: 'example', startedAt: 0, request: view.request, response, timing: { total: 0 } };
    return new Call(exchange, stage.tape.table).outcome.name === row.longPoll?.idle;
  });
  const code = Object.entries(row.code?.codes ?? {}).find(([, { name }]) => name === row.longPoll?.idle)?.[0];
  return idle ?? emptyReply(row, code ?? '0');
}
