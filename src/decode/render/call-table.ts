/** Calls as lines of a table, one by one. */
import type { CallRecord } from './call-record.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { padded, truncate, widthOf } from './width.ts';

const columns = [
  { title: 'time (UTC)', width: 12 },
  { title: 'call', width: 6 },
  { title: 'endpoint', width: 22 },
] as const;
const gap = '  ';
const taken = columns.reduce((sum, { width }) => sum + width + gap.length, 0);

/** The line above the table. */
export function callHead(style: Style): string {
  return style.dim(
    [...columns.map(({ title, width }) => padded(title, width)), 'outcome and issues'].join(gap),
  );
}

/** One call of a lane (by its place among the lanes); `width` columns at most, which may be infinite. */
export function callLine(call: CallRecord, lane: number, width: number, style: Style): string {
  const endpoint = oneLine(call.endpoint ?? '-');
  const [time, id, name] = [call.at?.slice(11, 23) ?? '-', oneLine(call.exchange), endpoint].map(
    (text, index) => (widthOf(text) > columns[index]!.width ? text : padded(text, columns[index]!.width)),
  );
  const room = width - taken - Math.max(0, widthOf(endpoint) - columns[2].width);
  const { ok, name: outcome, code } = call.outcome;
  const said = truncate(
    oneLine(code === undefined || code === outcome ? outcome : `${outcome} (${code})`),
    room,
  );
  const issues = call.issues.map((issue) => `${issue.code} ${issue.path}`).join(', ');
  const left = room - widthOf(said) - gap.length;
  const parts = [time!, style.dim(id!), style.lane(lane, name!), ok ? said : style.bad(said)];
  return (left > 8 && issues !== '' ? [...parts, truncate(oneLine(issues), left)] : parts)
    .join(gap)
    .trimEnd();
}
