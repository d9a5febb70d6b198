/** The picture of a timeline fits its terminal and tells its story. */
import { describe, expect, test } from 'vitest';
import { colourStyle, plainStyle } from '../../../src/decode/render/style.ts';
import { timelineText } from '../../../src/decode/render/text.ts';
import { widthOf } from '../../../src/decode/render/width.ts';
import type { Exchange } from '../../../src/exchange.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { exchange, login, page } from '../../support/exchanges.ts';
import { timelineOf } from './timeline.ts';

const message = (text: string) => ({
  AddMsgCount: 1,
  AddMsgList: [
    { MsgId: '1', MsgType: 1, FromUserName: '@a', ToUserName: '@b', Content: text, CreateTime: 1 },
  ],
});
const session = (text = '周末一起吃饭吗？🍜 '.repeat(20)): Exchange[] => [
  ...login(),
  page.check(0, 0, { at: 8 }),
  page.check(0, 0, { at: 34 }),
  page.check(0, 2, { at: 60 }),
  page.pull(message(text), { at: 61 }),
  exchange(`https://example.com/${'long/'.repeat(50)}`, { at: 62 }),
  page.check(1101, 0, { at: 100 }),
];
const draw = (exchanges: readonly Exchange[], width = 80, style = plainStyle, title = 'a.har'): string[] => {
  const { timeline, outcomes } = timelineOf(exchanges);
  return [...timelineText(timeline, { title, outcomes, lanes: wechat.lanes, width, style })];
};

describe('the picture of a timeline', () => {
  test.each([60, 80, 100, 140, 200])('no line is wider than %i columns, nor than 140', (width) => {
    for (const line of draw(session(), width))
      expect(widthOf(line), line).toBeLessThanOrEqual(Math.min(140, width));
  });

  test('says what it is of, how long it lasts and how much there is', () => {
    expect(draw(session()).slice(0, 3)).toEqual([
      'a.har',
      '2026-03-01 08:00:00 – 08:01:40 UTC, 1 min 40 s',
      '11 exchanges, 13 events, 1 outside the protocol, 2 anomalies',
    ]);
  });

  test('tells the states of each flow with their durations', () => {
    const lines = draw(session(), 140);
    expect(lines.find((line) => line.startsWith('login-1'))).toContain(
      'qr 4.0 s › scanned 2.0 s › confirmed',
    );
    expect(lines.find((line) => line.startsWith('sync-2'))).toMatch(/› closed$/);
  });

  test('folds idle polls, names states and shows texts', () => {
    const text = draw(session('到家了吗？'), 120).join('\n');
    expect(text).toMatch(/synccheck ×2 .*nothing new/);
    expect(text).toMatch(/login +.*→ scanned, not confirmed yet/);
    expect(text).toContain('"到家了吗？"');
  });

  test('marks anomalies where they are and explains them at the end', () => {
    const lines = draw(session());
    expect(lines.some((line) => /^!\d .*→ closed/.test(line))).toBe(true);
    expect(lines.slice(lines.indexOf('2 anomalies')).join('\n')).toMatch(/session-closed at 1:40\.0, e\d+/);
  });

  test('colours change nothing but the looks', () => {
    const exchanges = session();
    const bare = draw(exchanges, 100, colourStyle).map((line) => line.replace(/\x1b\[\d+m/g, ''));
    expect(bare).toEqual(draw(exchanges, 100));
  });

  test('nothing of the recording acts on the terminal', () => {
    const hostile = session('\x1b[2J\u202e\x07');
    const lines = draw(
      [...hostile, exchange('https://a/\x1b[31m\u2066', { method: 'G\x9bT' })],
      120,
      plainStyle,
      '\x1b.har',
    );
    expect(lines.join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(lines.join('\n')).toContain('\\u{1b}[2J\\u{202e}\\u{7}');
  });

  test('an empty recording has a head and nothing else', () => {
    expect(draw([])).toEqual(['a.har', '0 exchanges']);
  });

  test('exchanges without a time are shown with a question mark', () => {
    const { timeline, outcomes } = timelineOf([{ ...page.uuid(), startedAt: Number.NaN }]);
    const lines = [
      ...timelineText(timeline, { title: 'a', outcomes, lanes: wechat.lanes, width: 80, style: plainStyle }),
    ];
    expect(lines.at(-1)).toMatch(/^ +\? jslogin/);
  });
});
