import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asShape, integer, list, object } from '../../src/protocol/shape.ts';
import { httpDate, movedCookie, movedTimes, parseHttpDate } from '../../src/replay/redate.ts';

const day = 86_400_000;
const recordedAt = Date.UTC(2026, 2, 16, 20);

describe('the date of a cookie', () => {
  test.each([
    [
      'a=b; Domain=.qq.com; Path=/; Expires=Tue, 17-Mar-2026 08:15:45 GMT; Secure',
      'a=b; Domain=.qq.com; Path=/; Expires=Wed, 18-Mar-2026 08:15:45 GMT; Secure',
    ],
    ['a=b; expires=Tue, 17 Mar 2026 08:15:45 GMT', 'a=b; expires=Wed, 18 Mar 2026 08:15:45 GMT'],
    ['a=; Expires=Thu, 01-Jan-1970 00:00:30 GMT', 'a=; Expires=Thu, 01-Jan-1970 00:00:30 GMT'],
    ['a=b; Max-Age=3600; Path=/', 'a=b; Max-Age=3600; Path=/'],
    ['a=b; Expires=never', 'a=b; Expires=never'],
  ])('in %s is moved by a day', (line, moved) => {
    expect(movedCookie(line, day, recordedAt)).toBe(moved);
  });

  test('is written as it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.constantFrom(' ', '-'), (seconds, dash) => {
        expect(parseHttpDate(httpDate(seconds * 1000, dash))).toBe(seconds * 1000);
      }),
    );
  });

  test('never makes a line fail', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer(),
        (line, shift) => typeof movedCookie(`a=b; Expires=${line}`, shift, 0) === 'string',
      ),
    );
  });
});

describe('the times of a reply', () => {
  const shape = asShape(
    object({
      at: integer({ dated: 'ms' }),
      none: integer(),
      items: list(object({ CreateTime: integer({ dated: 's' }) })),
    }),
  );

  test('are found by the shape, in seconds or milliseconds, and rounded up', () => {
    const value = {
      at: 5_000,
      none: 7,
      items: [{ CreateTime: 10 }, { CreateTime: 0 }, { CreateTime: '12' }, {}],
    };
    expect([...movedTimes(shape, value, 1_500)]).toEqual([
      ['/at', 6_500],
      ['/items/0/CreateTime', 12],
    ]);
  });

  test('may be of any kind at all', () => {
    fc.assert(fc.property(fc.anything(), (value) => movedTimes(shape, value, 1000) instanceof Map));
  });
});
