/**
 * How the clients that cannot be installed here talk and what they need, held against the simulation and against the
 * recording of each other's run. Their strictness is their own: a field that is missing or of another type fails them.
 *
 * research/clients.md and where it is tested:
 * 1.1 to 1.10, 3, 4, 5: test/protocol/wechat/simulated/clients.test.ts by number, for recordings
 * test/replay/clients.test.ts by number; 2: test/proxy/{listener,secure,tunnels}.test.ts; all of 4 as these clients and
 * those of clients.e2e.test.ts live it: here.
 */
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { issuesOf } from '../../src/decode/issues.ts';
import type { Exchange } from '../../src/exchange.ts';
import { inProcess, VirtualClock } from '../../src/protocol/drive.ts';
import { Table } from '../../src/protocol/table.ts';
import { families } from '../../src/protocol/wechat/hosts.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import { simulate } from '../protocol/wechat/simulated/page.ts';
import { farAhead } from './personas/http.ts';
import { itchat, itchatUos } from './personas/itchat.ts';
import { openwechat, openwechatDesktop } from './personas/openwechat.ts';
import type { Persona, Report } from './personas/persona.ts';
import { wechaty } from './personas/wechaty.ts';

const personas = [itchat, itchatUos, openwechat, openwechatDesktop, wechaty];
const table = new Table(wechat);
const effects = (backend: Parameters<typeof inProcess>[0], clock = new VirtualClock(farAhead)) =>
  inProcess(backend, clock);

function expectWhole({ contacts, messages, picture, hasSent, end }: Report): void {
  expect(contacts.size).toBeGreaterThan(30);
  expect(new Set(messages.map(({ kind }) => kind))).toEqual(
    new Set(['51', '1', '3', '49/5', '49/6', '10002']),
  );
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  expect(messages.find(({ kind, from }) => kind === '1' && from.startsWith('@@'))?.member).toBeTruthy();
  expect(picture).toBeGreaterThan(1000);
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

  test('logs out by itself', async () => {
    const report = await persona.run(effects(simulate()), true);
    expect(report.end).toMatch(/^left (?:200|301)$/);
  });

  test.each(personas)('lives from the recording of $name', async (other) => {
    const theirs = await other.run(effects(simulate()));
    const backend = new RecordedBackend(recording(theirs), { protocol: wechat });
    const ours = await persona.run(effects(backend));
    expectWhole(ours);
    expect(ours.messages.map(({ id }) => id)).toEqual(theirs.messages.map(({ id }) => id));
  });
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
    for (const report of await meet(backend, personas)) expectWhole(report);
  });
});
