/** Tells polls from other requests, and those without news from the others, by the table. */
import { Call } from '../decode/call.ts';
import type { WireRequest } from '../exchange.ts';
import type { Reply } from '../protocol/backend.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { RequestView } from '../protocol/request.ts';
import { Table } from '../protocol/table.ts';
import { sentValues } from './credentials.ts';
import type { PollWatch } from './pace.ts';
import { Roles } from './roles.ts';

/** What `paced` has to know about the polls of a protocol. */
export function watchPolls(protocol: Protocol): PollWatch {
  const table = new Table(protocol);
  const roles = Roles.for(protocol);
  return {
    ownerOf(request: WireRequest): string | undefined {
      const view = new RequestView(request, table);
      if (!view.endpoint?.longPoll) return undefined;
      const sent = sentValues(view, roles);
      const identity = sent.find(({ key }) => roles.identities.includes(key));
      return `${view.endpoint.name} ${identity?.value ?? ''}`;
    },
    isIdle(request: WireRequest, { response }: Reply): boolean {
      const call = new Call({ id: 'poll', startedAt: 0, request, response, timing: { total: 0 } }, table);
      const idle = call.endpoint?.longPoll?.idle;
      return idle !== undefined && call.outcome.name === idle;
    },
  };
}
