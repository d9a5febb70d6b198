/** Whom a client asks where the likeliest host of a role is not there. */
import { describe, expect, test } from 'vitest';
import { Client } from '../../src/client/client.ts';
import { RoleHosts } from '../../src/client/hosts.ts';
import type { Exchange, FailureCause, WireRequest } from '../../src/exchange.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';
import { splitUrl } from '../../src/protocol/url.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { SimulatedWechat } from '../../src/protocol/wechat/simulated/backend.ts';
import { complete } from '../../src/protocol/wechat/simulated/scenario.ts';

type Failing = (host: string, nth: number) => FailureCause | undefined;

/** The same answer with cookies that go to every host of the domain. */
function farReaching(exchange: Exchange): Exchange {
  const { response } = exchange;
  if (!response) return exchange;
  const headers = response.headers.map(([name, value]): [string, string] => [
    name,
    value.replace('Domain=wx2.qq.com', 'Domain=.qq.com'),
  ]);
  return { ...exchange, response: { ...response, headers } };
}

/** Hosts that are polled from the login until the phone ends the session; `isFormer`: by the names before 2016-11. */
async function pollHosts(failing: Failing, { isFormer = false } = {}): Promise<string[]> {
  const changes = isFormer ? { D4: false } : {};
  const scenario = { family: 'wx2', changes, events: [{ after: 90_000, logout: 1101 }] };
  const world = inProcess(new SimulatedWechat(wechat, complete(scenario)), new VirtualClock(0));
  const asked = new Map<string, number>();
  const send = async (request: WireRequest, options?: object): Promise<Exchange> => {
    const { host } = splitUrl(request.url);
    const nth = (asked.get(host) ?? 0) + 1;
    asked.set(host, nth);
    const cause = failing(host, nth);
    if (cause !== undefined)
      return { id: '', startedAt: 0, request, failure: { cause, message: cause }, timing: { total: 0 } };
    const exchange = await world.send(request, options);
    return isFormer ? farReaching(exchange) : exchange;
  };
  const hosts: string[] = [];
  const record = ({ request }: Exchange): void => {
    const { host, path } = splitUrl(request.url);
    if (path.endsWith('/synccheck')) hosts.push(host);
  };
  const client = new Client(wechat, { ...world, send }, { record });
  await client.login();
  expect(await client.sync()).toMatchObject({ by: 'server', code: 1101 });
  return hosts;
}

const push = 'webpush.wx2.qq.com';

describe('a push host that is not there', () => {
  test('is followed by the older name, which is kept', async () => {
    const hosts = await pollHosts((host) => (host === push ? 'dns' : undefined), { isFormer: true });
    expect(hosts.slice(0, 2)).toEqual([push, 'webpush2.weixin.qq.com']);
    expect(hosts.length).toBeGreaterThan(2);
    expect(hosts.filter((host) => host === push)).toHaveLength(1);
  });

  test('is tried again where no other gets the cookies of the session', async () => {
    const hosts = await pollHosts((host, nth) => (host === push && nth <= 2 ? 'dns' : undefined));
    expect(hosts.length).toBeGreaterThan(2);
    expect(new Set(hosts)).toEqual(new Set([push]));
  });
});

test.each<[string, Failing]>([
  ['has answered once', (host, nth) => (host === push && nth === 2 ? 'refused' : undefined)],
  ['was slow', (host, nth) => (host === push && nth === 1 ? 'timeout' : undefined)],
])('a host that %s is not left', async (_, failing) => {
  expect(new Set(await pollHosts(failing))).toEqual(new Set([push]));
});

test('where nobody is reached it begins with the likeliest again', () => {
  const hosts = new RoleHosts({
    of: (role) => (role === 'push' ? ['a', 'far', 'b'] : []),
    fits: (host) => host !== 'far',
  });
  const tried = Array.from({ length: 5 }, () => {
    const host = hosts.host('push', 'main')!;
    hosts.learn(host, 'dns');
    return host;
  });
  expect(tried).toEqual(['a', 'b', 'a', 'b', 'a']);
  expect(hosts.host('other', 'main')).toBeUndefined();
});
