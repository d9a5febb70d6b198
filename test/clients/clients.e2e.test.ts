/** Real clients, unmodified, against a simulated backend and against the recording of each other's run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driftwire } from '../cli/driftwire.ts';
import { installClients } from './install.ts';
import { endAll, type Run, run, type Told } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftwire-clients-'));
beforeAll(() => {
  installClients();
  // Servers that start at once would each make an authority.
  driftwire(['ca', 'path']);
}, 300_000);
afterAll(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

const runs = new Map<string, Promise<Run>>();
const once = (key: string, begin: () => Promise<Run>): Promise<Run> => {
  const known = runs.get(key) ?? begin();
  runs.set(key, known);
  return known;
};
/** At this pace weixinbot, which polls every three seconds, comes often enough before the phone logs out. */
const simulated = (client: string) => once(client, () => run(client, folder, '--simulate', '--pace', 'x8'));
const crossed = (client: string, other: string) =>
  once(`${client} ${other}`, async () =>
    run(client, folder, (await simulated(other)).har, '--pace', 'x10', '--unmatched', 'warn'),
  );

const named = (told: readonly Told[], event: Told['event']): Told[] =>
  told.filter((one) => one.event === event);
const idsOf = (events: Run['events']): unknown[] =>
  events.filter(({ type }) => type === 'message.received' || type === 'message.revoked').map(({ id }) => id);

function expectWhole({ code, told, stderr, events }: Run): void {
  expect(code, stderr).toBe(0);
  const order = [...new Set(told.map(({ event }) => event))].filter((event) =>
    /^(?:qr|message|logout)$/.test(event),
  );
  expect(order).toEqual(['qr', 'message', 'logout']);
  expect(told.at(-1)?.event).toBe('logout');
  // People, rooms and accounts, the account itself among them.
  expect(Math.max(...named(told, 'contacts').map(({ known }) => known!))).toBeGreaterThan(30);
  const kinds = named(told, 'message').map(
    ({ type, app, from }) => `${from!.slice(0, 2) === '@@'} ${type} ${app}`,
  );
  for (const kind of ['false 1 0', 'true 1 0', 'false 3 0', 'false 49 5', 'false 49 6', 'false 10002 0'])
    expect(kinds).toContain(kind);
  expect(named(told, 'sent')).toHaveLength(1);
  // What the server recorded tells the same story.
  const types = events.map(({ type }) => type);
  for (const type of ['session.opened', 'session.initialised', 'contacts.listed', 'message.sent'])
    expect(types).toContain(type);
  expect(events.filter(({ type }) => type === 'session.closed')).toMatchObject([
    { by: 'server', retcode: 1101 },
  ]);
  expect(types).not.toContain('unknown');
  expect(new Set(idsOf(events))).toEqual(new Set(named(told, 'message').map(({ id }) => id)));
}

const clients = [
  ['wechat4u', 'weixinbot'],
  ['weixinbot', 'wechat4u'],
] as const;

describe('an unmodified client logs in, loads contacts, receives, sends, and is logged out by the phone', () => {
  test.concurrent.each(clients)(
    '%s, simulated',
    async (client) => expectWhole(await simulated(client)),
    300_000,
  );

  test.concurrent.each(clients)(
    "%s, from the recording of %s's run",
    async (client, other) => {
      const theirs = await simulated(other);
      const ours = await crossed(client, other);
      expectWhole(ours);
      expect(new Set(idsOf(ours.events))).toEqual(new Set(idsOf(theirs.events)));
    },
    300_000,
  );
});

/** Another HTTP, another TLS and another reader of cookies than Node's. */
const hasPython = spawnSync('python3', ['-c', 'import ssl, http.cookiejar']).status === 0;
const python = hasPython ? describe : describe.skip;

python(`a client of Python's own library${hasPython ? '' : ' (python3 is missing)'}, as ItChat talks`, () => {
  test('simulated', async () => expectWhole(await simulated('python')), 300_000);

  test("from the recording of wechat4u's run", async () => {
    const theirs = await simulated('wechat4u');
    const ours = await crossed('python', 'wechat4u');
    expectWhole(ours);
    expect(new Set(idsOf(ours.events))).toEqual(new Set(idsOf(theirs.events)));
  }, 300_000);
});
