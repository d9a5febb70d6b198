/** The client against servers of every age, against recordings, and against answers that make no sense. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DriftwireError } from '../../src/errors.ts';
import type { Exchange } from '../../src/exchange.ts';
import { HarReader } from '../../src/har/read.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { changes } from '../../src/protocol/wechat/simulated/ages.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import type { Line } from './scripted.ts';
import { type Play, type Played, play } from './simulated.ts';

/** An hour. */
const hour = 3_600_000;

/** How a session ends: closed by the server, in one of our errors, or not within the hour. */
async function outcome(options: Play): Promise<Played & { end: string }> {
  const played = play(options);
  const start = played.clock.now();
  try {
    await played.client.login();
    await played.client.contacts.load().catch((error: unknown) => {
      if (!(error instanceof DriftwireError)) throw error;
    });
    const stop = new AbortController();
    const late = played.clock.sleep(hour, stop.signal).then(() => played.client.close());
    const { by } = await played.client.sync().finally(() => stop.abort());
    await late;
    return { ...played, end: by };
  } catch (error) {
    if (error instanceof DriftwireError) return { ...played, end: error.code };
    if (played.clock.now() - start >= hour) return { ...played, end: 'open' };
    throw error;
  }
}

const events = [
  { after: 20_000, message: { text: 'hello' } },
  { after: 90_000, logout: 1101 },
];

describe('in any age of the protocol', () => {
  const refused = { D12: 1, D13: 1, D18: 1, D24: 1, D25: 1, D33: 1, D34: 1, D20: 1, D19: 1, D27: 1 };
  const switches = changes.flatMap(({ id }) => [
    [id, true],
    [id, false],
  ]) as [string, boolean][];

  test.each(switches)('%s %s: a session comes to its end', async (id, isOn) => {
    const { end, events: told } = await outcome({ scenario: { changes: { [id]: isOn }, events } });
    const texts = told.filter(({ kind }) => kind === 'text');
    // Before 2016-11 the hosts had other names, which this client no longer tries.
    if (id === 'D4' && !isOn) expect(end).toBe('server');
    else if (end === 'server') expect(texts.length).toBe(1);
    else expect(Object.keys(refused)).toContain(id);
  });

  test.each([
    '2016-01-01',
    '2016-06-01',
    '2017-03-01',
    '2019-01-01',
    '2021-06-01',
    '2023-06-01',
    '2025-06-01',
  ])('of %s', async (age) => {
    const { end } = await outcome({ scenario: { age, events } });
    expect(end).toMatch(/^(?:server|remote\/refused)$/);
  });
});

describe('against a recording', () => {
  const folder = join(import.meta.dirname, '..', '..', 'captures', 'wechat');
  const ends: Record<string, string> = {
    'refused-1203.har': 'remote/refused',
    'refused-html.har': 'remote/refused',
    'refused-301.har': 'remote/refused',
    // Its client logged out; nobody else ever does.
    'login-expiry-cancel-relogin.har': 'open',
  };
  const names = readdirSync(folder).filter((name) => name.endsWith('.har') && !name.startsWith('seed'));

  test.each(names)('%s ends as it was recorded', async (name) => {
    const reader = await HarReader.open(join(folder, name));
    const exchanges: Exchange[] = [];
    for await (const { exchange } of reader.ordered()) if (exchange) exchanges.push(exchange);
    await reader.close();
    const { end } = await outcome({ backend: new RecordedBackend(exchanges, { protocol: wechat }) });
    expect(end).toBe(ends[name] ?? 'server');
  });
});

const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{"BaseResponse":null}',
    '{"BaseResponse":{"Ret":0,"ErrMsg":""}}',
    '{"BaseResponse":{"Ret":0},"AddMsgList":[null,1,"x",{},{"MsgId":{}}],"ModContactList":[null,{"MemberList":[null,3]}],"SyncKey":{"Count":1,"List":[null]}}',
    '{"BaseResponse":{"Ret":0},"MemberList":[null,{"UserName":"__proto__","NickName":"x"}],"Seq":"7"}',
    '{"__proto__":{"Ret":0},"BaseResponse":{"Ret":"0"}}',
    'window.code=200;window.redirect_uri="https://wx.qq.com/";',
    'window.code=200;window.redirect_uri="not a url";',
    'window.code=201;window.userAvatar = 7;',
    'window.QRLogin.code = 200; window.QRLogin.uuid = "";',
    '<error><ret>0</ret><wxsid>a</wxsid></error>',
    'window.synccheck={retcode:"0",selector:"x"}',
  ),
);
const line = fc.record({
  to: fc.constantFrom(
    'jslogin',
    'login',
    'webwxnewloginpage',
    'webwxinit',
    'webwxstatusnotify',
    'synccheck',
    'webwxsync',
    'webwxgetcontact',
    'webwxbatchgetcontact',
  ),
  nth: fc.integer({ min: 1, max: 3 }),
  say: fc.oneof(
    body,
    fc.constantFrom('silence' as const, 'no-http' as const),
    fc.record({ status: fc.constantFrom(200, 204, 301, 404, 500, 502), body }),
  ),
}) as fc.Arbitrary<Line>;

test('no answer makes it throw anything but our errors, spin, or leave the protocol’s hosts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (script) => {
      const { exchanges } = await outcome({ scenario: { events }, script });
      expect(exchanges.length).toBeLessThan(400);
      for (const { request } of exchanges)
        expect(request.url).toMatch(/^https:\/\/[\w.]+\.(?:qq|wechat)\.com\//);
    }),
    { numRuns: 60 },
  );
});
