/** Playbooks of the sync loop: every row of its state table (protocol.md 7.2), in virtual time. */
import { describe, expect, test } from 'vitest';
import type { Ending } from '../../src/client/sync.ts';
import type { DriftwireError } from '../../src/errors.ts';
import { at } from '../../src/protocol/shape.ts';
import type { Line } from './scripted.ts';
import { type Play, type Played, play } from './simulated.ts';

type Synced = Played & { ending?: Ending; error?: DriftwireError };

/** Some texts, then the phone logs out. */
const talk = {
  events: [
    { after: 30_000, message: { text: 'one' } },
    { after: 60_000, message: { text: 'two' } },
    { after: 90_000, message: { text: 'three' } },
    { after: 300_000, logout: 1101 },
  ],
} as const;

async function synced(options: Play = {}): Promise<Synced> {
  const played = play({ scenario: { events: [...talk.events] }, ...options });
  await played.client.login();
  try {
    return { ...played, ending: await played.client.sync() };
  } catch (error) {
    return { ...played, error: error as DriftwireError };
  }
}

/** Of every request, as many as nobody comes to. */
const many = Array.from({ length: 5000 }, (_, index) => index + 1);

/** Ten minutes against a server that goes on like this. */
async function withoutEnd(script: readonly Line[]): Promise<Played> {
  const played = play({ script });
  await played.client.login();
  const stop = new AbortController();
  const syncing = played.client.sync(stop.signal);
  await played.clock.sleep(600_000);
  stop.abort();
  await expect(syncing).rejects.toThrow();
  return played;
}

const check = (retcode: string, nth: number | readonly number[], selector = '0'): Line => ({
  to: 'synccheck',
  nth,
  say: `window.synccheck={retcode:"${retcode}",selector:"${selector}"}`,
});
const pull = (code: number, nth?: number | readonly number[]): Line => ({
  to: 'webwxsync',
  ...(nth !== undefined && { nth }),
  say: `{"BaseResponse":{"Ret":${code},"ErrMsg":""},"AddMsgCount":0,"AddMsgList":[],"ContinueFlag":0,"SyncKey":{"Count":0,"List":[]},"SKey":""}`,
});
const texts = ({ events }: Played): unknown[] =>
  events.filter(({ kind }) => kind === 'text').map(({ text }) => text);
const all = ['one', 'two', 'three'];
const requests = ({ exchanges }: Played, name: string) =>
  exchanges.filter(({ request }) => request.url.includes(`/${name}?`));
const bodyOf = (played: Played, index: number): unknown =>
  JSON.parse(requests(played, 'webwxsync')[index]!.request.body!.text());
const synckey = (played: Played, index: number): string | null =>
  new URL(requests(played, 'synccheck')[index]!.request.url).searchParams.get('synckey');

describe('positions', () => {
  test('S0, S2: the first poll sends the SyncKey of init, later ones the SyncCheckKey; pulls always the SyncKey', async () => {
    const played = await synced();
    const said = (name: string, index: number, pointer: string): unknown =>
      at(JSON.parse(requests(played, name)[index]!.response!.body!.text()), pointer);
    const join = (key: unknown): string =>
      (at(key, '/List') as { Key: number; Val: number }[]).map(({ Key, Val }) => `${Key}_${Val}`).join('|');
    expect(synckey(played, 0)).toBe(join(said('webwxinit', 0, '/SyncKey')));
    expect(synckey(played, 1)).toBe(join(said('webwxsync', 0, '/SyncCheckKey')));
    expect(at(bodyOf(played, 0), '/SyncKey')).toEqual(said('webwxinit', 0, '/SyncKey'));
    expect(at(bodyOf(played, 1), '/SyncKey')).toEqual(said('webwxsync', 0, '/SyncKey'));
    expect(played.ending).toMatchObject({ by: 'server', code: 1101 });
  });

  test('before the second half of 2016 there is one key for both', async () => {
    const played = await synced({ scenario: { changes: { D2: false }, events: [...talk.events] } });
    expect(texts(played)).toEqual(all);
  });

  test('an empty SyncKey is not kept', async () => {
    const played = await synced({ script: [pull(0, 2)] });
    expect(at(bodyOf(played, 2), '/SyncKey')).toEqual(at(bodyOf(played, 1), '/SyncKey'));
    expect(texts(played)).toEqual(all);
  });
});

