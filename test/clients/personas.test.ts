/**
 * How the clients that cannot be installed here talk and what they need, held against the simulation and against the
 * recording of each other's run. Their strictness is their own: a field that is missing or of another type fails them.
 *
 * | research | simulated (test/protocol/wechat/simulated/) | from recordings (test/replay/) |
 * |---|---|---|
 * | clients.md 1.1 to 1.10 | clients.test.ts by number | clients.test.ts by number |
 * | clients.md 2 | test/proxy/{listener,secure,tunnels,reply}.test.ts | the same |
 * | clients.md 3 | clients.test.ts, "hosts, 3"; here by family | here |
 * | clients.md 4 | clients.test.ts, "endpoints, 4"; here | here; directory, ends, polls, sessions.test.ts |
 * | clients.md 5 | clients.test.ts, "variants, 5"; here | here |
 * | clients.md 6 | here, "what breaks the real ones" | |
 * | official.md 1.1 to 1.17 | official.test.ts by number; page.ts by number, here | page.ts, here; listen.test.ts 1.15 |
 * | the recorded requests themselves | recorded.test.ts | recorded.test.ts |
 * | wechat4u, weixinbot | clients.e2e.test.ts | clients.e2e.test.ts |
 */
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { issuesOf } from '../../src/decode/issues.ts';
import {
  Body,
  type Exchange,
  type HeaderList,
  type WireRequest,
  type WireResponse,
} from '../../src/exchange.ts';
import type { Answer, Moment } from '../../src/protocol/backend.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';
import { Table } from '../../src/protocol/table.ts';
import { families } from '../../src/protocol/wechat/hosts.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { simulate } from '../protocol/wechat/simulated/page.ts';
import { farAhead } from './personas/http.ts';
import { itchat, itchatUos } from './personas/itchat.ts';
import { openwechat, openwechatDesktop } from './personas/openwechat.ts';
import { page } from './personas/page.ts';
import type { Persona, Report } from './personas/persona.ts';
import { wechaty } from './personas/wechaty.ts';

/** Where the account is of another family the page moves there. */
const pages = [false, true].map((isDesktop) => page({ host: 'wx.qq.com', isDesktop }));
const personas = [itchat, itchatUos, openwechat, openwechatDesktop, wechaty, ...pages];
const table = new Table(wechat);
const effects = (backend: Parameters<typeof inProcess>[0], clock = new VirtualClock(farAhead)) =>
  inProcess(backend, clock);

function expectWhole({ contacts, messages, picture, hasSent, end }: Report, showsPicture = true): void {
  expect(contacts.size).toBeGreaterThan(30);
  expect(new Set(messages.map(({ kind }) => kind))).toEqual(
    new Set(['51', '1', '3', '49/5', '49/6', '10002']),
  );
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  expect(messages.find(({ kind, from }) => kind === '1' && from.startsWith('@@'))?.member).toBeTruthy();
  if (showsPicture) expect(picture).toBeGreaterThan(200);
  expect(hasSent).toBe(true);
  expect(end).toBe('1101');
}

/** In the order of their start, as a file would have them. */
const recording = ({ http }: Report): Exchange[] =>
  [...http.exchanges].sort((one, other) => one.startedAt - other.startedAt);

describe.each(personas)('$name', (persona) => {
  test.each(families.map(({ name }) => name))('lives a whole session of the family %s', async (family) => {
    expectWhole(await persona.run(effects(simulate({ family }))));
  });

  test('asks in words that the table knows, and is answered in them', async () => {
    const decoder = new Decoder(wechat);
    const calls = recording(await persona.run(effects(simulate()))).map(
      (exchange) => decoder.decode(exchange).call,
    );
    for (const call of calls) {
      const { url } = call.exchange.request;
      if (new URL(url).pathname === '/') continue;
      expect(call.endpoint?.name, url).toBeDefined();
      expect(issuesOf(call, table), url).toEqual([]);
    }
  });

  test('gets every page of its contacts, simulated and from a recording of another', async () => {
    const paged = { people: 70, contactPage: 15 };
    const report = await persona.run(effects(simulate(paged)));
    const theirs = await openwechat.run(effects(simulate(paged)));
    const backend = new RecordedBackend(recording(theirs), { protocol: wechat });
    const again = await persona.run(effects(backend));
    expect(report.contacts.size).toBeGreaterThan(70);
    expect(again.contacts.size).toBe(report.contacts.size);
  });

  test('logs out by itself', async () => {
    const report = await persona.run(effects(simulate()), true);
    expect(report.end).toMatch(/^left/);
  });

  test.each(personas)('lives from the recording of $name', async (other) => {
    const theirs = await other.run(effects(simulate()));
    const backend = new RecordedBackend(recording(theirs), { protocol: wechat });
    const ours = await persona.run(effects(backend));
    // They ask for pictures of different sizes.
    expectWhole(ours, persona === other);
    expect(ours.messages.map(({ id }) => id)).toEqual(theirs.messages.map(({ id }) => id));
  });
});

/** The simulation with one thing broken in its replies. */
function broken(
  change: (text: string, name: string) => string,
  headers = (all: HeaderList): HeaderList => all,
) {
  const backend = simulate();
  const spoil = (response: WireResponse, name: string): WireResponse => ({
    ...response,
    headers: headers(response.headers),
    ...(response.body && { body: Body.ofText(change(response.body.text(), name)) }),
  });
  const names = new Map<number, string>();
  return {
    handle(request: WireRequest, at: Moment): Answer {
      const name = new URL(request.url).pathname.split('/').at(-1)!;
      const answer = backend.handle(request, at);
      if (answer.held === undefined) return { ...answer, response: spoil(answer.response, name) };
      names.set(answer.held, name);
      return answer;
    },
    wake: (at: Moment) =>
      backend.wake(at).map((one) => ({ ...one, response: spoil(one.response, names.get(one.held)!) })),
    nextWake: () => backend.nextWake(),
    forget: (held: number) => backend.forget(held),
  };
}

