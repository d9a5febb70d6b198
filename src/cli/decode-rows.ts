/** Events as rows of a table. */
import type { Event } from '../decode/events.ts';
import { hideInEvent } from '../decode/render/hide.ts';
import { tableHead, tableLine } from '../decode/render/table.ts';
import type { Lines, LineView } from './decode-lines.ts';

export function eventRows({ secrets, wanted, lanes, width, style }: LineView): Lines {
  const row = (event: Event, lane: number): string => {
    const shown = secrets ? hideInEvent(event, secrets) : event;
    return tableLine(shown, lane, width, style);
  };
  return {
    head: tableHead(style),
    of({ call, step, events }) {
      if (secrets && step.session) secrets.learn(step.session.values);
      const chosen = events.filter(({ type }) => wanted(type));
      return chosen.map((event) => row(event, laneOf(lanes, call.endpoint?.lane)));
    },
  };
}

/** One past the end for what has no lane. */
export function laneOf(lanes: readonly string[], lane: string | undefined): number {
  const index = lane === undefined ? -1 : lanes.indexOf(lane);
  return index < 0 ? lanes.length : index;
}
