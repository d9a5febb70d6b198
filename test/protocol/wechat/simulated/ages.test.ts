/** Every change of the protocol's history: what is seen before and after it. */
import { describe, expect, test } from 'vitest';
import { at } from '../../../../src/protocol/shape.ts';
import { Ages, changes } from '../../../../src/protocol/wechat/simulated/ages.ts';
import { uploadOf } from './files.ts';
import { loggedIn, type Message, Page, simulate } from './page.ts';

type Play = (file: { changes: Record<string, boolean> }) => Promise<unknown>;

/** What one observer sees of a change: without it, with it. */
const observers: Readonly<Record<string, readonly [play: Play, before: unknown, after: unknown]>> = {
  D1: [
    async (file) => {
      const page = await loggedIn({ ...file, family: 'wx2', events: [] });
      const headers = { Cookie: page.cookiesFor('webpush.wx2.qq.com') };
      const answer = await page.ask('synccheck', {}, { host: 'webpush.wx8.qq.com', headers });
      return answer.got('/window.synccheck/retcode');
    },
    '0',
    '1102',
  ],
  D2: [async (file) => (await (await loggedIn(file)).pull()).got('/SyncCheckKey') !== undefined, false, true],
  D3: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [] });
      await page.pull();
      delete page.session.syncCheckKey;
      const seen: unknown[] = [(await page.check()).selector];
      seen.push((await page.pull()).got('/AddMsgCount'));
      delete page.session.syncCheckKey;
      return [...seen, (await page.check()).selector];
    },
    ['0', 0, '0'],
    ['2', 0, '2'],
  ],
  D4: [
    async (file) => {
      const page = await loggedIn({ ...file, family: 'wx2', events: [] });
      const headers = { Cookie: page.cookiesFor('webpush.wx2.qq.com') };
      const hosts = ['webpush.wx2.qq.com', 'webpush2.weixin.qq.com', 'webpush.weixin.qq.com'];
      const codes: unknown[] = [];
      for (const host of hosts) {
        codes.push((await page.ask('synccheck', {}, { host, headers })).got('/window.synccheck/retcode'));
      }
      return codes;
    },
    ['1100', '0', '0'],
    ['0', '1102', '0'],
  ],
  D5: [sendRet({ to: 'filehelper' }), 0, 1],
  D6: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [], hold: 1_000 });
      const statuses = new Set<number>();
      for (let turn = 0; turn < 40; turn++) statuses.add((await page.ask('synccheck')).status);
      return [...statuses];
    },
    [200],
    [200, 503],
  ],
  D7: [
    async (file) => {
      const page = await loggedIn(file);
      const old = await uploadOf(page, { request: { UploadType: undefined, FileMd5: undefined } });
      const check = await page.ask('webwxcheckupload', {
        to: 'filehelper',
        size: 1,
        md5: 'x',
        fileName: 'a',
      });
      return [old.got('/BaseResponse/Ret'), check.status];
    },
    [0, 404],
    [1, 200],
  ],
  D8: [
    async (file) => {
      const page = await loggedIn({ ...file, phone: [{}, { cancel: 10 }], qrLife: 20_000 });
      const room = at((await page.start()).got('/ContactList'), '/0');
      const push = (await page.ask('webwxpushloginurl')).status;
      await page.code();
      return [push, 'IsOwner' in (room as object), (await page.pollToEnd()).at(-1)];
    },
    [404, false, 400],
    [200, true, 202],
  ],
  D9: [
    async (file) => {
      const page = await loggedIn({ ...file, contactPage: 5 });
      const answer = await page.ask('webwxgetcontact', { seq: '0' });
      const friend = { Value: 'x', VerifyUserTicket: '' };
      const verify = await page.ask('webwxverifyuser', { opcode: 2, users: [friend], text: '', scenes: 33 });
      return [answer.got('/MemberCount') === 5, answer.got('/Seq'), verify.got('/BaseResponse/Ret')];
    },
    [false, 0, 0],
    [true, 5, 1],
  ],
  D10: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [{ after: 100, message: { text: 'x' } }] });
      const answer = await page.ask('synccheck');
      return [answer.status, (await page.pull()).got('/AddMsgCount')];
    },
    [200, 1],
    [-1, 1],
  ],
  D12: [refusalText, '', '当前登录环境异常'],
  D13: [refusalText, '', '已不允许登录网页微信'],
  D15: [
    async (file) => {
      const page = await loggedIn(file);
      await page.clock.sleep(40_000);
      const messages = (await page.pull()).got('/AddMsgList') as Message[];
      const upload = await uploadOf(page, {});
      return [
        messages.some((message) => 'EncryFileName' in message),
        upload.got('/EncryFileName') !== undefined,
      ];
    },
    [false, false],
    [true, true],
  ],
  D16: [
    async (file) => {
      const page = await loggedIn(file);
      const people = ((await page.start()).got('/ContactList') as Message[])
        .map(({ UserName }) => String(UserName))
        .filter((name) => /^@[0-9a-f]{64}$/.test(name));
      const members = people.slice(0, 2).map((UserName) => ({ UserName }));
      const answer = await page.ask('webwxcreatechatroom', { count: 2, members, topic: 'Tea' });
      return [
        answer.got('/BaseResponse') !== undefined,
        String(answer.got('/ChatRoomName')).startsWith('@@'),
      ];
    },
    [true, true],
    [false, true],
  ],
  D17: [
    async (file) => {
      const page = new Page(simulate(file));
      const back = encodeURIComponent('https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop');
      const url = `https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new&redirect_uri=${back}`;
      page.session.uuid = (await page.raw('GET', url)).got('/window.QRLogin.uuid');
      await page.pollToEnd();
      return /&mod=desktop$/.test(String(page.session.redirectUri));
    },
    false,
    true,
  ],
  D18: [refusalText, '', '此微信号不能登录网页微信'],
  D19: [
    (file) =>
      newLoginPage({ ...file, phone: { refuse: 'text' } }, { 'client-version': '2.0.0', extspam: 'token' }),
    [200, '1203', true],
    [200, '0', true],
  ],
  D20: [(file) => newLoginPage(file), [200, '0', true], [301, '1203', false]],
  D21: [
    async (file) => {
      const page = await loggedIn(file);
      const answer = await page.ask(
        'webwxstatusnotify',
        { code: 1, to: 'filehelper' },
        { session: { skey: '' } },
      );
      return answer.got('/BaseResponse/Ret');
    },
    -14,
    0,
  ],
  D22: [async (file) => Number((await loggedIn(file)).session.uin) > 2 ** 31, false, true],
  D23: [
    async (file) => {
      const answer = await (await loggedIn(file)).ask('webwxgetcontact', { seq: '0' });
      return (answer.got('/MemberList') as Message[]).some(({ AttrStatus }) => Number(AttrStatus) > 2 ** 31);
    },
    false,
    true,
  ],
  D24: [
    async (file) => (await redeemWith(file, { extspam: 'token' })).got('/error/wxsid') !== '',
    true,
    false,
  ],
  D25: [refusalPage, '', '不能使用网页版微信'],
  D27: [async (file) => (await redeemWith(file, { extspam: 'token' })).got('/error/ret'), '0', '1203'],
  D29: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [] });
      await page.clock.sleep(3 * 3_600_000);
      return (await page.ask('webwxinit')).got('/BaseResponse/Ret');
    },
    0,
    1101,
  ],
  D30: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [{ after: 1, message: { text: 'x' } }] });
      await page.clock.sleep(100);
      return [
        (await page.pull()).got('/SyncKey/Count') === 0,
        (await page.pull()).got('/SyncKey/Count') === 0,
      ];
    },
    [false, false],
    [false, true],
  ],
  D31: [contentOf({ kind: 'system', from: 0 }, /拍了拍.*$/), '拍了拍我', '拍了拍 我'],
  D32: [contentOf({ kind: 'link', title: 'a' }, /encoding="\w+"/), '', 'encoding="gbk"'],
  D33: [
    async (file) => (await loggedIn(file)).start().then((answer) => answer.got('/BaseResponse/Ret')),
    0,
    1,
  ],
  D34: [refusalPage, '', '你的账号安全'],
  D35: [
    async (file) => {
      const answer = await uploadOf(await loggedIn(file), { bytes: new Uint8Array(600_000) });
      return [answer.got('/BaseResponse/Ret'), answer.got('/MediaId') === ''];
    },
    [0, false],
    [0, true],
  ],
  D36: [
    async (file) => {
      const page = await loggedIn({ ...file, events: [{ after: 1, message: { kind: 'location' } }] });
      const [message] = await page.sync((found) => found.length > 0);
      return /\/\/(\w+)\.map/.exec(String(message!.Url))?.[1];
    },
    'api',
    'apis',
  ],
  D37: [
    async (file) => {
      const page = await loggedIn(file);
      return sendRet({ to: String(page.session.userName), page })(file);
    },
    0,
    1204,
  ],
  D38: [
    async (file) => {
      const page = new Page(simulate({ ...file, events: [] }));
      await page.code();
      await page.pollToEnd();
      const { redirectUri } = page.session;
      const answer = await page.raw('GET', String(redirectUri), undefined, [['extspam', 'token']]);
      page.session.skey = answer.got('/error/skey');
      page.session.sid = answer.got('/error/wxsid');
      page.session.uin = answer.got('/error/wxuin');
      await page.start();
      return (await page.check()).retcode;
    },
    '0',
    '1102',
  ],
};

