/** The JSON of a timeline has the shape that was promised. */
import { expect, test } from 'vitest';
import { timelineJson } from '../../../src/decode/render/json.ts';
import { login, page } from '../../support/exchanges.ts';
import { timelineOf } from './timeline.ts';

test('the JSON parses to the timeline itself', () => {
  const { timeline } = timelineOf([...login(), page.check(1101, 0)]);
  expect(JSON.parse([...timelineJson(timeline)].join('\n'))).toEqual(JSON.parse(JSON.stringify(timeline)));
});

test('an empty timeline has every part', () => {
  const { flows, spans, events, anomalies, summary } = JSON.parse(
    [...timelineJson(timelineOf([]).timeline)].join('\n'),
  );
  expect([flows, spans, events, anomalies]).toEqual([[], [], [], []]);
  expect(summary.exchanges).toBe(0);
});
