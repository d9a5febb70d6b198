/** A recording as steps to be taken again: single calls, and polls that end with what they waited for. */
import { Call } from '../../decode/call.ts';
import { Flows, type Session } from '../../decode/flows.ts';
import { type Traced, Tracer } from '../../decode/trace/index.ts';
import { type Exchange, endedAt, header } from '../../exchange.ts';
import type { Endpoint, Outcome } from '../../protocol/endpoint.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { Table } from '../../protocol/table.ts';

/** One recorded request with what is known of it. */
export interface Template {
  readonly exchange: Exchange;
  readonly call: Call;
  /** Absent: not in the table. */
  readonly row?: Endpoint | undefined;
  readonly outcome: Outcome;
  /** The recorded session that it belongs to. */
  readonly session?: Session | undefined;
  /** State of the row's machine after it. */
  readonly state?: string | undefined;
  /** It took a machine to another state. */
  readonly leads: boolean;
  readonly values: readonly Traced[];
}

export interface Step {
  readonly index: number;
  /** In recorded order; several for the rounds of a poll. */
  readonly templates: readonly Template[];
  readonly row?: Endpoint | undefined;
  readonly session?: Session | undefined;
  /** Outcome that ended the polling; absent for a call, and for a poll that the recording leaves without news. */
  readonly awaited?: string;
  readonly isPoll: boolean;
  /** Epoch ms as recorded. */
  readonly start: number;
  readonly end: number;
  /** Steps that were over when this one began. */
  readonly after: readonly Step[];
  /** Why it is not taken. */
  readonly left?: string;
}

export interface PlanOptions {
  readonly protocol: Protocol;
  /** Also what leaves a mark on other people or on the account. */
  readonly sendsLasting?: boolean;
  /** Which hosts outside of the protocol may be asked. */
  readonly allowsHost?: (host: string) => boolean;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly table: Table;
}

/** `exchanges` in the order of their start. */
export function planOf(exchanges: readonly Exchange[], options: PlanOptions): Plan {
  const { protocol } = options;
  const table = new Table(protocol);
  const flows = new Flows(protocol);
  const tracer = new Tracer(protocol, table);
  const calls = exchanges.map((exchange) => new Call(exchange, table));
  for (const { exchange, request } of calls) tracer.survey(exchange, request);
  const steps: Draft[] = [];
  const open = new Map<string, Draft>();
  const sessions = new Map<Session, number>();
  for (const call of calls) {
    const { exchange } = call;
    const { session, moves } = flows.step(call);
    const leads = moves.some(({ from, to }) => from !== to);
    const values = tracer.trace(exchange, call);
    if (session && !sessions.has(session)) sessions.set(session, sessions.size);
    const { endpoint: row, outcome } = call;
    const state = row?.machine === undefined ? undefined : session?.flows.get(row.machine)?.state;
    const template = { exchange, call, row, outcome, session, state, leads, values };
    const left = leftOf(template, table, options);
    const key =
      row?.longPoll && left === undefined ? `${row.name} ${session && sessions.get(session)}` : undefined;
    const known = key === undefined ? undefined : open.get(key);
    if (known) known.templates.push(template);
    const draft = known ?? {
      templates: [template],
      isPoll: key !== undefined,
      ...(left !== undefined && { left }),
    };
    if (!known) steps.push(draft);
    if (key === undefined) continue;
    if (outcome.name === row!.longPoll!.idle) open.set(key, draft);
    else {
      draft.awaited = outcome.name;
      open.delete(key);
    }
  }
  return { steps: timed(steps), table };
}

interface Draft {
  readonly templates: Template[];
  readonly isPoll: boolean;
  awaited?: string;
  readonly left?: string;
}

function leftOf(
  { exchange, row, call }: Template,
  table: Table,
  { sendsLasting, allowsHost }: PlanOptions,
): string | undefined {
  const { request, response, failure } = exchange;
  const { host } = call.request.url;
  if (failure) return `it failed when it was recorded (${failure.cause})`;
  if (!response) return 'no answer was recorded';
  if ((!row || table.roles(host).length === 0) && allowsHost?.(host) !== true)
    return `${host} is no host of the protocol; --allow-host lets it be asked`;
  if (row?.lasting && !sendsLasting)
    return 'it sends or changes something that other people see; --send-messages takes it too';
  const announced = Number(header(request.headers, 'content-length') ?? 0);
  if (request.body === undefined && request.method !== 'GET' && announced > 0)
    return 'the body of the request was not recorded';
  return undefined;
}

/** Gives each step those before it that were over when it began, without the ones that these waited for already. */
function timed(drafts: readonly Draft[]): Step[] {
  const steps: Step[] = [];
  let latest: Step[] = [];
  for (const { templates, ...rest } of drafts) {
    const [first] = templates;
    const start = first!.exchange.startedAt;
    const end = Math.max(...templates.map(({ exchange }) => endedAt(exchange)));
    const over = Number.isFinite(start) ? latest.filter((step) => !(step.end > start)) : latest;
    const lastStart = Math.max(...over.map((step) => step.start));
    const after = over.filter((step) => !(step.end <= lastStart && step.start < lastStart));
    const { row, session } = first!;
    const step: Step = { index: steps.length, templates, row, session, start, end, after, ...rest };
    steps.push(step);
    // What all later steps wait for anyway need not be looked at again.
    latest = [...latest.filter((one) => !over.includes(one) || after.includes(one)), step];
  }
  return steps;
}
