/** Memory and time stay bounded, whatever is asked how often. */
import { describe, expect, test } from 'vitest';
import type { Moment } from '../../../../src/protocol/backend.ts';
import { VirtualClock } from '../../../../src/protocol/drive.ts';
import { uploadOf } from './files.ts';
import { loggedIn, noon, Page, simulate } from './page.ts';

const at = (now: number): Moment => ({ now, wall: noon + now });
const get = (url: string, cookie = '') => ({
  method: 'GET',
  url,
  headers: cookie === '' ? [] : [['Cookie', cookie] as const],
});
const jslogin = get('https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new');

describe('the simulated backend', () => {
  test('forgets QR codes when they are over', async () => {
    const backend = simulate();
    for (let count = 0; count < 500; count++) backend.handle(jslogin, at(count));
    expect(backend.sizes.codes).toBe(500);
    backend.wake(at(700_000));
    expect(backend.sizes).toEqual({ codes: 0, sessions: 0, polls: 0, due: 0, bytes: 0 });
  });

  test('keeps no more than so many QR codes, however fast they are asked for', () => {
    const backend = simulate({ person: true });
    for (let count = 0; count < 12_000; count++) backend.handle(jslogin, at(0));
    expect(backend.sizes.codes).toBe(10_000);
    expect(backend.sizes.due).toBe(10_000);
  });

  test('forgets sessions when they are over, and what was due for them', async () => {
    const backend = simulate();
    const clock = new VirtualClock(noon);
    for (let count = 0; count < 5; count++) await new Page(backend, { clock }).login();
    expect(backend.sizes.sessions).toBe(5);
    await clock.sleep(400_000);
    backend.wake(at(500_000));
    expect(backend.sizes).toEqual({ codes: 0, sessions: 0, polls: 0, due: 0, bytes: 0 });
  });

  test('lets go of a poll whose client has gone', async () => {
    const page = await loggedIn({ events: [] });
    const backend = simulate({ phone: { ignore: true } });
    backend.handle(jslogin, at(0));
    const code = backend.handle(jslogin, at(0));
    const uuid = code.held === undefined ? /"([^"]+)"/.exec(code.response.body!.text())?.[1] : '';
    const poll = backend.handle(
      get(`https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=${uuid}&tip=1`),
      at(0),
    );
    expect(backend.sizes.polls).toBe(1);
    backend.forget(poll.held!);
    backend.forget(poll.held!);
    expect(backend.sizes.polls).toBe(0);
    expect(backend.wake(at(30_000))).toEqual([]);
    expect(page.now()).toBeGreaterThan(0);
  });

  test('holds ten thousand polls, and wakes only those that something happened to', async () => {
    const file = {
      people: 0,
      rooms: 0,
      officials: 0,
      phone: { scan: 0, confirm: 0 },
      events: [{ after: 1_000_000, message: { fields: { MsgType: 1 } } }],
    };
    const backend = simulate(file);
    const clock = new VirtualClock(noon);
    const pages = [new Page(backend, { clock }), new Page(backend, { clock })];
    for (const page of pages) await page.login();
    const [crowd, loner] = pages.map((page) => ({ page, cookie: page.cookiesFor('webpush.wx.qq.com') }));
    const position = (page: Page): string => {
      const { List } = page.session.syncKey as { List: { Key: number; Val: number }[] };
      return List.map(({ Key, Val }) => `${Key}_${Val}`).join('%7C');
    };
    const check = (page: Page): string =>
      `https://webpush.wx.qq.com/cgi-bin/mmwebwx-bin/synccheck?synckey=${position(page)}`;
    const start = clock.now() - noon;
    for (let count = 0; count < 10_000; count++) {
      expect(backend.handle(get(check(crowd!.page), crowd!.cookie), at(start + count)).held).toBeDefined();
    }
    const own = backend.handle(get(check(loner!.page), loner!.cookie), at(start + 10_000));
    expect(backend.sizes.polls).toBe(10_001);
    expect(backend.nextWake()).toBe(start + 25_500);
    const logout = get('https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxlogout?type=0', loner!.cookie);
    backend.handle(logout, at(start + 10_001));
    expect(backend.nextWake()).toBe(start + 10_001);
    expect(backend.wake(at(start + 10_001)).map(({ held }) => held)).toEqual([own.held]);
    expect(backend.sizes.polls).toBe(10_000);
    // One by one, each at its own time: no wake looks at the others.
    let released = 0;
    for (
      let now = backend.nextWake();
      now !== undefined && backend.sizes.polls > 0;
      now = backend.nextWake()
    ) {
      released += backend.wake(at(now)).length;
    }
    expect(released).toBe(10_000);
  });

  test('keeps no more uploads than all sessions may have together, and none of a session that is over', async () => {
    const backend = simulate({ events: [], changes: { D35: false } });
    const clock = new VirtualClock(noon);
    const pages: Page[] = [];
    for (let count = 0; count < 6; count++) {
      const page = new Page(backend, { clock });
      await page.login();
      const whole = await uploadOf(page, { bytes: new Uint8Array(50_000_000) });
      const isKept = whole.got('/MediaId') !== '';
      expect(isKept).toBe(true);
      pages.push(page);
    }
    expect(backend.sizes.bytes).toBe(250_000_000);
    for (let chunk = 0; chunk < 4; chunk++) {
      await uploadOf(pages[0]!, { bytes: new Uint8Array(5_000_000), chunk, chunks: 9, md5: 'other' });
    }
    expect(backend.sizes.bytes).toBeLessThanOrEqual(256 * 1024 * 1024);
    for (const page of pages) await page.ask('webwxlogout', { type: '0' });
    expect(backend.sizes.bytes).toBe(0);
  });

  test('sees late what was due long ago, in its order', async () => {
    const page = await loggedIn({
      events: [
        { after: 1_000, message: { text: 'a' } },
        { after: 2_000, message: { text: 'b' } },
      ],
    });
    await page.clock.sleep(3_600_000);
    const messages = (await page.pull()).got('/AddMsgList') as { Content: string; CreateTime: number }[];
    expect(messages.map(({ Content }) => Content)).toEqual(['a', 'b']);
    expect(messages[1]!.CreateTime - messages[0]!.CreateTime).toBe(1);
  });
});
