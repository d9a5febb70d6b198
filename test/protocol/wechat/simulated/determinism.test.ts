/** The same seed, requests and moments give the same bytes; another seed gives others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../../src/exchange.ts';
import { codecs } from '../../../../src/protocol/codec/index.ts';
import { splitUrl } from '../../../../src/protocol/url.ts';
import { walk } from '../../../../src/protocol/walk.ts';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import { uploadOf } from './files.ts';
import { loggedIn, Page, simulate } from './page.ts';

const bytesOf = (exchanges: readonly Exchange[]): string[] =>
  exchanges.map(({ request, response, startedAt }) =>
    [
      startedAt,
      request.method,
      request.url,
      response?.status,
      JSON.stringify(response?.headers),
      response?.body?.text(),
    ].join(' '),
  );

/** A session with a bit of everything. */
async function whole(seed: number): Promise<Page> {
  const page = new Page(simulate({ seed }));
  await page.code();
  await page.ask('qrcode');
  await page.pollToEnd();
  await page.redeem();
  await page.start();
  await page.notify();
  await page.ask('webwxgetcontact', { seq: '0' });
  await uploadOf(page, {});
  await page.ask('webwxsendmsg', { type: 1, text: 'x', to: 'filehelper', scene: 0 });
  await page.sync(() => false);
  await page.ask('webwxlogout', { type: '1' });
  return page;
}

describe('a seed', () => {
  test('decides every byte of a session', async () => {
    const [one, other] = [await whole(1), await whole(1)];
    expect(bytesOf(other.exchanges)).toEqual(bytesOf(one.exchanges));
  });

  test('of another number makes another session', async () => {
    const [one, other] = [await whole(1), await whole(2)];
    for (const key of ['uuid', 'sid', 'skey', 'passTicket', 'userName', 'dataTicket', 'uin']) {
      expect(one.session[key]).toBeDefined();
      expect(other.session[key]).not.toBe(one.session[key]);
    }
  });

  test('gives every login of one backend values of its own, for the same account', async () => {
    const backend = simulate({ events: [] });
    const pages: Page[] = [];
    for (let count = 0; count < 3; count++) {
      const page = new Page(backend);
      await page.login();
      pages.push(page);
    }
    for (const key of ['uuid', 'ticket', 'sid', 'skey', 'passTicket', 'userName', 'dataTicket']) {
      expect(new Set(pages.map(({ session }) => session[key])).size).toBe(3);
    }
    expect(new Set(pages.map(({ session }) => session.uin)).size).toBe(1);
  });

  test('always makes replies that the table has no issue with', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const page = await whole(seed);
        expect(page.exchanges.flatMap(issuesOf)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

/** Where a reply departs from its row. */
function issuesOf({ request, response }: Exchange): unknown[] {
  const { path } = splitUrl(request.url);
  const row = wechat.endpoints.find(
    (candidate) => candidate.path === path && candidate.methods.includes(request.method),
  );
  if (!row || !response?.body || response.body.isEmpty || row.reply.codec === 'bytes') return [];
  const decoded = codecs[row.reply.codec].decode(response.body, row.reply.type);
  return decoded.ok
    ? walk(row.reply.shape, decoded.value, `/${row.name}`)
    : [`${row.name}: ${decoded.message}`];
}

describe('time', () => {
  test('of the scenario and of the wall are two things', async () => {
    const page = await loggedIn({ events: [{ after: 5_000, message: { text: 'x' } }] });
    const backend = simulate({ phone: { scan: 0, confirm: 0 } });
    // Ten scenario seconds pass within one second of the wall.
    const at = (now: number) => ({ now, wall: 1_700_000_000_000 + now / 10 });
    const answer = backend.handle(
      { method: 'GET', url: 'https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new', headers: [] },
      at(0),
    );
    if (answer.held !== undefined) throw new Error('held');
    const uuid = /"([^"]+)"/.exec(answer.response.body!.text())?.[1];
    backend.wake(at(10_000));
    const url = `https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=${uuid}&tip=1`;
    const poll = backend.handle({ method: 'GET', url, headers: [] }, at(20_000));
    expect(poll.held === undefined && poll.response.body!.text()).toContain('scan=1700000000"');
    expect(page.session.uin).toBeDefined();
  });
});
