/** One call of a row: whose headers go with it, how long it may take, where it does not go. */
import { describe, expect, test } from 'vitest';
import { type Caller, call } from '../../src/client/call.ts';
import { Jar } from '../../src/client/jar.ts';
import { type Exchange, header, type WireRequest } from '../../src/exchange.ts';
import { VirtualClock } from '../../src/protocol/drive.ts';
import { Table } from '../../src/protocol/table.ts';
import { rows, wechat } from '../../src/protocol/wechat/index.ts';

function caller(change: Partial<Caller> = {}): { caller: Caller; requests: WireRequest[] } {
  const clock = new VirtualClock(0);
  const requests: WireRequest[] = [];
  const send = async (request: WireRequest): Promise<Exchange> => {
    requests.push(request);
    const response = { status: 200, headers: [['Set-Cookie', 'a=1; Path=/']] as const };
    return { id: '', startedAt: 0, request, response, timing: { total: 0 } };
  };
  return {
    requests,
    caller: {
      protocol: wechat,
      table: new Table(wechat),
      effects: { send, now: clock.now.bind(clock), sleep: clock.sleep.bind(clock), random: () => 0.5 },
      jar: new Jar(() => clock.now()),
      values: { uuid: 'U==', userName: '@me', uin: '1', sid: 's', skey: 'k' },
      page: 'https://wx.qq.com/',
      headers: { 'User-Agent': 'Mine/1', extspam: 'token', 'Client-Version': '2' },
      host: (role) => wechat.client.hosts(role, 'wx.qq.com')[0],
      ...change,
    },
  };
}

describe('a call', () => {
  test('carries the user’s headers; one that some row names goes with that row alone', async () => {
    const { caller: who, requests } = caller();
    await call(who, rows.jslogin, {});
    await call(who, rows.newloginpage, {});
    const sent = (name: string): (string | undefined)[] =>
      requests.map(({ headers }) => header(headers, name));
    expect(sent('user-agent')).toEqual(['Mine/1', 'Mine/1']);
    expect(sent('extspam')).toEqual([undefined, 'token']);
    expect(sent('client-version')).toEqual([undefined, '2']);
  });

  test('brings the cookies that its host set before', async () => {
    const { caller: who, requests } = caller();
    await call(who, rows.jslogin, {});
    await call(who, rows.jslogin, {});
    await call(who, rows.newloginpage, {});
    expect(requests.map(({ headers }) => header(headers, 'cookie'))).toEqual([undefined, 'a=1', undefined]);
  });

  test('does not leave the protocol’s hosts', async () => {
    for (const host of ['example.org', 'qq.com.example.org', undefined]) {
      const { caller: who, requests } = caller({ host: () => host });
      await expect(call(who, rows.jslogin, {})).rejects.toMatchObject({ code: 'remote/foreign-host' });
      expect(requests).toEqual([]);
    }
  });

  test('is given up when the row’s patience ends: a poll 5 s after its longest hold', async () => {
    const never = (request: WireRequest, signal?: AbortSignal): Promise<Exchange> =>
      new Promise((resolve) => {
        const failure = { cause: 'aborted', message: '' } as const;
        signal?.addEventListener('abort', () =>
          resolve({ id: '', startedAt: 0, request, failure, timing: { total: 0 } }),
        );
      });
    for (const [row, ms] of [
      [rows.login, 35_000],
      [rows.synccheck, 35_000],
      [rows.jslogin, 10_000],
      [rows.init, 30_000],
    ] as const) {
      const clock = new VirtualClock(0);
      const effects = {
        send: (request: WireRequest, options?: { signal?: AbortSignal | undefined }) =>
          never(request, options?.signal),
        now: () => clock.now(),
        sleep: (time: number, signal?: AbortSignal) => clock.sleep(time, signal),
        random: () => 0.5,
      };
      const { caller: who } = caller({ effects });
      const exchange = await call(who, row, { tip: '1' });
      expect([exchange.failure?.cause, clock.now()]).toEqual(['timeout', ms]);
    }
  });
});
