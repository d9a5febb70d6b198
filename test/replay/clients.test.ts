/** What other clients demand of a recording: the numbers are those of research/clients.md, section 1. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Body, type Exchange, type WireRequest } from '../../src/exchange.ts';
import { parseSetCookies } from '../../src/protocol/cookies.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { parseHttpDate } from '../../src/replay/redate.ts';
import { farAhead } from '../clients/personas/http.ts';
import { openwechat } from '../clients/personas/openwechat.ts';
import { simulate } from '../protocol/wechat/simulated/page.ts';
import { converse, jsonOf, linesOf, plainRequest, Rehearsal, served, textOf } from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

/** A whole session of a client in Go, which sends its time in seconds. */
let exchanges: Exchange[] = [];
beforeAll(async () => {
  const { http } = await openwechat.run(inProcess(simulate(), new VirtualClock(farAhead)));
  exchanges = http.exchanges;
});

const named = (name: string, list: readonly Exchange[] = exchanges): Exchange[] =>
  list.filter(({ request }) => new URL(request.url).pathname.endsWith(`/${name}`));
const rehearse = () => new Rehearsal(new RecordedBackend(exchanges, { protocol: wechat }));
/** The recorded client again. */
const again = () => rehearse().perform(linesOf(exchanges)).finish();
const timesIn = (exchange: Exchange): number[] =>
  [...textOf(exchange).matchAll(/"CreateTime": ?(-?\d+)/g)].map(([, time]) => Number(time));