describe('checking', () => {
  test('S1: nothing new is asked again at once', async () => {
    const played = await synced();
    const polls = requests(played, 'synccheck');
    const idle = polls.findIndex(({ timing }) => timing.total > 25_000);
    expect(polls[idle + 1]!.startedAt - polls[idle]!.startedAt).toBeLessThan(25_600);
  });

  test.each(['2', '3', '4', '6', '7', '99'])('S1: selector %s pulls', async (selector) => {
    const played = await synced({ script: [check('0', 2, selector)] });
    expect(played.calls().filter((name) => name === 'webwxsync').length).toBe(5);
    expect(texts(played)).toEqual(all);
  });

  test.each(['1100', '1101', '1102'])('S1: %s ends the session', async (code) => {
    const { ending, calls } = await synced({ script: [check(code, 3)] });
    expect(ending).toMatchObject({ by: 'server', code: Number(code) });
    expect(calls().at(-1)).toBe('synccheck');
  });

  test.each([
    ['-1', 1000],
    ['1205', 10_000],
    ['2', 1000],
    ['9999', 1000],
    ['12345', 1000],
  ])('S1: %s is asked again after a pause, and says so', async (code, ms) => {
    const played = await synced({ script: [check(code, 2)] });
    expect(texts(played)).toEqual(all);
    const [, second, third] = requests(played, 'synccheck');
    expect(third!.startedAt - second!.startedAt).toBeGreaterThanOrEqual(ms);
    expect(played.events.filter(({ type }) => type === 'client.waiting')).toMatchObject([
      { endpoint: 'synccheck', code: Number(code), ms },
    ]);
  });

  test.each([
    ['an empty body', ''],
    ['a page', '<html><body>502</body></html>'],
    ['half an answer', 'window.synccheck={retc'],
    ['503', { status: 503, body: 'busy' }],
  ])('S1: %s is asked again after a pause', async (_, say) => {
    const played = await synced({ script: [{ to: 'synccheck', nth: [2, 3], say }] });
    expect(texts(played)).toEqual(all);
    expect(played.events.filter(({ type }) => type === 'client.waiting').map(({ ms }) => ms)).toEqual([
      1000, 2000,
    ]);
  });

  test('S1: no answer in 35 s is asked again', async () => {
    const played = await synced({ script: [{ to: 'synccheck', nth: 2, say: 'silence' }] });
    expect(requests(played, 'synccheck')[1]).toMatchObject({
      failure: { cause: 'timeout' },
      timing: { total: 35_000 },
    });
    expect(texts(played)).toEqual(all);
  });

  test('S1: what is no HTTP means news, and is pulled at once', async () => {
    const played = await synced({ script: [{ to: 'synccheck', nth: 2, say: 'no-http' }] });
    const index = played.exchanges.findIndex(({ failure }) => failure?.cause === 'protocol');
    expect(played.calls()[index + 1]).toBe('webwxsync');
    const d10 = await synced({ scenario: { changes: { D10: true }, events: [...talk.events] } });
    expect(texts(d10)).toEqual(all);
  });

  test('S1: nobody answers any more: the loop ends', async () => {
    const played = await synced({ script: [{ to: 'synccheck', say: 'silence' }] });
    expect(played.error?.code).toBe('transport/timeout');
    expect(requests(played, 'synccheck')).toHaveLength(15);
  });

  test('a server that holds nothing is not asked without end', async () => {
    const played = await withoutEnd([check('0', many)]);
    const { length } = requests(played, 'synccheck');
    expect(length > 3 && length < 60).toBe(true);
  });
});

