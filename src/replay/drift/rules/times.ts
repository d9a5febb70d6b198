/** Rules on time: how long polls are held, how soon they come again, when what lapses does so. */
import type { Tally } from '../tally.ts';
import { type Shift, shiftOf, timesOf, timeText } from '../times.ts';
import { type Found, type Rule, type Script, times } from './rule.ts';
import { heard, knock } from './scripts.ts';

/** So many times as long, or as short, is no chance where enough of them were seen. */
const holdShift = { enough: 3, times: 1.6 };
const pauseShift = { enough: 4, times: 2 };
const lifeShift = { enough: 1, times: 1.4 };
/** A life that was seen so often on both sides is sure. */
const sure = 2;
/** Held longer than the table knows by so much, clients give up. */
const patience = 1.25;

const late = (seconds: number): Script => [
  knock,
  ['POST /login?ring=r1 {"name":"ann"}', '200 {"code":7}', {}, { held: seconds }],
];
const four = [1, 2, 3, 4];

export const timeRules: readonly Rule[] = [
  {
    id: 'poll-hold',
    says: 'Long polls without news are held for another time.',
    severity: 'warn where they are held longer than the table knows, so that clients give up; note otherwise',
    advice: 'Wait longer than the server holds.',
    example: {
      before: [heard({ held: 25 }), heard({ held: 25 }), heard({ held: 25 })],
      after: [heard({ held: 60 }), heard({ held: 60 }), heard({ held: 60 })],
      finds: { severity: 'warn', where: '/timing/hold' },
    },
    *endpoint({ base, next, row }) {
      const shift = row?.longPoll && shiftOf(base.holds, next.holds, holdShift);
      if (!shift) return;
      const { before, now } = shift;
      const isTooLong = now > before && now * 1000 > row.longPoll.hold[1] * patience;
      yield {
        severity: isTooLong ? 'warn' : 'note',
        where: '/timing/hold',
        message: `is held ${timeText(now)} without news; it was ${timeText(before)}`,
        ...shown(shift, base.holds, next.holds),
      };
    },
  },
  {
    id: 'poll-cadence',
    says: 'A long poll comes sooner or later after one without news than it did.',
    severity: 'note',
    advice: 'Clients differ; see that nothing is missed, and that the server is not asked too often.',
    example: {
      before: [heard({ held: 25 }), ...four.map(() => heard({ held: 25, after: 0 }))],
      after: [heard({ held: 25 }), ...four.map(() => heard({ held: 25, after: 10 }))],
      finds: { severity: 'note', where: '/timing/cadence' },
    },
    *endpoint({ base, next, row }) {
      const shift = row?.longPoll && shiftOf(base.pauses, next.pauses, pauseShift);
      if (!shift) return;
      yield {
        severity: 'note',
        where: '/timing/cadence',
        message: `is asked again ${after(shift.now)}; it was ${after(shift.before)}`,
        ...shown(shift, base.pauses, next.pauses),
      };
    },
  },
  {
    id: 'flow-life',
    says: 'What lapses by itself, as a QR code does, lasts for another time.',
    severity: 'warn where it is shorter, and both sides saw it twice or more; note otherwise',
    advice: 'Ask for a new one before the old one lapses.',
    example: {
      before: late(300),
      recordings: sure,
      after: [...late(100), ...late(100)],
      finds: { severity: 'warn', where: '/timing/life' },
    },
    *machine({ base, next, name, pair }) {
      const machine = pair.protocol.machines.find((one) => one.name === name);
      for (const state of machine?.lapses ?? []) {
        const [was, is] = [timesOf(base.lives, state), timesOf(next.lives, state)];
        const shift = shiftOf(was, is, lifeShift);
        if (!shift) continue;
        const { before, now } = shift;
        const isSure = Math.min(was.total, is.total) >= sure;
        const edge = next.edges.keys().find((key) => key.endsWith(` ${state}`));
        yield {
          endpoint: edge?.split(' ')[1] ?? name,
          severity: isSure && now < before ? 'warn' : 'note',
          where: '/timing/life',
          message: `${machine!.states[state]} after ${timeText(now)}; it used to last ${timeText(before)}${isSure ? '' : ' (seen too seldom to be sure)'}`,
          ...shown(shift, was, is),
          what: state,
        };
      }
    },
  },
];

const after = (seconds: number): string => {
  const time = timeText(seconds);
  return time === 'at once' ? time : `${time} after one without news`;
};

/** The usual times with how often they were seen, and where. */
const shown = (
  { before, now }: Shift,
  base: Tally,
  next: Tally,
): Pick<Found, 'baseline' | 'observed' | 'from' | 'at'> => ({
  baseline: `${timeText(before)}, seen ${times(base.total)}`,
  observed: `${timeText(now)}, seen ${times(next.total)}`,
  from: base.first(String(before)),
  at: next.first(String(now)),
});
