/** Events as lines of a table, one by one. */
import type { Event } from '../events.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { padded, truncate, widthOf } from './width.ts';
import { details } from './words.ts';

/** Columns in order with their widths; what does not fit is cut, the details take what is left. */
const columns = [
  { title: 'time (UTC)', width: 12 },
  { title: 'from', width: 6 },
  { title: 'state', width: 14 },
  { title: 'event', width: 19 },
] as const;
const gap = '  ';
const taken = columns.reduce((sum, { width }) => sum + width + gap.length, 0);

/** The line above the table. */
export function tableHead(style: Style): string {
  return style.dim([...columns.map(({ title, width }) => padded(title, width)), 'details'].join(gap));
}

/** One event of a lane (by its place among the lanes); `width` columns at most, or as long as it takes where width is not finite. */
export function tableLine(event: Event, lane: number, width: number, style: Style): string {
  const type = oneLine(event.type);
  const [time, from, state, name] = [
    event.at?.slice(11, 23) ?? '-',
    oneLine(event.exchange),
    oneLine(event.state ?? '-'),
    type,
  ].map((text, index) => wide(text, columns[index]!.width));
  const more = truncate(details(event), width - taken - Math.max(0, widthOf(name!) - columns[3].width));
  return [time, style.dim(from!), state, style.lane(lane, name!), more].join(gap).trimEnd();
}

/** Filled to the column; a longer text is left whole, since it is what somebody may search for. */
const wide = (text: string, width: number): string => (widthOf(text) > width ? text : padded(text, width));
