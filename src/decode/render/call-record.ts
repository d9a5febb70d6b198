/** A call as plain data: what was asked, what was answered, what departs from the table. */
import type { Outcome } from '../../protocol/endpoint.ts';
import type { Table } from '../../protocol/table.ts';
import type { Issue } from '../../protocol/walk.ts';
import type { Call } from '../call.ts';
import { isoTime } from '../events.ts';
import { issuesOf } from '../issues.ts';

type ByName = Readonly<Record<string, unknown>>;

export interface CallRecord {
  readonly exchange: string;
  /** Absent: not in the table. */
  readonly endpoint?: string;
  /** When it was asked. ISO 8601, ms. */
  readonly at: string | null;
  readonly input: {
    /** A name that came twice has a list of values. */
    readonly query: ByName;
    readonly cookies: ByName;
    /** Values in the path, where the row has some. */
    readonly params?: ByName;
    /** Absent: none, not recorded, or of another kind than the row says. */
    readonly body?: unknown;
  };
  /** The decoded reply; absent as the body of the request is. */
  readonly output?: unknown;
  readonly outcome: Outcome;
  readonly issues: readonly Issue[];
}

export function callRecord(call: Call, table: Table): CallRecord {
  const { exchange, endpoint, request } = call;
  const body = request.body;
  const params = Object.keys(endpoint?.params ?? {}).map((name): [string, unknown] => [
    name,
    call.param(name),
  ]);
  const output = call.output;
  return {
    exchange: exchange.id,
    ...(endpoint && { endpoint: endpoint.name }),
    at: isoTime(exchange.startedAt),
    input: {
      query: byName(request.query.filter(({ name }) => name !== '').map(({ name, value }) => [name, value])),
      cookies: byName(request.cookies()),
      ...(params.length > 0 && { params: byName(params) }),
      ...(body?.ok && { body: body.value }),
    },
    ...(output !== undefined && { output }),
    outcome: call.outcome,
    issues: issuesOf(call, table),
  };
}

function byName(pairs: readonly (readonly [string, unknown])[]): ByName {
  const found = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    const before = found.get(name);
    found.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(found);
}