describe('pulling', () => {
  test('S2: more than a page is pulled until there is no more', async () => {
    const events = Array.from({ length: 12 }, (_, index) => ({ after: 5000, message: { text: `${index}` } }));
    const played = await synced({
      scenario: { syncPage: 5, events: [...events, { after: 9000, logout: 1101 }] },
    });
    expect(texts(played)).toEqual(events.map(({ message }) => message.text));
    const names = played.calls();
    expect(names.join(' ')).toContain('webwxsync webwxsync');
  });

  test('S2: a message that comes twice is told once', async () => {
    const first = await synced();
    const body = requests(first, 'webwxsync')[1]!.response!.body!.text();
    const again = await synced({ script: [{ to: 'webwxsync', nth: [2, 3], say: body }] });
    const ids = again.events.filter(({ type }) => type === 'message.received').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('S2: news that never comes is not asked for without end', async () => {
    const played = await withoutEnd([check('0', many, '2'), pull(0, many)]);
    const { length } = requests(played, 'webwxsync');
    expect(length > 3 && length < 60).toBe(true);
    expect(played.events.some(({ type }) => type === 'client.waiting')).toBe(true);
  });

  test.each([1100, 1101, 1102])('S2: Ret %i ends the session', async (code) => {
    const { ending } = await synced({ script: [pull(code, 2)] });
    expect(ending).toMatchObject({ by: 'server', code });
  });

  test.each([
    [-1, 1000],
    [1205, 10_000],
    [3, 1000],
  ])('S2: Ret %i keeps the position and goes on', async (code, ms) => {
    const played = await synced({ script: [pull(code, 2)] });
    expect(at(bodyOf(played, 2), '/SyncKey')).toEqual(at(bodyOf(played, 1), '/SyncKey'));
    expect(played.events.filter(({ type }) => type === 'client.waiting')).toMatchObject([{ code, ms }]);
    expect(texts(played)).toEqual(all);
  });

  test('a changed contact is known by its new name', async () => {
    const events = [
      { after: 2000, contact: { user: 3, name: 'Neo' } },
      { after: 4000, logout: 1101 },
    ];
    const { client, events: told } = await synced({ scenario: { events } });
    expect(client.contacts.find('Neo')?.kind).toBe('person');
    expect(told.find(({ type }) => type === 'contact.renamed')).toMatchObject({ after: 'Neo' });
  });
});

describe('the end', () => {
  test('SX: whichever call hears of it first, the loop ends', async () => {
    const played = play({
      scenario: { events: [] },
      script: [
        pull(1101, []),
        {
          to: 'webwxgetcontact',
          say: '{"BaseResponse":{"Ret":1101,"ErrMsg":""},"MemberCount":0,"MemberList":[],"Seq":0}',
        },
      ],
    });
    await played.client.login();
    const syncing = played.client.sync();
    await expect(played.client.contacts.load()).rejects.toMatchObject({ code: 'remote/closed' });
    expect(await syncing).toMatchObject({ by: 'server', code: 1101 });
  });

  test('logout ends it by this side', async () => {
    const played = play({ scenario: { events: [] } });
    await played.client.login();
    const syncing = played.client.sync();
    await played.clock.sleep(5000);
    await played.client.logout();
    expect(await syncing).toMatchObject({ by: 'client' });
    expect(played.calls().filter((name) => name === 'webwxlogout')).toHaveLength(1);
  });

  test('after an interrupt the session lives on', async () => {
    const played = play({ scenario: { events: [] } });
    await played.client.login();
    const stop = new AbortController();
    const syncing = played.client.sync(stop.signal);
    await played.clock.sleep(5000);
    stop.abort(new Error('enough'));
    await expect(syncing).rejects.toThrow('enough');
    expect(played.calls()).not.toContain('webwxlogout');
  });
});
