/** What an exporter leaves out is not a change of the protocol: cookies, bodies, dates. */
import { describe, expect, test } from 'vitest';
import { Body, type Exchange, type WireResponse } from '../../../src/exchange.ts';
import { login, page } from '../../support/exchanges.ts';
import { captures, drift, exchangesOf, said } from './learned.ts';

const session = await exchangesOf(`${captures}/logout-by-phone.har`);

/** The session with other requests and responses; exchanges of a recording give their members by getters. */
const rewritten = (
  response: (one: WireResponse, index: number) => WireResponse,
  isCookieSent = true,
  from = session,
): Exchange[] =>
  from.map(({ id, startedAt, timing, request: { method, url, headers, body }, ...rest }, index) => ({
    id,
    startedAt,
    timing,
    request: {
      method,
      url,
      headers: headers.filter(([name]) => isCookieSent || name.toLowerCase() !== 'cookie'),
      ...(body && { body }),
    },
    ...(from[index]!.failure && { failure: from[index]!.failure }),
    ...(from[index]!.response && { response: response(from[index]!.response!, index) }),
    ...rest,
  }));

const withoutCookies = ({ status, headers, body }: WireResponse): WireResponse => ({
  status,
  headers: headers.filter(([name]) => name.toLowerCase() !== 'set-cookie'),
  ...(body && { body }),
});
const withoutBody = ({ status, headers }: WireResponse): WireResponse => ({ status, headers });
const whole = ({ status, headers, body }: WireResponse): WireResponse => ({
  status,
  headers,
  ...(body && { body }),
});

describe('a recording without cookies, as Chromium exports it', () => {
  const bare = rewritten(withoutCookies, false);

  test('is no drift, whichever side it is', () => {
    const report = drift(session, bare);
    expect(report.findings).toEqual([]);
    expect(report.coverage.notSeen).toContain('/response/cookies');
    expect(drift(bare, session).findings).toEqual([]);
  });

  test('is one where requests still send them: they are not set any more', () => {
    expect(said(drift(session, rewritten(withoutCookies)), 'break')).toContain(
      'break cookie-missing webwxnewloginpage /response/cookies/wxsid',
    );
  });
});

describe('a recording that lost bodies', () => {
  test('all of them: no step is said to be skipped', () => {
    expect(said(drift(session, rewritten(withoutBody)))).toEqual([]);
  });

  test('all of them, of a login that was refused: it is refused as before', async () => {
    const refused = await exchangesOf(`${captures}/refused-301.har`);
    expect(said(drift(refused, rewritten(withoutBody, true, refused)), 'break', 'warn')).toEqual([]);
    expect(said(drift(session, refused), 'break')).not.toEqual([]);
  });

  test.each(session.map((_, index) => index))('that of entry %i: nothing severe', (index) => {
    const next = rewritten((one, at) => (at === index ? withoutBody(one) : whole(one)));
    expect(said(drift(session, next), 'break', 'warn')).toEqual([]);
  });

  test('but not where they came empty', () => {
    const next = rewritten((one) => ({ ...whole(one), body: Body.ofText('') }));
    expect(said(drift(session, next), 'break')).not.toEqual([]);
  });
});

test('a recording that lost its dates says nothing of the lives of cookies', () => {
  const next = rewritten(whole).map((one) => ({ ...one, startedAt: Number.NaN }));
  expect(said(drift(session, next), 'break', 'warn')).toEqual([]);
  expect(said(drift(next, session), 'break', 'warn')).toEqual([]);
});

test('a clock that is years off makes no other lives of cookies', () => {
  const date = new Date(session[0]!.startedAt).toUTCString();
  const dated = rewritten((one) => ({ ...whole(one), headers: [...one.headers, ['Date', date]] }));
  const late = dated.map((one) => ({ ...one, startedAt: one.startedAt - 1e11 }));
  expect(said(drift(dated, late), 'break', 'warn')).toEqual([]);
});

test('a clock that is half a day ahead takes no cookie back', () => {
  const late = rewritten(whole).map((one) => ({ ...one, startedAt: one.startedAt + 13 * 3_600_000 }));
  expect(said(drift(session, late), 'break', 'warn')).toEqual([]);
  expect(said(drift(late, session), 'break', 'warn')).toEqual([]);
});

test('a recording that measured no time says nothing of the pace of polls', () => {
  const polls = [8, 10, 12, 14, 16, 18, 20].map((at) => page.check(0, 0, { at, took: 2000 }));
  const timed = [...login(), ...polls];
  const untimed = timed.map((one) => ({ ...one, timing: { total: -1 } }));
  expect(drift(timed, untimed).findings).toEqual([]);
  expect(drift(untimed, timed).findings).toEqual([]);
});