describe('a recording', () => {
  test('1.1 dates its cookies from now', () => {
    const { done } = again();
    const [answer] = named('webwxnewloginpage', done);
    const cookies = parseSetCookies(answer!.response!.headers);
    expect(cookies.length).toBe(7);
    for (const { attributes } of cookies)
      expect(parseHttpDate(attributes.expires!)).toBeGreaterThan(answer!.startedAt + 43_000_000);
  });

  test('1.2 answers 200 to whoever asks with fun=new, else 301, with the cookies', () => {
    for (const [more, status] of [
      ['&fun=new', 200],
      ['', 301],
    ] as const) {
      const rehearsal = rehearse();
      const [asked] = named('webwxnewloginpage');
      rehearsal.perform(linesOf(exchanges.slice(0, exchanges.indexOf(asked!)))).finish();
      const { response } = rehearsal.wait({
        ...plainRequest(asked!.request),
        url: asked!.request.url + more,
      });
      expect(response!.status).toBe(status);
      expect(parseSetCookies(response!.headers)).toHaveLength(7);
      expect(response!.body!.text()).toContain('<wxsid>');
    }
  });

  test('1.3 keeps a dead session dead, whatever is asked', () => {
    const rehearsal = again();
    for (const name of ['webwxinit', 'webwxsync', 'webwxgetcontact', 'webwxstatusnotify', 'webwxsendmsg'])
      for (const _ of [1, 2])
        expect(jsonOf(rehearsal.wait(named(name)[0]!.request)).BaseResponse).toMatchObject({ Ret: 1101 });
    expect(textOf(rehearsal.wait(named('synccheck')[0]!.request))).toContain('retcode:"1101"');
  });

  test('1.4 dates messages from now, never before the login that they came after', () => {
    const redeemed = exchanges.indexOf(named('webwxnewloginpage')[0]!);
    // The recorded client took its time after the login.
    const slow = exchanges.map((one, index) =>
      index <= redeemed + 1 ? one : { ...one, startedAt: one.startedAt + 5_000 },
    );
    for (const late of [0, 300, 700, 20_000]) {
      const rehearsal = new Rehearsal(new RecordedBackend(slow, { protocol: wechat }));
      // This one is late to redeem its ticket, then quick.
      const lines = linesOf(exchanges).map((line, index) =>
        index < redeemed ? line : { ...line, at: line.at + late },
      );
      const { done } = rehearsal.perform(lines).finish();
      const [init] = named('webwxinit', done);
      const loggedInAt = Math.floor((init!.startedAt + init!.timing.total) / 1000);
      const times = named('webwxsync', done).flatMap(timesIn);
      expect(times.length).toBeGreaterThan(6);
      for (const time of times) {
        expect(time).toBeGreaterThanOrEqual(loggedInAt);
        expect(time).toBeLessThan(loggedInAt + 120);
      }
    }
  });

  test('1.4 takes no time for the echo of a clock that was sent in the same second', () => {
    const [pulled] = named('webwxsync');
    const own = { ...plainRequest(pulled!.request), body: Body.ofText(pulled!.request.body!.text()) };
    expect(own.body.text()).toContain(`"rr":"${timesIn(pulled!)[0]}"`);
    const rehearsal = rehearse();
    const before = linesOf(exchanges.slice(0, exchanges.indexOf(pulled!)));
    rehearsal.perform(before).finish();
    const rr = own.body.text().replace(/"rr":"\d+"/, '"rr":-751038481');
    const [time] = timesIn(rehearsal.wait({ ...own, body: Body.ofText(rr) }));
    expect(Math.abs(time! - rehearsal.moment.wall / 1000)).toBeLessThan(5);
  });

  test('1.5 keeps every digit of NewMsgId, by which pictures are found', () => {
    const rehearsal = again();
    const digits = (list: readonly Exchange[]) =>
      named('webwxsync', list).map((one) => textOf(one).match(/"NewMsgId": ?\d+/g));
    expect(digits(rehearsal.done)).toEqual(digits(exchanges));
    expect(textOf(named('webwxsync')[0]!)).toMatch(/"NewMsgId": ?\d{19}/);
    const [picture] = named('webwxgetmsgimg', rehearsal.done);
    expect(picture!.response!.body!.size).toBeGreaterThan(1000);
  });

  test('1.6 1.7 keeps the types and counts of what it was recorded from', async () => {
    // Its client decodes strictly, and reads as many items as Count says.
    const backend = new RecordedBackend(exchanges, { protocol: wechat });
    const report = await openwechat.run(inProcess(backend, new VirtualClock(farAhead)));
    expect(report.end).toBe('1101');
  });

  test('1.8 keeps the exact text of scripts', () => {
    const { done } = again();
    const texts = (name: string) => named(name, done).map((one) => textOf(one));
    expect(texts('jslogin')[0]).toMatch(/^window\.QRLogin\.code = 200; window\.QRLogin\.uuid = "\S+";$/);
    expect(texts('login').at(-1)).toMatch(/^window\.code=200;\nwindow\.redirect_uri="\S+";$/);
    for (const text of texts('synccheck'))
      expect(text).toMatch(/^window\.synccheck=\{retcode:"\d+",selector:"\d"\}$/);
  });

  test('1.9 states neither length nor coding: the listener adds what it makes', async () => {
    const { rehearsal, exchanges: recorded } = await served('logout-by-phone');
    rehearsal.perform(linesOf(recorded)).finish();
    for (const { response } of rehearsal.done)
      for (const [name] of response?.headers ?? [])
        expect(name).not.toMatch(/^content-(?:length|encoding)$/i);
  });

  test('1.10 answers with a status what it does not hold, before the login and after the logout', () => {
    const ask = (url: string): WireRequest => ({ method: 'GET', url, headers: [] });
    const rehearsal = rehearse();
    const strange = [
      'https://login.weixin.qq.com/',
      'https://wx2.qq.com/?&lang=zh_CN',
      'https://wx.qq.com/favicon.ico',
    ];
    for (const url of strange) expect(rehearsal.wait(ask(url)).response!.status).toBe(404);
    converse(rehearsal, [smallClient(newRun())]);
    for (const url of strange) expect(rehearsal.wait(ask(url)).response!.status).toBe(404);
  });
});
