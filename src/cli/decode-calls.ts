/** Calls as lines: input, output, outcome and issues as JSON, or a row of a table. */
import { callRecord } from '../decode/render/call-record.ts';
import { callHead, callLine } from '../decode/render/call-table.ts';
import { hideInPlain } from '../decode/render/hide.ts';
import { safeJson } from '../decode/render/safe.ts';
import { stringifyLossless } from '../json.ts';
import type { Table } from '../protocol/table.ts';
import type { Lines, LineView } from './decode-lines.ts';
import { laneOf } from './decode-rows.ts';

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
