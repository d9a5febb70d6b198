/** When a time counts as another: by ratio, with enough seen, and the usual spread of both sides apart. */
import { describe, expect, test } from 'vitest';
import { Tally } from '../../../src/replay/drift/tally.ts';
import { shiftOf, timeKey, timesOf, timeText } from '../../../src/replay/drift/times.ts';

const tally = (...seconds: number[]): Tally => {
  const times = new Tally();
  for (const one of seconds) times.add(timeKey(one * 1000));
  return times;
};
const asked = { enough: 3, times: 1.5 };

describe('a usual time', () => {
  test('that doubled is another', () => {
    expect(shiftOf(tally(25, 25, 26), tally(50, 51, 50), asked)).toEqual({ before: 25, now: 50 });
    expect(shiftOf(tally(50, 51, 50), tally(25, 25, 26), asked)).toEqual({ before: 50, now: 25 });
  });

  test.each([
    ['a little longer', tally(25, 25, 25), tally(30, 31, 32)],
    ['seen too seldom before', tally(25, 25), tally(50, 50, 50)],
    ['seen too seldom now', tally(25, 25, 25), tally(50, 50)],
    ['once in a while', tally(25, 25, 25, 25), tally(25, 25, 25, 90)],
    ['as widely spread as before', tally(1, 2, 20, 60), tally(3, 30, 40, 60)],
    ['too short to be measured', tally(0.01, 0.02, 0.03), tally(0.1, 0.2, 0.2)],
  ])('that is %s is the same', (_, before, now) => {
    expect(shiftOf(before, now, asked)).toBeUndefined();
  });

  test('is told in seconds or minutes', () => {
    expect([0, 0.1, 2, 25.46, 300, 43_200].map((s) => timeText(Number(timeKey(s * 1000))))).toEqual([
      'at once',
      'at once',
      'about 2 s',
      'about 25 s',
      'about 5 min',
      'about 12 h',
    ]);
  });

  test('is found by its name', () => {
    const named = new Tally();
    for (const key of ['over 300', 'over 310', 'overdue 7']) named.add(key);
    expect(timesOf(named, 'over').keys()).toEqual(['300', '310']);
  });
});
