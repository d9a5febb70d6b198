/** Scenario files: defaults, and what is told about a bad one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../src/errors.ts';
import { toJsonSchema } from '../../../../src/protocol/shape.ts';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import {
  defaultScenario,
  readScenario,
  scenarioShape,
} from '../../../../src/protocol/wechat/simulated/scenario.ts';

function faultOf(text: string): { code: string; line: unknown; key: unknown } {
  try {
    readScenario(text);
  } catch (error) {
    if (error instanceof UsageError)
      return { code: error.code, line: error.details.line, key: error.details.key };
    throw error;
  }
  return { code: 'none', line: 0, key: '' };
}

const bad = (line: number, key: string) => ({ code: 'usage/bad-scenario', line, key });

describe('a scenario', () => {
  test('of nothing is the default one', () => {
    expect(readScenario('{}')).toEqual(defaultScenario());
  });

  test('has the times that were measured', () => {
    const { hold, qrLife, ticketLife } = defaultScenario();
    expect({ hold, qrLife, ticketLife }).toEqual({ hold: 25_500, qrLife: 300_000, ticketLife: 300_000 });
  });

  test('plays at least six messages and one change between 5 and 60 s, and the logout at 120 s', () => {
    const { events } = defaultScenario();
    const news = events.filter(({ after }) => after >= 5_000 && after <= 60_000);
    const kinds = news.flatMap(({ message }) =>
      message ? [message.room === undefined ? (message.kind ?? 'text') : 'room'] : [],
    );
    expect(new Set(kinds)).toEqual(new Set(['text', 'room', 'image', 'link', 'file']));
    expect(kinds.length + news.filter(({ recall }) => recall !== undefined).length).toBeGreaterThanOrEqual(6);
    expect(news.filter(({ contact }) => contact !== undefined)).toHaveLength(1);
    // A client counts from when it has the reply to webwxinit, later than the server: none stands at the very edge.
    expect(Math.min(...news.map(({ after }) => after))).toBeGreaterThanOrEqual(7_000);
    expect(Math.max(...news.map(({ after }) => after))).toBeLessThanOrEqual(58_000);
    expect(events.at(-1)).toEqual({ after: 120_000, logout: 1101 });
  });

  test('lists its events by time', () => {
    const text = '{"events":[{"after":9,"logout":1100},{"after":1,"message":{"text":"a"}}]}';
    expect(readScenario(text).events.map(({ after }) => after)).toEqual([1, 9]);
  });

  test('takes one plan of the phone, or one for each login', () => {
    expect(readScenario('{"phone":{"ignore":true}}').phone).toEqual([{ ignore: true }]);
    expect(readScenario('{"phone":[{"cancel":5},{}]}').phone).toEqual([{ cancel: 5 }, {}]);
    expect(readScenario('{"phone":[]}').phone).toEqual([{}]);
  });

  test('keeps what it says of limits beside the other defaults', () => {
    expect(readScenario('{"limits":{"sends":3}}').limits).toEqual({
      sends: 3,
      window: 10_000,
      pushLogins: 5,
    });
  });

  test('is described by a JSON Schema that names every key', () => {
    const schema = toJsonSchema(scenarioShape) as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toContain('changes');
    expect(JSON.stringify(schema)).not.toContain('~optional');
  });

  test('may come as text to the protocol itself', async () => {
    expect((await wechat.simulate('{"seed":7}')).nextWake()).toBeUndefined();
    await expect(wechat.simulate('{"sead":7}')).rejects.toThrow(UsageError);
  });
});

describe('a bad scenario is refused with line and key:', () => {
  test.each([
    ['no JSON', '{\n"seed": 1,\n}', bad(3, '')],
    ['text after it', '{}\n{}', bad(2, '')],
    ['cut off', '{"seed":', bad(1, '')],
    ['a list', '[]', bad(1, '')],
    ['null', 'null', bad(1, '')],
    ['a key that is not known', '{\n"sead": 1\n}', bad(2, '/sead')],
    ['another family', '{"family":\n"wx3"}', bad(2, '/family')],
    ['another kind of value', '{\n\n"people": "many"}', bad(3, '/people')],
    ['a number below zero', '{"hold":\n-1}', bad(2, '/hold')],
    ['a number too large', '{"people": 1000000}', bad(1, '/people')],
    ['half a millisecond', '{"hold": 0.5}', bad(1, '/hold')],
    [
      'a kind of message nobody knows',
      '{"events":[\n{"after":1},\n{"after":2,"message":{"kind":"telepathy"}}]}',
      bad(3, '/events/1/message/kind'),
    ],
    ['an event without its time', '{"events":[{"after":1},\n{"logout":1101}]}', bad(2, '/events/1/after')],
    ['a logout with another code', '{"events":[{"after":1,"logout":1103}]}', bad(1, '/events/0/logout')],
    ['a change that never was', '{"changes":{"D39":true}}', bad(1, '/changes/D39')],
    ['a date that is none', '{"age":"yesterday"}', bad(1, '/age')],
    [
      'an author nobody knows',
      '{"events":[{"after":1,"message":{"from":"Nobody"}}]}',
      bad(1, '/events/0/message/from'),
    ],
    [
      'a place beyond the list',
      '{"people":2,"events":[{"after":1,"message":{"from":2}}]}',
      bad(1, '/events/0/message/from'),
    ],
    [
      'a person for a room',
      '{"people":[{"name":"Ann"}],"events":[{"after":1,"message":{"room":"Ann"}}]}',
      bad(1, '/events/0/message/room'),
    ],
    ['a recall of nothing', '{"events":[{"after":1,"recall":"x"}]}', bad(1, '/events/0/recall')],
    [
      'a member nobody knows',
      '{"rooms":1,"events":[{"after":1,"contact":{"user":0,"join":["?"]}}]}',
      bad(1, '/events/0/contact/join/0'),
    ],
    ['a refusal in a way of its own', '{"phone":[{},{"refuse":"politely"}]}', bad(1, '/phone/1/refuse')],
    ['__proto__ as a key', '{"__proto__":{}}', bad(1, '/__proto__')],
    ['values nested without end', `${'['.repeat(100_000)}`, bad(1, '')],
  ])('%s', (_, text, fault) => {
    expect(faultOf(text)).toEqual(fault);
  });

  test('any text at all', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"hold"',
      '"events"',
      '1',
      '-',
      '0',
      '.5',
      'e9',
      'true',
      'null',
      ' ',
      '\n',
      '\\',
      '\u0001',
      '\ufeff',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          const { code } = faultOf(text);
          expect(['none', 'usage/bad-scenario']).toContain(code);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('more text than any scenario has', () => {
    expect(faultOf(`{"seed":"${'a'.repeat(5_000_000)}"}`)).toEqual(bad(1, ''));
  });
});
