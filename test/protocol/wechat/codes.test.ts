/** Holds the result codes to what they are known to mean (protocol.md 2, 4.1, 8). */
import { describe, expect, test } from 'vitest';
import type { CodeTable } from '../../../src/protocol/endpoint.ts';
import {
  checkCodes,
  loginCodes,
  pushCodes,
  qrLoginCodes,
  refusalTexts,
  retCodes,
  selectors,
  ticketCodes,
} from '../../../src/protocol/wechat/codes.ts';

const names = (table: CodeTable): Record<string, string> =>
  Object.fromEntries(Object.entries(table).map(([code, { name }]) => [code, name]));

test('jslogin gives a code or none', () => {
  expect(names(qrLoginCodes)).toEqual({ 200: 'ready', 400: 'refused' });
});

test('the login poll waits, moves on, or ends', () => {
  expect(names(loginCodes)).toEqual({
    0: 'expired',
    200: 'confirmed',
    201: 'scanned',
    202: 'cancelled',
    400: 'expired',
    408: 'waiting',
    500: 'expired',
  });
});

test('a poll that goes on is no fault', () => {
  const good = Object.entries(loginCodes).filter(([, { ok }]) => ok);
  expect(good.map(([code]) => code)).toEqual(['200', '201', '408']);
});

test('a ticket opens a session or is refused', () => {
  const { 0: opened, ...others } = names(ticketCodes);
  expect(opened).toBe('opened');
  expect(Object.keys(others)).toContain('1203');
  expect(new Set(Object.values(others))).toEqual(new Set(['refused']));
});

test('a push login is asked for or refused', () => {
  expect(names(pushCodes)).toEqual({ 0: 'asked', 1: 'refused', 2: 'refused', 3: 'refused' });
});

test.each([
  ['synccheck', checkCodes],
  ['a JSON reply', retCodes],
])('three codes of %s end the session', (_, table) => {
  const closing = Object.entries(table).filter(([, { name }]) => name === 'closed');
  expect(closing.map(([code]) => code)).toEqual(['1100', '1101', '1102']);
});

test.each([-1, -2, -14, 1, 2, 3, 1100, 1101, 1102, 1105, 1200, 1203, 1204, 1205])(
  'Ret %d is a fault',
  (code) => {
    expect(retCodes[code]?.ok).toBe(false);
  },
);

test.each([0, -2013])('Ret %d is none', (code) => {
  expect(retCodes[code]?.ok).toBe(true);
});

test.each([-1, 2, 9999])('retcode %d lets the loop go on', (code) => {
  expect(checkCodes[code]?.name).toBe('error');
});

test('every selector that was met has a meaning', () => {
  expect(Object.keys(selectors)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});

describe('refusal texts', () => {
  test.each([
    ['2016-07', 'check ticket failed'],
    ['2017-06-22', '当前登录环境异常。为了你的帐号安全，暂时不能登录web微信。'],
    ['2017-09', '为了你的帐号安全，新注册的微信号不能登录网页微信。你可以使用Windows微信'],
    ['2017-12', '为了你的帐号安全，此微信号已不允许登录网页微信。'],
    ['2017-12', 'For account security, newly registered WeChat accounts are unable to log in to Web WeChat.'],
    ['2019-07', '为了你的帐号安全，此微信号不能登录网页微信。'],
    ['2022-01', '由于安全原因，此微信号不能使用网页版微信'],
    ['2023-11', '为了保障你的账号安全，暂不支持使用网页版微信'],
  ])('of %s are told by %s', (since, text) => {
    expect(refusalTexts.find(({ pattern }) => pattern.test(text))?.since).toBe(since);
  });
});
