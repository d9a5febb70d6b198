/** Lines of `decode`: an event or a call as JSON or as a row, its credentials hidden unless they are wanted. */
import type { Decoded, Event } from '../decode/events.ts';
import { callRecord } from '../decode/render/call-record.ts';
import { callHead, callLine } from '../decode/render/call-table.ts';
import { hiddenJson, hideInEvent, hideInPlain } from '../decode/render/hide.ts';
import { safeJson } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import { tableHead, tableLine } from '../decode/render/table.ts';
import type { Secrets } from '../decode/secrets.ts';
import { stringifyLossless } from '../json.ts';
import type { Table } from '../protocol/table.ts';

export interface LineView {
  readonly format: 'ndjson' | 'json' | 'table';
  /** Absent: show them. */
  readonly secrets: Secrets | undefined;
  readonly wanted: (type: string) => boolean;
  readonly lanes: readonly string[];
  /** Columns of a row of the table; may be infinite. */
  readonly width: number;
  readonly style: Style;
}

export interface Lines {
  readonly head?: string;
  /** The lines of one exchange, without their ends. */
  of(decoded: Decoded): readonly string[];
}

export function eventLines({ format, secrets, wanted, lanes, width, style }: LineView): Lines {
  const json = (event: Event): string =>
    safeJson(secrets ? hiddenJson(event, secrets) : JSON.stringify(event));
  const row = (event: Event, lane: number): string => {
    const shown = secrets ? hideInEvent(event, secrets) : event;
    return tableLine(shown, lane, width, style);
  };
  const isTable = format === 'table';
  return {
    ...(isTable && { head: tableHead(style) }),
    of({ call, step, events }) {
      if (secrets && step.session) secrets.learn(step.session.values);
      if (events.length === 0) return events as readonly never[];
      const chosen = events.filter(({ type }) => wanted(type));
      return isTable
        ? chosen.map((event) => row(event, laneOf(lanes, call.endpoint?.lane)))
        : chosen.map(json);
    },
  };
}

export function callLines({ format, secrets, lanes, width, style }: LineView, table: Table): Lines {
  const isTable = format === 'table';
  return {
    ...(isTable && { head: callHead(style) }),
    of({ call, step }) {
      if (secrets && step.session) secrets.learn(step.session.values);
      const record = callRecord(call, table);
      const shown = secrets ? (hideInPlain(record, secrets) as typeof record) : record;
      if (isTable) return [callLine(shown, laneOf(lanes, call.endpoint?.lane), width, style)];
      return [safeJson(stringifyLossless(shown))];
    },
  };
}

/** One past the end for what has no lane. */
function laneOf(lanes: readonly string[], lane: string | undefined): number {
  const index = lane === undefined ? -1 : lanes.indexOf(lane);
  return index < 0 ? lanes.length : index;
}