function sendRet({ to, page }: { to: string; page?: Page }): Play {
  return async (file) => {
    const sender = page ?? (await loggedIn(file));
    return (await sender.ask('webwxsendmsg', { type: 1, text: 'x', to })).got('/BaseResponse/Ret');
  };
}

async function redeemWith(file: object, headers: Record<string, string> = {}) {
  const page = new Page(simulate(file));
  await page.code();
  await page.pollToEnd();
  return page.raw('GET', `${String(page.session.redirectUri)}&fun=new`, undefined, Object.entries(headers));
}

async function newLoginPage(file: object, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await redeemWith(file, headers);
  return [
    answer.status,
    answer.got('/error/ret'),
    answer.status === 200 || answer.header('location') !== undefined,
  ];
}

async function refusalText(file: object): Promise<unknown> {
  const wanted = /当前登录环境异常|已不允许登录网页微信|此微信号不能登录网页微信/;
  return wanted.exec(String((await redeemWith(file)).got('/error/message')))?.[0] ?? '';
}

async function refusalPage(file: object): Promise<unknown> {
  return /不能使用网页版微信|你的账号安全/.exec((await redeemWith(file)).text)?.[0] ?? '';
}

function contentOf(message: object, wanted: RegExp): Play {
  return async (file) => {
    const page = await loggedIn({ ...file, events: [{ after: 1, message }] });
    const [found] = await page.sync((messages) => messages.length > 0);
    return wanted.exec(String(found!.Content))?.[0] ?? '';
  };
}

