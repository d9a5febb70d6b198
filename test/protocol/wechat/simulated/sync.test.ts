/** Every row of the sync's state table, played in virtual time. */
import { describe, expect, test } from 'vitest';
import { at } from '../../../../src/protocol/shape.ts';
import { formats } from '../../../../src/protocol/wechat/formats.ts';
import { loggedIn } from './page.ts';

const quiet = { events: [] };
const say = (after: number, text = `after ${after}`) => ({ after, message: { text } });
type Key = { Count: number; List: { Key: number; Val: number }[] };

describe('sync: checking', () => {
  test('S0 → S1: the first check goes with the SyncKey of webwxinit and is held', async () => {
    const page = await loggedIn(quiet);
    const before = page.now();
    const answer = await page.ask('synccheck');
    expect(answer.text).toBe('window.synccheck={retcode:"0",selector:"0"}');
    expect(page.now() - before).toBe(25_520);
    expect(answer.header('access-control-allow-origin')).toBe('*');
  });

  test('S1 → S1: nothing happens for minutes', async () => {
    const page = await loggedIn(quiet);
    for (let turn = 0; turn < 10; turn++) expect(await page.check()).toEqual({ retcode: '0', selector: '0' });
  });

  test('S1 → S2: a message ends the hold at once with selector 2', async () => {
    const page = await loggedIn({ events: [say(7_000)] });
    const started = page.now();
    expect(await page.check()).toEqual({ retcode: '0', selector: '2' });
    expect(page.now() - started).toBe(7_000);
  });

  test('S1 → S2: who is behind hears of it without a hold, as often as it asks', async () => {
    const page = await loggedIn({ events: [say(1_000)] });
    await page.clock.sleep(2_000);
    const before = page.now();
    for (let turn = 0; turn < 5; turn++) expect(await page.check()).toEqual({ retcode: '0', selector: '2' });
    expect(page.now() - before).toBe(100);
  });

  test.each([
    [{ after: 1_000, contact: { user: 0, name: 'New' } }, '4'],
    [{ after: 1_000, contact: { user: 0, removed: true } }, '6'],
    [{ after: 1_000, message: { kind: 'status-notify', code: 2, from: 0 } }, '7'],
  ] as const)('S1 → S2: %j gives selector %s', async (event, selector) => {
    const page = await loggedIn({ events: [event] });
    expect(await page.check()).toEqual({ retcode: '0', selector });
    await page.pull();
    expect(await page.check()).toEqual({ retcode: '0', selector: '0' });
  });

  test.each([1100, 1101, 1102] as const)(
    'S1 → SX: the phone ends the session with %i, and it stays so',
    async (logout) => {
      const page = await loggedIn({ events: [{ after: 4_000, logout }] });
      const closed = { retcode: String(logout), selector: '0' };
      const started = page.now();
      expect(await page.check()).toEqual(closed);
      expect(page.now() - started).toBe(4_000);
      const before = page.now();
      expect([await page.check(), await page.check()]).toEqual([closed, closed]);
      expect(page.now() - before).toBe(40);
      expect((await page.start()).got('/BaseResponse/Ret')).toBe(logout);
      expect((await page.pull()).got('/BaseResponse/Ret')).toBe(logout);
      expect((await page.notify()).got('/BaseResponse/Ret')).toBe(logout);
    },
  );

  test('S1 → SX: without cookies the check answers 1102', async () => {
    const page = await loggedIn(quiet);
    page.dropCookies();
    expect(await page.check()).toEqual({ retcode: '1102', selector: '0' });
  });

  test('S1 → SX: the push host of another family answers 1102', async () => {
    const page = await loggedIn({ family: 'wx2', events: [] });
    const cookies = page.cookiesFor('webpush.wx2.qq.com');
    const answer = await page.ask(
      'synccheck',
      {},
      { host: 'webpush.wx8.qq.com', headers: { Cookie: cookies } },
    );
    expect(answer.got('/window.synccheck/retcode')).toBe('1102');
  });
});

