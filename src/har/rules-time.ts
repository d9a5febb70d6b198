/** Rules on how exporters write times. */
import { formatDate, parseDate } from './dates.ts';
import { type EntryRule, found, nothing } from './rule.ts';
import { phases, timingOf } from './timing.ts';
import { isObject, type JsonObject, member } from './values.ts';

const needed = ['send', 'wait', 'receive'] as const;
/** Rounding makes sums differ by as much. */
const tolerance = 10;

export const timeRules: readonly EntryRule[] = [
  {
    id: 'quirk/date-offset',
    level: 'quirk',
    says: 'the start is given in local time with its offset',
    example: { '/startedDateTime': '2020-01-01T08:00:00.000+08:00' },
    check: ({ startedDateTime: date }) =>
      typeof date === 'string' && /[+-]\d\d:\d\d$/.test(date) && !/[+-]00:00$/.test(date)
        ? found('/startedDateTime', `the start has the offset ${date.slice(-6)}`)
        : nothing,
  },
  {
    id: 'quirk/date-fraction',
    level: 'quirk',
    says: 'the start is given finer than milliseconds, which readers cut off',
    example: { '/startedDateTime': '2020-01-01T00:00:00.1234567Z' },
    check: ({ startedDateTime: date }) =>
      typeof date === 'string' && /\.\d{4,}/.test(date)
        ? found('/startedDateTime', 'the start has more than three decimals')
        : nothing,
  },
  {
    id: 'quirk/date-form',
    level: 'quirk',
    says: 'the start is a date, but not in the usual form with a zone',
    example: { '/startedDateTime': '2020-01-01T08:00:00.000+0800' },
    check: ({ startedDateTime: date }) =>
      typeof date === 'string' && !/(Z|[+-]\d\d:\d\d)$/.test(date) && !Number.isNaN(parseDate(date))
        ? found('/startedDateTime', `${date.slice(0, 40)} is an unusual form of a date`)
        : nothing,
    repair: (entry) => {
      entry.startedDateTime = formatDate(parseDate(entry.startedDateTime));
    },
  },
  {
    id: 'quirk/entries-unsorted',
    level: 'quirk',
    says: 'entries stand in the order they ended, or in none',
    example: { '/startedDateTime': '2019-12-31T00:00:00.000Z' },
    check: ({ startedDateTime }, { previousStart }) =>
      parseDate(startedDateTime) < previousStart
        ? found('/startedDateTime', 'the entry started before the one in front of it')
        : nothing,
  },
  {
    id: 'quirk/time-unknown',
    level: 'quirk',
    says: 'the total time was not written; the phases may tell it',
    example: { '/time': null },
    check: ({ time }) =>
      time === null || time === undefined || time === -1
        ? found('/time', 'the total time is missing')
        : nothing,
    repair: (entry) => {
      const { total } = timingOf(entry);
      entry.time = total;
    },
  },
  {
    id: 'quirk/timings-missing',
    level: 'quirk',
    says: 'send, wait and receive are always given, as -1 where they were not measured',
    example: { '/timings': null },
    check: ({ timings }) => {
      if (!isObject(timings)) return found('/timings', 'there are no timings');
      return needed
        .filter((phase) => !Object.hasOwn(timings, phase))
        .map((phase) => ({ where: `/timings/${phase}`, message: `${phase} is missing` }));
    },
    repair: (entry) => {
      const timings: JsonObject = isObject(entry.timings) ? entry.timings : {};
      entry.timings = timings;
      for (const phase of needed) if (!Object.hasOwn(timings, phase)) timings[phase] = -1;
    },
  },
  {
    id: 'quirk/timing-null',
    level: 'quirk',
    says: 'a phase that was not measured is -1, not null',
    example: { '/timings/ssl': null },
    check: ({ timings }) =>
      phases
        .filter((phase) => member(timings, phase) === null)
        .map((phase) => ({ where: `/timings/${phase}`, message: `${phase} is null` })),
    repair: ({ timings }) => {
      for (const phase of phases) if (member(timings, phase) === null) (timings as JsonObject)[phase] = -1;
    },
  },
  {
    id: 'quirk/timing-rounded',
    level: 'quirk',
    says: 'a phase is a little less than nothing, from clocks compared after rounding',
    example: { '/timings/receive': -0.00002 },
    check: ({ timings }) =>
      phases
        .filter((phase) => isRounded(member(timings, phase)))
        .map((phase) => ({ where: `/timings/${phase}`, message: `${phase} is a little below 0` })),
    repair: ({ timings }) => {
      for (const phase of phases) if (isRounded(member(timings, phase))) (timings as JsonObject)[phase] = 0;
    },
  },
  {
    id: 'quirk/timings-sum',
    level: 'quirk',
    says: 'the phases do not add up to the total time',
    example: { '/time': 90 },
    check: (entry) => {
      const sum = timingOf({ timings: entry.timings }).total;
      const { time } = entry;
      if (typeof time !== 'number' || time < 0 || sum < 0 || Math.abs(sum - time) <= tolerance)
        return nothing;
      return found('/time', `time is ${Math.round(time)} ms, its phases are ${Math.round(sum)} ms`);
    },
  },
];

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && value > -1 && value < 0;
}
