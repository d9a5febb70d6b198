/** States and anomalies of sessions, exchange by exchange. */
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { type Timeline, TimelineBuilder } from '../../src/decode/timeline.ts';
import type { Exchange } from '../../src/exchange.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchange, login, page, type Said } from '../support/exchanges.ts';

function timelineOf(exchanges: readonly Exchange[]): Timeline {
  const decoder = new Decoder(wechat);
  const builder = new TimelineBuilder();
  for (const one of exchanges) builder.add(decoder.decode(one));
  return builder.build();
}

const states = (timeline: Timeline) =>
  timeline.flows.map((flow) => flow.states.map(({ state }) => state).join(' '));
const kinds = (timeline: Timeline) => timeline.anomalies.map(({ kind }) => kind);
const types = (timeline: Timeline) => timeline.events.map(({ type }) => type);
const idle = (from: number, polls: number) =>
  Array.from({ length: polls }, (_, index) => page.check(0, 0, { at: from + index * 25.5 }));

describe('a timeline', () => {
  test('follows a whole session through both machines', () => {
    const timeline = timelineOf([
      ...login(),
      ...idle(8, 2),
      page.check(0, 2, { at: 60 }),
      page.pull({}, { at: 60.1 }),
      page.check(1101, 0, { at: 60.2 }),
    ]);
    expect(states(timeline)).toEqual([
      'need-uuid qr scanned confirmed ticket initialised online',
      'ready checking pulling checking closed',
    ]);
    expect(timeline.flows.map(({ end }) => end)).toEqual(['online', 'closed']);
    expect(kinds(timeline)).toEqual(['session-closed']);
  });

  test('gives a long poll one span of its hold', () => {
    const [span] = timelineOf(idle(0, 1)).spans;
    expect(span).toMatchObject({ endpoint: 'synccheck', lane: 'sync', held: true, ms: 25_400 });
  });

  test.each([
    ['expired', 'window.code=400;', 'qr-expired', 'login.expired'],
    ['cancelled', 'window.code=202;', undefined, 'login.cancelled'],
    ['expired', 'window.code=500;', 'qr-expired', 'login.failed'],
    ['expired', '<html><head></head></html>', 'qr-expired', 'login.failed'],
  ])('a login ends %s on %s', (end, reply, kind, type) => {
    const timeline = timelineOf([page.uuid({ at: 0 }), page.poll(reply, { at: 1 })]);
    expect(timeline.flows[0]!.end).toBe(end);
    expect(kinds(timeline)).toEqual(kind ? [kind] : []);
    expect(types(timeline)).toEqual(['login.qr', type]);
  });

  test('a poll without any reply breaks the network, and a later one mends it', () => {
    const timeline = timelineOf([
      page.uuid({ at: 0 }),
      page.poll('', { at: 1, failure: 'timeout', took: 35_000 }),
      page.poll('window.code=408;', { at: 37, took: 25_000 }),
    ]);
    expect(states(timeline)).toEqual(['need-uuid qr network-broken qr']);
    expect(types(timeline)).toEqual(['login.qr', 'failure', 'login.waiting']);
  });

  test('each QR code starts a flow of its own, and a poll joins the latest of its uuid', () => {
    const timeline = timelineOf([
      page.uuid({ at: 0 }),
      page.poll('window.code=400;', { at: 1 }),
      page.uuid({ at: 2 }),
      page.poll('window.code=408;', { at: 3, took: 25_000 }),
    ]);
    expect(timeline.flows.map(({ end }) => end)).toEqual(['expired', 'qr']);
  });

  test('an exchange of another session never moves this one', () => {
    const other = exchange('https://webpush.wx2.qq.com/cgi-bin/mmwebwx-bin/synccheck?sid=ZZZZZZZZZZZZZZZZ', {
      at: 20,
      reply: 'window.synccheck={retcode:"1101",selector:"0"}',
    });
    const timeline = timelineOf([...login(), ...idle(8, 1), other, ...idle(34, 1)]);
    expect(timeline.flows.filter(({ machine }) => machine === 'sync').map(({ end }) => end)).toEqual([
      'checking',
      'closed',
    ]);
  });

  test('a push host of another family, where the cookies do not go, does not end the session', () => {
    const elsewhere = (host: string, said: Said) => {
      const asked = page.check(1102, 0, said);
      const url = asked.request.url.replace('webpush.wx.qq.com', host);
      return { ...asked, request: { ...asked.request, url } };
    };
    const bare: Said = { at: 8, headers: [] };
    for (const host of ['webpush.wx2.qq.com', 'webpush.weixin.qq.com', 'webpush.web.wechat.com']) {
      const probing = timelineOf([...login(), elsewhere(host, bare), page.check(0, 2, { at: 9 })]);
      expect(states(probing).at(-1)).toBe('ready pulling');
      expect(types(probing)).toContain('sync.checked');
      expect(types(probing)).not.toContain('session.closed');
      expect(kinds(probing)).toEqual([]);
    }
    const known = elsewhere('webpush.wx2.qq.com', { at: 8 });
    for (const real of [page.check(1102, 0, bare), known])
      expect(types(timelineOf([...login(), real]))).toContain('session.closed');
    // Nothing tells whose host it is where the recording begins after the login.
    expect(types(timelineOf([elsewhere('webpush.wx2.qq.com', bare)]))).toContain('session.closed');
  });

  test('a session closes once, by whichever side comes first', () => {
    const byServer = timelineOf([...login(), page.check(1101, 0, { at: 8 }), page.logout({ at: 9 })]);
    expect(byServer.events.filter(({ type }) => type === 'session.closed')).toMatchObject([
      { by: 'server', retcode: 1101 },
    ]);
    const byClient = timelineOf([
      ...login(),
      ...idle(8, 1),
      page.logout({ at: 34 }),
      page.check(1101, 0, { at: 35 }),
    ]);
    expect(byClient.events.filter(({ type }) => type === 'session.closed')).toMatchObject([{ by: 'client' }]);
    expect(kinds(byClient)).toEqual([]);
  });

  test('a poll that a logout overtakes does not reopen the session', () => {
    const timeline = timelineOf([...login(), page.logout({ at: 20 }), page.check(0, 0, { at: 8 })]);
    expect(timeline.flows.at(-1)!.end).toBe('closed');
    expect(kinds(timeline)).toEqual([]);
  });

  test.each([
    [
      'ret 1203',
      '<error><ret>1203</ret><message>no</message></error>',
      200,
      { as: 'xml', ret: 1203, message: 'no' },
    ],
    [
      'a page',
      '<!DOCTYPE html><html><head><title>WeChat</title></head><body>no</body></html>',
      200,
      { as: 'html' },
    ],
    ['a redirect to nowhere', '<error></error>', 301, { as: 'redirect' }],
    [
      'ret 0 without a session',
      '<error><ret>0</ret><message></message><skey></skey></error>',
      200,
      { as: 'empty' },
    ],
  ])('a login is refused by %s', (_, reply, status, refused) => {
    const timeline = timelineOf([
      page.uuid({ at: 0 }),
      page.confirmed({ at: 1 }),
      page.ticket(reply, { at: 2, status }),
    ]);
    expect(timeline.flows[0]!.end).toBe('refused');
    expect(timeline.events.at(-1)).toMatchObject({ type: 'session.refused', state: 'refused', ...refused });
    expect(kinds(timeline)).toEqual(['login-refused']);
  });

  test('names illegal transitions, once the flow is known', () => {
    const timeline = timelineOf([
      page.uuid({ at: 0 }),
      page.poll('window.code=400;', { at: 1 }),
      page.confirmed({ at: 2 }),
    ]);
    expect(kinds(timeline)).toEqual(['qr-expired', 'illegal-transition']);
    expect(kinds(timelineOf([page.confirmed({ at: 0 })])), 'a recording may begin anywhere').toEqual([]);
  });

  test.each([
    ['short', 900],
    ['long', 34_000],
  ])('says once that polls are held too %s', (_, took) => {
    const timeline = timelineOf([
      ...login(),
      page.check(0, 0, { at: 8, took }),
      page.check(0, 0, { at: 8 + took / 1000, took }),
    ]);
    expect(kinds(timeline)).toEqual(['hold']);
  });

  test('names a storm of polls', () => {
    const polls = Array.from({ length: 60 }, (_, index) => page.check(0, 2, { at: 8 + index / 20, took: 5 }));
    expect(kinds(timelineOf([...login(), ...polls]))).toEqual(['poll-storm']);
    // Polls for a login say nothing of those for news.
    const scanned = Array.from({ length: 15 }, (_, index) =>
      page.poll('window.code=201;', { at: 1 + index / 20, took: 5 }),
    );
    const [uuid, , ...rest] = login();
    const mixed = timelineOf([uuid!, ...scanned, ...rest, ...polls.slice(0, 10)]);
    expect(kinds(mixed)).toEqual([]);
  });

  test('names an endless selector, an empty position, a retry, a gap, an unknown code and garbage', () => {
    const loop = [0, 1, 2, 3].flatMap((n) => [
      page.check(0, 2, { at: 8 + n }),
      page.pull({}, { at: 8.5 + n }),
    ]);
    expect(kinds(timelineOf([...login(), ...loop]))).toEqual(['endless-selector']);

    const empty = page.pull({ SyncKey: { Count: 0, List: [] } }, { at: 9 });
    expect(kinds(timelineOf([...login(), page.check(0, 2, { at: 8 }), empty]))).toEqual(['sync-key-empty']);

    const sent = page.pull({}, { at: 9 });
    expect(
      kinds(timelineOf([...login(), sent, { ...sent, id: 'again', startedAt: sent.startedAt + 500 }])),
    ).toEqual(['retry']);

    expect(kinds(timelineOf([...login(), ...idle(8, 1), ...idle(70, 1)]))).toEqual(['gap']);
    expect(kinds(timelineOf([...login(), page.check(4321, 0, { at: 8 })]))).toEqual(['unknown-code']);
    const garbage = page.check(0, 0, { at: 8, reply: '\u0000\u0001', took: 50 });
    expect(kinds(timelineOf([...login(), garbage]))).toEqual(['garbled']);
  });

  test('takes no empty pull that has a reason for an endless selector', () => {
    const send = (at: number) =>
      exchange('https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxsendmsg', {
        at,
        headers: [['Cookie', 'wxsid=AbCdEfGhIjKlMnOp']],
        body: JSON.stringify({ Msg: { Type: 1, Content: `${at}`, ToUserName: 'filehelper' } }),
        reply: JSON.stringify({ BaseResponse: { Ret: 0, ErrMsg: '' }, MsgID: `${at}`, LocalID: `${at}` }),
      });
    const between = (reason: (at: number) => Exchange) =>
      [0, 1, 2, 3].flatMap((n) => [
        reason(7.8 + n),
        page.check(0, 2, { at: 8 + n }),
        page.pull({}, { at: 8.5 + n }),
      ]);
    expect(kinds(timelineOf([...login(), ...between(send)]))).toEqual([]);
    const quiet = between((at) => page.check(0, 0, { at, took: 25_000 }));
    expect(kinds(timelineOf([...login(), ...quiet]))).toEqual([]);
    const other = between((at) => page.check(0, 2, { at }));
    expect(kinds(timelineOf([...login(), ...other]))).toEqual(['endless-selector']);
  });

  test('what is no part of the protocol has no state', () => {
    const timeline = timelineOf([exchange('https://example.org/a?b=c', { status: 404 })]);
    expect(timeline.events).toMatchObject([{ type: 'unknown', state: null, status: 404, method: 'GET' }]);
    expect(timeline.flows).toEqual([]);
  });
});
