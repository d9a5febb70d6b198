import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { RecordedBackend } from '../../src/replay/recorded.ts';
import {
  captures,
  clientHars,
  converse,
  eventsOf,
  flawedIn,
  harsIn,
  linesOf,
  ordered,
  Rehearsal,
} from './rehearsal.ts';
import { newRun, smallClient } from './small-client.ts';

const folders = [
  ['recordings of captures/', captures],
  ['recordings of real clients (skipped where ../shared is missing)', clientHars],
] as const;

describe.each(folders)('%s', (_title, folder) => {
  describe.skipIf(harsIn(folder).length === 0)('against themselves', () => {
    test.each(harsIn(folder))('%s gives its own events, and nothing of it is left unused', async (name) => {
      const exchanges = await ordered(join(folder, name));
      const backend = new RecordedBackend(exchanges, { protocol: wechat });
      const { done } = new Rehearsal(backend).perform(linesOf(exchanges)).finish();
      const flawed = flawedIn(exchanges);
      expect(eventsOf(done, flawed)).toEqual(eventsOf(exchanges, flawed));
      expect(backend.unused()).toEqual([]);
    });

    test.each(harsIn(folder))(
      '%s, asked as fast as its client could, ends in the same states',
      async (name) => {
        const exchanges = (await ordered(join(folder, name))).filter(({ failure }) => !failure);
        const backend = new RecordedBackend(exchanges, { protocol: wechat });
        const rehearsal = new Rehearsal(backend);
        for (const { id, request } of exchanges) rehearsal.wait(request, id);
        const states = (events: ReturnType<typeof eventsOf>) =>
          events.map(({ exchange, state }) => `${exchange} ${state}`);
        const flawed = flawedIn(exchanges);
        expect(states(eventsOf(rehearsal.done, flawed)).at(-1)).toEqual(
          states(eventsOf(exchanges, flawed)).at(-1),
        );
      },
    );
  });
});

/** Recordings of a login that ends with the server's word, so that any client gets through them. */
const whole = [
  ...['desktop-cross-host', 'logout-by-phone', 'sync-every-message', 'push-login'].map((name) => [
    captures,
    name,
  ]),
  ...['itchat', 'official-2017-02-06', 'official-2022-03-01', 'wechat4u', 'wechaty', 'weixinbot'].map(
    (name) => [clientHars, name],
  ),
].filter(([folder, name]) => harsIn(folder!).includes(`${name}.har`)) as [string, string][];

describe('another client than the recorded one', () => {
  test.each(whole)('%s/%s takes it from the login to the logout by the server', async (folder, name) => {
    for (const isPage of [true, false]) {
      const backend = new RecordedBackend(await ordered(join(folder, `${name}.har`)), { protocol: wechat });
      const run = newRun();
      converse(new Rehearsal(backend), [smallClient(run, { isPage, texts: ['nobody recorded this'] })]);
      const types = run.events.map(({ type }) => type);
      expect(types).toContain('session.initialised');
      expect(types.at(-1)).toBe('session.closed');
      expect(types.filter((type) => type === 'message.received').length).toBeGreaterThan(0);
      expect(run.statuses.filter((status) => status >= 400)).toEqual([404]);
    }
  });

  test('asks in the variant it understands: XML with 200 for the page, a redirect for bots', async () => {
    for (const [isPage, status] of [
      [true, 200],
      [false, 301],
    ] as const) {
      for (const name of ['logout-by-phone', 'desktop-cross-host']) {
        const backend = new RecordedBackend(await ordered(join(captures, `${name}.har`)), {
          protocol: wechat,
        });
        const rehearsal = new Rehearsal(backend);
        converse(rehearsal, [smallClient(newRun(), { isPage })]);
        const opened = rehearsal.done.find(({ request }) => request.url.includes('webwxnewloginpage?'))!;
        expect(opened.response?.status).toBe(status);
        expect(opened.response?.body?.text()).toContain('<wxsid>');
        const location = opened.response?.headers.find(([key]) => key === 'Location')?.[1];
        expect(location).toBe(isPage ? undefined : `https://${new URL(opened.request.url).host}/`);
      }
    }
  });
});
