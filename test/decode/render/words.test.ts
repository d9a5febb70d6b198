/** Events of any protocol in words. */
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/decode/events.ts';
import { details, verb } from '../../../src/decode/render/words.ts';

const event = (fields: object): Event => ({
  at: null,
  type: 'message.received',
  exchange: 'e0',
  state: null,
  ...fields,
});

describe('the words of an event', () => {
  test.each([
    [
      'the telling part first, names last',
      { id: '1', from: `@${'a'.repeat(64)}`, kind: 'text', text: 'hello' },
      'text "hello", from @aaaaaaa…, id 1',
    ],
    ['counts by their names', { messages: 2, contacts: 0, rooms: 1 }, '2 messages, 1 room'],
    [
      'durations and sizes with units',
      { heldMs: 25_400, bytes: 1234, durationS: 12 },
      'held 25.4 s, 1.2 kB, duration 12.0 s',
    ],
    ['what is true, not what is false', { continue: true, more: false }, 'continue'],
    ['nested values', { user: { nickName: 'Ann', userName: `@${'b'.repeat(64)}` } }, '"Ann"'],
    ['times of day', { scanAt: '2026-03-16T20:15:40.000Z' }, 'scanAt 20:15:40'],
    ['short lists', { reports: ['timing', 'action'] }, 'reports timing, action'],
    ['long lists by their length', { members: [1, 2, 3, 4, 5, 6] }, '6 members'],
    ['nothing for nothing', { text: '', payload: {}, list: [] }, ''],
    ['numbers with every digit', { id: 9007199254740993n }, 'id 9007199254740993'],
    [
      'hostile keys like any other',
      JSON.parse('{"__proto__": {"text": "a"}, "constructor": "b"}'),
      '"a", constructor b',
    ],
  ])('say %s', (_, fields, words) => {
    expect(details(event(fields))).toBe(words);
  });

  test('a verb is the type without its family', () => {
    expect(['message.received', 'telemetry'].map(verb)).toEqual(['received', 'telemetry']);
  });

  test('control characters are escaped in values, keys and types', () => {
    const words =
      details(event({ text: '\x1b]0;x\x07', 'k\u202e': 'v', user: { name: '\x9b' } })) + verb('a.\x1b');
    expect(words).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