const visible = changes.filter((change) => change.visible === true);

describe('a change of the protocol', () => {
  test('has a row for each of the thirty-eight, in order', () => {
    expect(changes.map(({ id }) => id)).toEqual(Array.from({ length: 38 }, (_, index) => `D${index + 1}`));
    for (const { when, says } of changes) {
      expect(when).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(says).not.toBe('');
    }
  });

  test('says why where it cannot be seen', () => {
    for (const change of changes.filter((row) => row.visible !== true))
      expect(change.visible).toMatch(/\w+ \w+/);
    expect(Object.keys(observers)).toEqual(visible.map(({ id }) => id));
  });

  test.each(visible.map(({ id, says }) => [id, says] as const))(
    '%s, %s: before and after differ as told',
    async (id) => {
      const [play, before, after] = observers[id]!;
      expect(await play({ changes: { [id]: false } })).toEqual(before);
      expect(await play({ changes: { [id]: true } })).toEqual(after);
    },
  );

  test('by date: what lasts is in force from its day on, incidents only by name', () => {
    const on = (date: string | undefined, switches = {}): readonly string[] => new Ages(date, switches).ids;
    expect(on('2016-01-01')).toEqual([]);
    expect(on('2017-02-05')).toEqual(['D1', 'D2', 'D4', 'D7']);
    expect(on('2017-02-06')).toEqual(['D1', 'D2', 'D4', 'D7', 'D8']);
    expect(on('2017-02-06', { D8: false, D12: true })).toEqual(['D1', 'D2', 'D4', 'D7', 'D12']);
    expect(on(undefined)).toEqual(changes.filter(({ sort }) => sort === 'lasting').map(({ id }) => id));
  });

  test('by date: a session of 2016 and one of today both run to their end', async () => {
    for (const age of ['2016-03-01', '2019-02-26', '2025-01-01']) {
      const page = await loggedIn({ age, family: 'wx2' }, { host: 'wx2.qq.com' });
      const host = age.startsWith('2016') ? 'webpush2.weixin.qq.com' : 'webpush.wx2.qq.com';
      const headers = { Cookie: page.cookiesFor('webpush.wx2.qq.com') };
      const answer = await page.ask('synccheck', {}, { host, headers });
      expect(answer.text).toBe('window.synccheck={retcode:"0",selector:"2"}');
      expect((await page.pull()).got('/AddMsgCount')).toBe(1);
    }
  });
});
