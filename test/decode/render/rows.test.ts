/** What becomes one row, and what stays apart. */
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../../src/decode/render/rows.ts';
import { exchange, login, page } from '../../support/exchanges.ts';
import { timelineOf } from './timeline.ts';

const names = (exchanges: Parameters<typeof timelineOf>[0]): string[] => {
  const { timeline, outcomes } = timelineOf(exchanges);
  return rowsOf(timeline, outcomes).map((row) => `${row.endpoint} ${row.exchanges.length}`);
};
const icon = (at: number) =>
  exchange(`https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxgeticon?seq=1&username=@a${at}`, {
    at,
    reply: '\xff',
  });

describe('rows', () => {
  test('long polls without news are one row, whatever happens beside them', () => {
    expect(
      names([
        page.check(0, 0, { at: 0 }),
        icon(1),
        page.check(0, 0, { at: 26 }),
        page.check(0, 0, { at: 52 }),
      ]),
    ).toEqual(['synccheck 3', 'webwxgeticon 1']);
  });

  test('news ends a run of polls', () => {
    const checks = [
      page.check(0, 0, { at: 0 }),
      page.check(0, 2, { at: 26 }),
      page.pull({}, { at: 27 }),
      page.check(0, 0, { at: 28 }),
    ];
    expect(names([...login(-20), ...checks]).slice(-4)).toEqual([
      'synccheck 1',
      'synccheck 1',
      'webwxsync 1',
      'synccheck 1',
    ]);
  });

  test('three alike in a row are one, two are not', () => {
    expect(names([icon(0), icon(1)])).toEqual(['webwxgeticon 1', 'webwxgeticon 1']);
    expect(names([icon(0), icon(1), icon(2)])).toEqual(['webwxgeticon 3']);
  });

  test('what is outside the protocol stays apart, since each URL tells something', () => {
    expect(names([1, 2, 3].map((at) => exchange(`https://example.com/${at}`, { at })))).toEqual([
      'unknown 1',
      'unknown 1',
      'unknown 1',
    ]);
  });

  test('a change of state and an anomaly are on the row of their exchange', () => {
    const { timeline, outcomes } = timelineOf([
      page.uuid({ at: 0 }),
      page.poll('window.code=400;', { at: 1 }),
    ]);
    const [first, second] = rowsOf(timeline, outcomes);
    expect([first!.states, second!.states, second!.anomalies]).toEqual([['qr'], ['expired'], [0]]);
  });

  test('a long pause is told by the row after it', () => {
    const { timeline, outcomes } = timelineOf([icon(0), icon(40)]);
    expect(rowsOf(timeline, outcomes).map(({ pause }) => pause)).toEqual([undefined, 39_950]);
  });

  test('every exchange is in exactly one row', () => {
    const exchanges = [
      ...login(),
      ...Array.from({ length: 20 }, (_, index) => page.check(0, index % 5 ? 0 : 2, { at: 20 + index })),
    ];
    const { timeline, outcomes } = timelineOf(exchanges);
    const ids = rowsOf(timeline, outcomes).flatMap((row) => row.exchanges);
    expect(ids.toSorted()).toEqual(exchanges.map(({ id }) => id).toSorted());
  });
});
