import { describe, expect, it } from 'vitest';
import { cookieDate, formatDate, parseDate, unknownDate } from '../../src/har/dates.ts';

describe('parseDate', () => {
  const noon = Date.UTC(2020, 0, 31, 12);
  it.each<[string, number]>([
    ['2020-01-31T12:00:00.000Z', noon],
    ['2020-01-31T12:00:00Z', noon],
    ['2020-01-31T20:00:00.000+08:00', noon],
    ['2020-01-31T20:00:00.000+0800', noon],
    ['2020-01-31T07:00:00-05', noon],
    ['2020-01-31T12:00:00.1234567Z', noon + 123],
    ['2020-01-31T20:00:00.123456+08:00', noon + 123],
    ['2020-01-31T12:00:00.5', noon + 500],
    ['2020-01-31 12:00:00', noon],
    ['20200131T120000Z', noon],
    ['2020-01-31T12:00:00,25z', noon + 250],
  ])('reads %s', (text, time) => {
    expect(parseDate(text)).toBe(time);
  });

  it.each([
    'NaN-NaN-NaNTNaN:NaN:NaN.NaNZ',
    '',
    'yesterday',
    '2020-02-30T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '0001-01-01T00:00:00',
    unknownDate,
  ])('finds no date in %j', (text) => {
    expect(parseDate(text)).toBeNaN();
  });

  it('finds no date in what is no text', () => {
    for (const value of [null, undefined, 1580472000000, {}, []]) expect(parseDate(value)).toBeNaN();
  });
});

describe('formatDate', () => {
  it('gives ISO dates that parseDate reads back, and one for none', () => {
    expect(formatDate(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(parseDate(formatDate(1234567890123))).toBe(1234567890123);
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 8.65e15, -1e15])
      expect(formatDate(time)).toBe(unknownDate);
  });
});

describe('cookieDate', () => {
  it.each<[string, string | undefined]>([
    ['Tue, 26-Feb-2019 19:36:33 GMT', '2019-02-26T19:36:33.000Z'],
    ['Tue, 26 Feb 2019 19:36:33 GMT', '2019-02-26T19:36:33.000Z'],
    ['Tuesday, 26-Feb-19 19:36:33 GMT', '2019-02-26T19:36:33.000Z'],
    ['2019-02-26T19:36:33', '2019-02-26T19:36:33.000Z'],
    ['1551209793', '2019-02-26T19:36:33.000Z'],
    ['1551209793000', '2019-02-26T19:36:33.000Z'],
    ['0', undefined],
    ['Session', undefined],
    ['', undefined],
  ])('reads %j', (text, date) => {
    expect(cookieDate(text)).toBe(date);
  });
});