/** research/clients.md 6 and research/official.md 1: what is broken, and who cannot live with it. */
describe('what breaks the real ones breaks these:', () => {
  const old = (all: HeaderList): HeaderList =>
    all.map(([name, value]) => [
      name,
      value.replace(/Expires=[^;]*/, 'Expires=Tue, 05-Mar-2019 10:00:00 GMT'),
    ]);
  const hidden = (all: HeaderList): HeaderList =>
    all.map(([name, value]) => [name, name === 'Set-Cookie' ? `${value}; HttpOnly` : value]);
  const keep = (text: string): string => text;
  const [onPage] = pages;

  test.each<[string, Persona, (text: string, name: string) => string, ((all: HeaderList) => HeaderList)?]>([
    ['cookies-expired, itchat', itchat, keep, old],
    ['cookies-expired, itchat-uos', itchatUos, keep, old],
    ['cookies-expired, openwechat', openwechat, keep, old],
    ['1.3 cookies that no script may read', onPage!, keep, hidden],
    ['init-uin-string', openwechat, (text) => text.replace(/"Uin": (\d{5,})/, '"Uin": "$1"')],
    ['synckey-count-more', openwechat, (text) => text.replace(/("SyncKey": \{\s*"Count": )\d+/, '$19')],
    ['msg-no-url', itchat, (text) => text.replaceAll('"Url": ', '"Link": ')],
    ['msg-msgid-number', openwechat, (text) => text.replace(/"MsgId": "(\d+)"/g, '"MsgId": $1')],
    ['1.12 msg-msgid-number', onPage!, (text) => text.replace(/"MsgId": "(\d+)"/g, '"MsgId": $1')],
    ['group-newline', itchat, (text) => text.replaceAll(':<br/>', ':\\n')],
    ['jslogin-nospace', openwechat, (text) => text.replaceAll(' = ', '=')],
    ['xml-nopass', itchat, (text) => text.replace(/<pass_ticket>.*<.pass_ticket>/, '')],
    ['init-no-invite', itchatUos, (text) => text.replace('"InviteStartCount"', '"Other"')],
    ['contact-no-sex', itchat, (text) => text.replaceAll('"Sex"', '"Other"')],
    ['synccheck-space', openwechat, (text) => text.replace('={retcode:', ' = {retcode: ')],
    ['sync-no-addcount', wechaty, (text) => text.replace(/"AddMsgCount": \d+/, '"AddMsgCount": 0')],
    ['createtime-old', wechaty, (text) => text.replace(/"CreateTime": \d+/g, '"CreateTime": 1551780000')],
    ['1.6 rooms without members', onPage!, (text) => text.replaceAll('"MemberList": [', '"Members": [')],
    ['1.8 a page for a script', onPage!, (text, name) => (name === 'synccheck' ? '<html>' : text)],
  ])('%s', async (_, persona, change, headers) => {
    const run = async () => expectWhole(await persona.run(effects(broken(change, headers))));
    await expect(run()).rejects.toThrow();
  });
});

test('a code that expires is followed by another one', async () => {
  const report = await itchat.run(effects(simulate({ phone: [{ ignore: true }, {}] })));
  expectWhole(report);
  expect(report.http.exchanges.filter(({ request }) => request.url.includes('/jslogin?'))).toHaveLength(2);
});

describe.each([false, true])('the page, in desktop mode: %s', (isDesktop) => {
  test.each(families.map(({ main }) => main))('opened at %s, the host of its account', async (host) => {
    const family = families.find(({ main }) => main === host)!.name;
    const report = await page({ host, isDesktop, uploads: true }).run(effects(simulate({ family })));
    expectWhole(report);
    expect(report.http.exchanges.map(({ request }) => request.method)).toContain('OPTIONS');
  });

  // The ages of the page that were run, research/official.md.
  test.each([
    '2016-11-10',
    '2017-02-06',
    '2017-06-05',
    '2017-12-20',
    '2018-09-20',
    '2019-05-15',
    '2022-03-01',
  ])('meets the server of its time, on its host and across hosts: %s', async (age) => {
    for (const family of ['wx', 'wx2'] as const) {
      const own = page({ host: 'wx.qq.com', isDesktop, uploads: true });
      expectWhole(await own.run(effects(simulate({ age, family }))));
    }
  });

  test.each(['wx', 'wx2'])(
    'lives from its own recording, on its host and across hosts: %s',
    async (family) => {
      const own = page({ host: 'wx.qq.com', isDesktop, uploads: true });
      const theirs = await own.run(effects(simulate({ family })));
      const backend = new RecordedBackend(recording(theirs), { protocol: wechat });
      const ours = await own.run(effects(backend));
      expectWhole(ours);
      expect(ours.messages).toEqual(theirs.messages);
      expect(backend.unused()).toEqual([]);
    },
  );
});

describe('all of them at once', () => {
  const meet = async (backend: Parameters<typeof inProcess>[0], clients: readonly Persona[]) => {
    const clock = new VirtualClock(farAhead);
    return Promise.all(clients.map((client) => client.run(inProcess(backend, clock))));
  };

  test('simulated, each with its own session', async () => {
    const reports = await meet(simulate(), [...personas, ...personas]);
    for (const report of reports) expectWhole(report);
  });

  test('from one recording', async () => {
    const [one] = await meet(simulate(), [openwechat]);
    const backend = new RecordedBackend(recording(one!), { protocol: wechat });
    for (const report of await meet(backend, personas)) expectWhole(report, false);
  });
});