describe('sync: pulling', () => {
  test('S2 → S1: everything newer comes in one reply, and the positions move on', async () => {
    const page = await loggedIn({
      events: [say(1_000), say(2_000), { after: 2_000, contact: { user: 0, name: 'N' } }],
    });
    await page.clock.sleep(3_000);
    const answer = await page.pull();
    expect(answer.got('/AddMsgCount')).toBe(2);
    expect(answer.got('/ModContactCount')).toBe(1);
    expect(answer.got('/ContinueFlag')).toBe(0);
    const [syncKey, checkKey] = [answer.got('/SyncKey') as Key, answer.got('/SyncCheckKey') as Key];
    expect(syncKey.List.map(({ Key }) => Key)).toEqual([
      1, 2, 3, 11, 13, 201, 203, 1000, 1001, 1002, 1004, 1005,
    ]);
    expect(checkKey.Count).toBe(checkKey.List.length);
    expect(await page.check()).toEqual({ retcode: '0', selector: '0' });
    const empty = await page.pull();
    expect([empty.got('/AddMsgCount'), empty.got('/ModContactCount')]).toEqual([0, 0]);
  });

  test('S2: a batch can be asked for again with the old position', async () => {
    const page = await loggedIn({ events: [say(1_000)] });
    await page.clock.sleep(2_000);
    const session = { syncKey: page.session.syncKey };
    const ids = async (): Promise<unknown> =>
      at((await page.ask('webwxsync', {}, { session })).got('/AddMsgList'), '/0/MsgId');
    const first = await ids();
    expect(first).toMatch(formats.messageId);
    expect([await ids(), await ids()]).toEqual([first, first]);
  });

  test('S2 → S2: more than a page comes page by page, told by ContinueFlag', async () => {
    const page = await loggedIn({
      syncPage: 4,
      events: Array.from({ length: 10 }, (_, index) => say(1, `${index}`)),
    });
    await page.clock.sleep(1_000);
    const pulls = [await page.pull(), await page.pull(), await page.pull()];
    expect(pulls.map((pull) => pull.got('/AddMsgCount'))).toEqual([4, 4, 2]);
    expect(pulls.map((pull) => pull.got('/ContinueFlag') !== 0)).toEqual([true, true, false]);
    const texts = pulls.flatMap((pull) =>
      (pull.got('/AddMsgList') as { Content: string }[]).map(({ Content }) => Content),
    );
    expect(texts).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
  });

  test('S2 → S1: who leaves the rest of a page hears of it again', async () => {
    const page = await loggedIn({ syncPage: 1, events: [say(1), say(2)] });
    await page.clock.sleep(1_000);
    await page.pull();
    expect(await page.check()).toEqual({ retcode: '0', selector: '2' });
  });

  test('S2: the SyncKey serves synccheck as well as the SyncCheckKey', async () => {
    const page = await loggedIn({ events: [say(1_000), say(60_000)] });
    await page.clock.sleep(2_000);
    await page.pull();
    delete page.session.syncCheckKey;
    expect(await page.check()).toEqual({ retcode: '0', selector: '0' });
  });

  test('S2 → SX: a closed session answers its Ret in the whole empty layout', async () => {
    const page = await loggedIn({ events: [{ after: 10, logout: 1100 }] });
    await page.clock.sleep(100);
    expect((await page.pull()).text).toBe(emptySync);
  });

  test('S2 → S1: a request without a position is refused, and changes nothing', async () => {
    const page = await loggedIn({ events: [say(1_000)] });
    await page.clock.sleep(2_000);
    for (const syncKey of [{ Count: 0, List: [] }, null, 7, { List: 'no' }]) {
      const answer = await page.ask('webwxsync', {}, { session: { syncKey } });
      expect(answer.got('/BaseResponse/Ret')).toBe(3);
      expect(answer.got('/SyncKey/Count')).toBe(0);
    }
    expect((await page.pull()).got('/AddMsgCount')).toBe(1);
  });

  test('S2: a long absence costs only the oldest messages', async () => {
    const events = Array.from({ length: 2_500 }, (_, index) => say(index, `${index}`));
    const page = await loggedIn({ syncPage: 1000, events });
    await page.clock.sleep(10_000);
    const texts: string[] = [];
    for (let more: unknown = true; more; ) {
      const pull = await page.pull();
      texts.push(...(pull.got('/AddMsgList') as { Content: string }[]).map(({ Content }) => Content));
      more = pull.got('/ContinueFlag');
    }
    expect(texts.length).toBeGreaterThanOrEqual(1_000);
    expect(texts.at(-1)).toBe('2499');
    expect(new Set(texts).size).toBe(texts.length);
    expect(await page.check()).toEqual({ retcode: '0', selector: '0' });
  });
});

describe('sync: the end', () => {
  test('SX → L1: a logout by this side ends everything too', async () => {
    const page = await loggedIn(quiet);
    const waiting = page.check();
    const answer = await page.ask('webwxlogout', { type: '0' });
    expect(answer.status).toBe(301);
    expect(answer.header('location')).toMatch(/^https:\/\/wx\.qq\.com\//);
    expect(await waiting).toEqual({ retcode: '1101', selector: '0' });
    expect(page.cookiesFor('wx.qq.com')).not.toMatch(/wxsid|wxuin|webwx_data_ticket/);
    expect((await page.ask('index')).text).toContain('isLogin:!!""');
  });

  test('SX: a session lives as long as its cookies', async () => {
    const page = await loggedIn({ events: [], hold: 7_200_000 });
    const cookies = page.cookiesFor('webpush.wx.qq.com');
    const retcodes: string[] = [];
    while (retcodes.at(-1) !== '1101') {
      const answer = await page.ask('synccheck', {}, { headers: { Cookie: cookies } });
      retcodes.push(String(answer.got('/window.synccheck/retcode')));
    }
    expect(page.now()).toBeGreaterThan(12 * 3_600_000 - 1);
    expect(page.now()).toBeLessThan(12 * 3_600_000 + 60_000);
  });
});

const emptySync = `{
"BaseResponse": {
"Ret": 1100,
"ErrMsg": ""
}
,
"AddMsgCount": 0,
"AddMsgList": [],
"ModContactCount": 0,
"ModContactList": [],
"DelContactCount": 0,
"DelContactList": [],
"ModChatRoomMemberCount": 0,
"ModChatRoomMemberList": [],
"Profile": {
"BitFlag": 0,
"UserName": {
"Buff": ""
}
,
"NickName": {
"Buff": ""
}
,
"BindUin": 0,
"BindEmail": {
"Buff": ""
}
,
"BindMobile": {
"Buff": ""
}
,
"Status": 0,
"Sex": 0,
"PersonalCard": 0,
"Alias": "",
"HeadImgUpdateFlag": 0,
"HeadImgUrl": "",
"Signature": ""
}
,
"ContinueFlag": 0,
"SyncKey": {
"Count": 0,
"List": []
}
,
"SKey": "",
"SyncCheckKey": {
"Count": 0,
"List": []
}
}
`;
