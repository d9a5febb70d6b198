/** Events and calls as lines of a table. */
import { describe, expect, test } from 'vitest';
import { callHead, callLine } from '../../../src/decode/render/call-table.ts';
import { plainStyle } from '../../../src/decode/render/style.ts';
import { tableHead, tableLine } from '../../../src/decode/render/table.ts';
import { widthOf } from '../../../src/decode/render/width.ts';

const event = {
  at: '2026-03-01T08:00:00.050Z',
  type: 'message.received',
  exchange: 'e12',
  state: 'checking',
  kind: 'text',
  text: '到家了吗？'.repeat(20),
};
const call = {
  exchange: 'e12',
  endpoint: 'webwxsync',
  at: event.at,
  input: { query: {}, cookies: {} },
  outcome: { name: 'closed', ok: false, code: 1101 },
  issues: [
    { code: 'missing' as const, path: '/request/query/sid', expected: 'a value', received: 'nothing' },
  ],
};

describe('the table of events', () => {
  test('has the columns of its head', () => {
    expect(tableHead(plainStyle)).toMatch(/^time \(UTC\) +from +state +event +details$/);
    expect(tableLine(event, 0, 200, plainStyle)).toMatch(
      /^08:00:00\.050 {2}e12 {5}checking {8}message\.received {5}text "到家/,
    );
  });

  test('is as wide as the terminal and no wider', () => {
    expect(widthOf(tableLine(event, 0, 90, plainStyle))).toBeLessThanOrEqual(90);
  });

  test('loses nothing without a terminal', () => {
    expect(tableLine(event, 0, Number.POSITIVE_INFINITY, plainStyle)).toContain(event.text);
  });

  test('has a dash for what there is not', () => {
    expect(tableLine({ at: null, type: 'unknown', exchange: 'e0', state: null }, 0, 80, plainStyle)).toMatch(
      /^- +e0 +- +unknown$/,
    );
  });
});

describe('the table of calls', () => {
  test('has outcome and issues', () => {
    expect(callHead(plainStyle)).toMatch(/outcome and issues$/);
    expect(callLine(call, 0, 200, plainStyle)).toMatch(
      /e12 +webwxsync +closed \(1101\) {2}missing \/request\/query\/sid$/,
    );
  });

  test('is no wider than the terminal', () => {
    expect(widthOf(callLine(call, 0, 70, plainStyle))).toBeLessThanOrEqual(70);
  });
});
