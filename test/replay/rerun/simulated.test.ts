/** A recording of one client, run against a simulation of another account on other hosts: the same end, new values everywhere. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../../src/decode/events.ts';
import { barest } from '../../../src/decode/trace/index.ts';
import type { Exchange, WireRequest } from '../../../src/exchange.ts';
import { inProcess, VirtualClock } from '../../../src/protocol/drive.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { type RerunResult, rerun } from '../../../src/replay/rerun/rerun.ts';
import { captures, clientHars, harsIn, ordered } from '../rehearsal.ts';

const scenario = (family: string): string => JSON.stringify({ seed: 4711, family });

/** Credentials and names that belonged to the recorded session alone. */
function secretsOf(exchanges: readonly Exchange[]): string[] {
  const decoder = new Decoder(wechat);
  const keys = Object.entries(wechat.session).filter(
    ([name, key]) => 'secret' in key || 'identity' in key || name === 'userName',
  );
  const secrets = new Set<string>();
  for (const exchange of exchanges) {
    const values = decoder.decode(exchange).step.session?.values ?? {};
    for (const [name] of keys) {
      const text = String(values[name] ?? '');
      if (text.length >= 6) secrets.add(barest(text));
    }
  }
  return [...secrets];
}

const wireOf = ({ url, headers, body }: WireRequest): string =>
  barest(`${url}\n${headers.map((line) => line.join(': ')).join('\n')}\n${body?.text() ?? ''}`);

async function run(
  exchanges: readonly Exchange[],
  family: string,
  sendsLasting: boolean,
): Promise<RerunResult> {
  const backend = await wechat.simulate(scenario(family));
  const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1, 12)));
  return rerun(exchanges, { protocol: wechat, effects, sendsLasting });
}

const whole = [
  ...['desktop-cross-host', 'logout-by-phone', 'sync-every-message', 'login-expiry-cancel-relogin'].map(
    (name) => [name, captures, 'web'] as const,
  ),
  ...harsIn(clientHars)
    .filter((name) => !name.includes('pushlogin'))
    .map(
      (name) => [name.replace('.har', ''), clientHars, name.includes('wechat4u') ? 'web2' : 'wx8'] as const,
    ),
];

describe('against a simulation with another seed and family of hosts', () => {
  test.each(whole)('%s ends as recorded and sends no recorded secret', async (name, folder, family) => {
    const exchanges = await ordered(join(folder, `${name}.har`));
    const { stopped, ends, reruns } = await run(exchanges, family, true);
    expect(stopped).toBeUndefined();
    expect(ends.reached).toEqual(ends.recorded);
    const secrets = secretsOf(exchanges);
    expect(secrets.length).toBeGreaterThan(4);
    for (const { exchange, origin } of reruns) {
      const wire = wireOf(exchange.request);
      for (const secret of secrets) expect(wire.includes(secret), `${origin} sends ${secret}`).toBe(false);
    }
    const hosts = new Set(reruns.map(({ exchange }) => new URL(exchange.request.url).hostname));
    const main = { web: 'web.wechat.com', web2: 'web2.wechat.com', wx8: 'wx8.qq.com' }[family];
    expect([...hosts]).toContain(main);
  });

  test('what leaves a mark on others is left out unless it is asked for', async () => {
    const exchanges = await ordered(join(captures, 'sync-every-message.har'));
    const lasting = new Set(wechat.endpoints.filter((row) => row.lasting).map((row) => row.name));
    const { reruns, left } = await run(exchanges, 'wx', false);
    expect(reruns.filter(({ endpoint }) => lasting.has(endpoint ?? ''))).toEqual([]);
    expect(left.filter(({ why }) => why.includes('--send-messages')).length).toBeGreaterThan(20);
  });

  test('a login that the server remembers is not begun with the credentials of the recording', async () => {
    const exchanges = await ordered(join(captures, 'push-login.har'));
    const { reruns, left } = await run(exchanges, 'wx', true);
    const secrets = secretsOf(exchanges);
    for (const { exchange } of reruns)
      for (const secret of secrets) expect(wireOf(exchange.request)).not.toContain(secret);
    expect(left.find(({ exchange }) => exchange === 'e1')?.why).toContain('uin');
  });

  test('what is drawn by the client is drawn anew, and is the same where it was', async () => {
    const exchanges = await ordered(join(captures, 'sync-every-message.har'));
    const backend = await wechat.simulate(JSON.stringify({ seed: 1, events: [] }));
    const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1, 12)));
    const { reruns } = await rerun(exchanges, { protocol: wechat, effects, sendsLasting: true });
    const sent = reruns.filter(({ endpoint }) => endpoint === 'webwxsendmsg');
    expect(sent.length).toBeGreaterThan(0);
    const recorded = new Map(
      exchanges.map((exchange) => [exchange.id, exchange.request.body?.text() ?? '{}']),
    );
    for (const { exchange, origin } of sent) {
      const [old, now] = [recorded.get(origin)!, exchange.request.body!.text()].map((text) =>
        JSON.parse(text),
      );
      expect(now.Msg.LocalID).toBe(now.Msg.ClientMsgId);
      expect(now.Msg.LocalID).not.toBe(old.Msg.LocalID);
      expect(now.BaseRequest.DeviceID).toMatch(/^e\d{15}$/);
      expect(now.BaseRequest.DeviceID).not.toBe(old.BaseRequest.DeviceID);
      expect(now.Msg.Content).toBe(old.Msg.Content);
      expect(Object.keys(now)).toEqual(Object.keys(old));
    }
  });
});

describe('the run stops at its first cause', () => {
  test('a refusal that the recording has not', async () => {
    const exchanges = await ordered(join(captures, 'logout-by-phone.har'));
    const backend = await wechat.simulate(JSON.stringify({ changes: { D12: true } }));
    const effects = inProcess(backend, new VirtualClock(Date.UTC(2030, 5, 1, 12)));
    const { stopped, left, reruns } = await rerun(exchanges, { protocol: wechat, effects });
    expect([stopped?.endpoint, stopped?.outcome.name, stopped?.origin]).toEqual([
      'webwxnewloginpage',
      'refused',
      'e5',
    ]);
    expect(reruns.at(-1)?.origin).toBe('e5');
    expect(left.length).toBeGreaterThan(20);
  });
});
