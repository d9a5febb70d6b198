/** What other clients demand of a server: the numbers are those of research/clients.md, sections 1, 3, 4 and 5. */
import { describe, expect, test } from 'vitest';
import { parseSetCookies } from '../../../../src/protocol/cookies.ts';
import { families } from '../../../../src/protocol/wechat/hosts.ts';
import { loggedIn, type Message, Page, type Said, simulate } from './page.ts';

type Contact = Readonly<Record<string, unknown>>;
const redeemed = async (more: string, file = {}): Promise<[Page, Said]> => {
  const page = new Page(simulate(file));
  await page.code();
  await page.pollToEnd();
  return [page, await page.redeem(more)];
};
const cgi = '/cgi-bin/mmwebwx-bin';

describe('other clients break on', () => {
  test('1.1 old cookies: theirs are dated from the wall clock', async () => {
    const [page, answer] = await redeemed('');
    for (const { attributes } of parseSetCookies(answer.exchange.response!.headers)) {
      expect(Date.parse(attributes.expires!.replaceAll('-', ' '))).toBeGreaterThan(
        page.clock.now() + 43_000_000,
      );
    }
  });

  test('1.2 a newloginpage of the other kind: fun=new gives 200, everything else 301', async () => {
    for (const [more, status] of [
      ['', 301],
      ['&version=v2', 301],
      ['&fun=new', 200],
      ['&fun=new&version=v2&lang=zh_CN', 200],
    ] as const) {
      const [page, answer] = await redeemed(more);
      expect([more, answer.status]).toEqual([more, status]);
      expect(answer.got('/error/wxsid')).toBe(answer.cookies.wxsid);
      expect((await page.start()).got('/BaseResponse/Ret')).toBe(0);
    }
  });

  test('1.3 a dead session that comes alive: every call stays closed, webwxinit too', async () => {
    const page = await loggedIn({ events: [{ after: 10, logout: 1101 }] });
    await page.clock.sleep(100);
    const rets: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      rets.push((await page.start()).got('/BaseResponse/Ret'), (await page.pull()).got('/BaseResponse/Ret'));
      rets.push(Number((await page.check()).retcode));
      await page.clock.sleep(60_000);
    }
    expect(new Set(rets)).toEqual(new Set([1101]));
  });

  test('1.4 old messages: CreateTime is the wall clock of the event', async () => {
    const page = await loggedIn();
    const startedAt = Math.floor(page.clock.now() / 1000);
    const messages = await page.sync((found) => found.length > 2);
    expect(messages.map(({ CreateTime }) => Number(CreateTime) - startedAt)).toEqual(
      [8, 12, 17].slice(0, messages.length),
    );
  });

  test('1.5 rounded ids: a picture is found by MsgId and by the digits of NewMsgId', async () => {
    const page = await loggedIn({ events: [{ after: 1, message: { kind: 'image' } }] });
    const [message] = await page.sync((found) => found.length > 0);
    for (const name of ['MsgID', 'msgid']) {
      const url = `https://wx.qq.com${cgi}/webwxgetmsgimg?${name}=${String(message!.NewMsgId)}&skey=x`;
      expect((await page.raw('GET', url)).text.length).toBeGreaterThan(100);
    }
  });

  test('1.6 other types: numbers are numbers, ids and sizes are text', async () => {
    const page = await loggedIn();
    const init = await page.start();
    expect(typeof init.got('/User/Uin')).toBe('number');
    await page.clock.sleep(60_000);
    const pulled = await page.pull();
    const file = (pulled.got('/AddMsgList') as Message[]).find(({ AppMsgType }) => AppMsgType === 6)!;
    expect([typeof file.MsgId, typeof file.NewMsgId, file.FileSize]).toEqual(['string', 'bigint', '2048']);
    const sent = await page.ask('webwxsendmsg', { type: 1, text: 'x', to: 'filehelper', scene: 0 });
    expect([typeof sent.got('/MsgID'), typeof sent.got('/LocalID')]).toEqual(['string', 'string']);
    const numbered = sent.exchange.request
      .body!.text()
      .replace(/"(LocalID|ClientMsgId)":"(\d{14})\d*"/g, '"$1":$2');
    const again = await page.raw('POST', sent.exchange.request.url, numbered);
    expect(again.got('/LocalID')).toMatch(/^\d{14}$/);
  });

  test('1.7 a Count that is not the length of its List', async () => {
    const page = await loggedIn();
    await page.clock.sleep(1_000);
    const keys = [await page.start(), await page.pull()].flatMap((answer) => [
      answer.got('/SyncKey'),
      answer.got('/SyncCheckKey'),
    ]);
    for (const key of keys.filter((found) => found !== undefined) as { Count: number; List: unknown[] }[]) {
      expect(key.List).toHaveLength(key.Count);
    }
  });

  test('1.8 another spelling of the scripts', async () => {
    const page = await loggedIn({ phone: { scan: 0, confirm: 0 }, events: [] });
    expect((await page.ask('jslogin')).text).toMatch(
      /^window\.QRLogin\.code = 200; window\.QRLogin\.uuid = "\S+";$/,
    );
    await page.code();
    expect((await page.ask('login', { tip: '0' })).text).toMatch(
      /^window\.code=200;\nwindow\.redirect_uri="\S+";$/,
    );
    expect((await page.ask('synccheck')).text).toBe('window.synccheck={retcode:"0",selector:"0"}');
  });

  test('1.9 a stale length or coding: replies state neither, whoever listens adds what it makes', async () => {
    const page = await loggedIn();
    for (const { response } of page.exchanges) {
      expect(response!.headers.map(([name]) => name.toLowerCase())).not.toContain('content-encoding');
      expect(response!.headers.map(([name]) => name.toLowerCase())).not.toContain('content-length');
    }
  });

  test('1.10 requests that no page makes are answered with a status', async () => {
    const page = new Page(simulate());
    for (const [url, status] of [
      ['https://login.weixin.qq.com/', 200],
      ['https://wx.qq.com/?lang=zh_CN', 200],
      ['https://wx.qq.com/favicon.ico', 204],
      ['https://wx.qq.com/robots.txt', 404],
      ['https://res.wx.qq.com/t/app.js', 404],
      ['https://example.org/', 404],
      [`https://wx.qq.com${cgi}/webwxgetstate`, 404],
    ] as const) {
      expect([url, (await page.raw('GET', url)).status]).toEqual([url, status]);
    }
  });
});

describe('hosts, 3:', () => {
  test.each(families)(
    '$main: the whole session, every host of the family for every call',
    async ({ name, main, login, file, push }) => {
      const page = await loggedIn({ family: name, events: [] }, { host: main });
      expect(page.host).toBe(main);
      for (const host of [main, login, file, push]) {
        const answers = [
          await page.ask('webwxinit', {}, { host }),
          await page.ask('webwxstatusnotify', { code: 1, to: 'filehelper' }, { host }),
          await page.ask('webwxgetcontact', { seq: '0' }, { host }),
        ];
        expect(answers.map((answer) => answer.got('/BaseResponse/Ret'))).toEqual([0, 0, 0]);
        const check = await page.ask('synccheck', {}, { host });
        expect(check.got('/window.synccheck/retcode')).toBe('0');
      }
    },
  );

  test('the login may start at any login host, whatever the family', async () => {
    for (const host of [
      'login.wx.qq.com',
      'login.weixin.qq.com',
      'login.web.wechat.com',
      'login.wx2.qq.com',
    ]) {
      const page = new Page(simulate({ family: 'wx8' }));
      page.session.uuid = (await page.ask('jslogin', {}, { host })).got('/window.QRLogin.uuid');
      expect(await page.poll('1')).toBe(201);
      await page.poll();
      expect(page.host).toBe('wx8.qq.com');
    }
  });

  test('push login is answered on the login host too', async () => {
    const page = await loggedIn({ family: 'wx2' }, { host: 'wx2.qq.com' });
    const answer = await page.ask('webwxpushloginurl', {}, { host: 'login.wx2.qq.com' });
    expect(answer.got('/ret')).toBe('0');
  });
});

describe('endpoints, 4:', () => {
  test('jslogin by POST, without redirect_uri, with zh-CN', async () => {
    const page = new Page(simulate());
    const query = 'appid=wx782c26e4c19acffb&fun=new&lang=zh-CN';
    for (const [method, url] of [
      [
        'POST',
        `https://login.wx.qq.com/jslogin?${query}&redirect_uri=https://wx.qq.com${cgi}/webwxnewloginpage?mod=desktop`,
      ],
      ['GET', 'https://login.weixin.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new'],
    ] as const) {
      expect((await page.raw(method, url)).got('/window.QRLogin.code')).toBe(200);
    }
  });

  test('login poll: a uuid in either spelling', async () => {
    const page = new Page(simulate({ phone: { scan: 0 } }));
    const uuid = await page.code();
    for (const spelled of [uuid, encodeURIComponent(uuid)]) {
      const answer = await page.raw('GET', `https://login.wx.qq.com${cgi}/login?tip=1&uuid=${spelled}&r=1`);
      expect(answer.got('/window.code')).toBe(201);
    }
  });

  test('webwxnewloginpage: one Set-Cookie line each, with attributes, XML without unescaped characters', async () => {
    const [, answer] = await redeemed('');
    const lines = answer.exchange.response!.headers.filter(([name]) => name === 'Set-Cookie');
    expect(lines).toHaveLength(7);
    for (const [, line] of lines) expect(line).toMatch(/^\w+=[^;]+;/);
    expect(answer.text.replaceAll(/<\/?\w+>/g, '')).not.toMatch(/[<>&]/);
    expect(Object.keys(answer.got('/error') as object)).toEqual([
      'ret',
      'message',
      'skey',
      'wxsid',
      'wxuin',
      'pass_ticket',
      'isgrayscale',
    ]);
  });

  test('webwxinit and webwxgetcontact: Sex, UserName, VerifyFlag, NickName, MemberList in every contact', async () => {
    const page = await loggedIn();
    const init = await page.start();
    expect(init.got('/InviteStartCount')).toBe(40);
    const listed = (await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as Contact[];
    for (const contact of [...(init.got('/ContactList') as Contact[]), ...listed]) {
      expect(Number.isInteger(contact.Sex) && Number.isInteger(contact.VerifyFlag)).toBe(true);
      expect(typeof contact.NickName === 'string' && typeof contact.UserName === 'string').toBe(true);
      expect(Array.isArray(contact.MemberList)).toBe(true);
    }
  });

  test('webwxstatusnotify: Ret 0, however often, with the identity repeated or not', async () => {
    const page = await loggedIn({ events: [] });
    const first = await page.notify();
    const body = first.exchange.request
      .body!.text()
      .replace('"Code"', '"Uin":1,"Sid":"x","Skey":"y","DeviceID":"z","Code"');
    const second = await page.raw('POST', first.exchange.request.url, body);
    expect([first.got('/BaseResponse/Ret'), second.got('/BaseResponse/Ret')]).toEqual([0, 0]);
    expect((await page.pull()).got('/AddMsgCount')).toBe(1);
  });

  test('webwxgetcontact by POST {} and without pass_ticket', async () => {
    const page = await loggedIn();
    const answer = await page.raw('POST', `https://wx.qq.com${cgi}/webwxgetcontact?skey=x&r=1`, '{}');
    expect([answer.got('/BaseResponse/Ret'), answer.got('/Seq')]).toEqual([0, 0]);
  });

  test('webwxbatchgetcontact: what was asked, in any shape of the question', async () => {
    const page = await loggedIn();
    const listed = (await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as Contact[];
    const room = listed.find(({ UserName }) => String(UserName).startsWith('@@'))!;
    const person = listed.find(({ UserName }) => /^@[0-9a-f]{64}$/.test(String(UserName)))!;
    const list = [
      { UserName: room.UserName, ChatRoomId: '' },
      { UserName: room.UserName, EncryChatRoomId: '' },
      { UserName: person.UserName },
      { UserName: person.UserName, EncryChatRoomId: room.UserName },
      person,
      { UserName: '@nobody' },
      { UserName: 'filehelper' },
      {},
      null,
    ];
    const ask = async (given: unknown): Promise<Contact[]> =>
      (await page.ask('webwxbatchgetcontact', { count: list.length, list: given })).got(
        '/ContactList',
      ) as Contact[];
    const wanted = [room, room, person, person, person].map(({ UserName }) => UserName);
    expect((await ask(list)).map(({ UserName }) => UserName)).toEqual([...wanted, 'filehelper']);
    expect((await ask(Object.fromEntries(list.entries()))).map(({ UserName }) => UserName)).toEqual([
      ...wanted,
      'filehelper',
    ]);
    const [full] = await ask([{ UserName: room.UserName }]);
    expect(full!.EncryChatRoomId).toMatch(/^@[0-9a-f]{32}$/);
    expect(room.EncryChatRoomId).toBe('');
  });

  test('synccheck on the base host, with the SyncKey as JSON, without uin and deviceid', async () => {
    const page = await loggedIn({ events: [{ after: 100, message: { text: 'x' } }] });
    await page.clock.sleep(200);
    const first = encodeURIComponent(JSON.stringify(page.session.syncKey));
    const url = (key: string): string => `https://wx.qq.com${cgi}/synccheck?r=1&skey=x&sid=x&synckey=${key}`;
    expect((await page.raw('GET', url(first))).text).toBe('window.synccheck={retcode:"0",selector:"2"}');
    await page.pull();
    const next = encodeURIComponent(JSON.stringify(page.session.syncKey));
    expect((await page.raw('GET', url(next))).text).toBe('window.synccheck={retcode:"0",selector:"0"}');
  });

  test('webwxsync: all four lists, the count of messages, both positions', async () => {
    const page = await loggedIn();
    await page.clock.sleep(60_000);
    const answer = await page.pull();
    for (const list of ['AddMsg', 'ModContact', 'DelContact', 'ModChatRoomMember']) {
      expect(answer.got(`/${list}Count`)).toBe((answer.got(`/${list}List`) as unknown[]).length);
    }
    expect(answer.got('/SyncKey/Count')).toBeGreaterThan(0);
    expect(answer.got('/SyncCheckKey/Count')).toBeGreaterThan(0);
  });

  test('messages: every field, whatever their kind', async () => {
    const page = await loggedIn();
    await page.notify();
    await page.clock.sleep(60_000);
    for (const message of (await page.pull()).got('/AddMsgList') as Message[]) {
      for (const key of [
        'ToUserName',
        'Url',
        'AppMsgType',
        'NewMsgId',
        'StatusNotifyUserName',
        'FileName',
        'RecommendInfo',
      ]) {
        expect(message).toHaveProperty(key);
      }
    }
  });

  test('ids of people and rooms: @ and lower-case hex', async () => {
    const page = await loggedIn({ rooms: 3 });
    const init = await page.start();
    const names = (
      init.got('/ContactList') as { UserName: string; MemberList: { UserName: string }[] }[]
    ).flatMap(({ UserName, MemberList }) => [UserName, ...MemberList.map((member) => member.UserName)]);
    for (const name of names) expect(name).toMatch(/^(?:@@[0-9a-f]{64}|@[0-9a-f]{32}|@[0-9a-f]{64}|[a-z]+)$/);
  });

  test('webwxlogout by GET and by POST without a body: 301 to the index page', async () => {
    for (const method of ['GET', 'POST']) {
      const page = await loggedIn();
      const answer = await page.raw(method, `https://wx.qq.com${cgi}/webwxlogout?redirect=1&type=1&skey=x`);
      expect([answer.status, answer.header('location')]).toEqual([301, 'https://wx.qq.com/?&lang=zh_CN']);
      expect((await page.start()).got('/BaseResponse/Ret')).toBe(1101);
    }
  });
});

describe('variants, 5:', () => {
  const bodies: readonly [string, (request: { uin: string; sid: string; skey: string }) => string][] = [
    [
      'numbers',
      ({ uin, sid, skey }) =>
        `{"BaseRequest":{"Uin":${uin},"Sid":"${sid}","Skey":"${skey}","DeviceID":"e1"}}`,
    ],
    [
      'texts',
      ({ uin, sid, skey }) =>
        `{"BaseRequest": {"Skey": "${skey}", "Sid": "${sid}", "Uin": "${uin}", "DeviceID": "%2F"}}`,
    ],
    [
      'no DeviceID',
      ({ uin, sid, skey }) => `{"BaseRequest": {"Skey": "${skey}", "Sid": "${sid}", "Uin": "${uin}"}}`,
    ],
    [
      'a line end',
      ({ uin, sid, skey }) =>
        `{"BaseRequest":{"Uin":${uin},"Sid":"${sid}","Skey":"${skey}","DeviceID":"e1"}}\n`,
    ],
  ];

  test.each(bodies)('BaseRequest with %s, with any Content-Type or none', async (_, make) => {
    const page = await loggedIn();
    const { uin, sid, skey } = page.session as { uin: string; sid: string; skey: string };
    for (const type of ['application/json', 'application/json; charset=utf-8', undefined]) {
      const headers: [string, string][] =
        type === undefined ? [['ContentType', 'application/json']] : [['Content-Type', type]];
      const answer = await page.raw(
        'POST',
        `https://wx.qq.com${cgi}/webwxinit?r=1`,
        make({ uin, sid, skey }),
        headers,
      );
      expect(answer.got('/BaseResponse/Ret')).toBe(0);
    }
  });

  test('a sid whose + became a space in the query', async () => {
    const page = await loggedIn();
    const sid = 'a sid of nobody';
    const answer = await page.ask('synccheck', {}, { session: { sid } });
    expect(answer.got('/window.synccheck/retcode')).toBe('0');
    const pulled = await page.ask('webwxsync');
    const url = pulled.exchange.request.url.replace(/sid=[^&]*/, 'sid=other');
    expect((await page.raw('POST', url, pulled.exchange.request.body!.text())).got('/BaseResponse/Ret')).toBe(
      0,
    );
  });

  test('another account, another session and another Skey are refused', async () => {
    const page = await loggedIn();
    const ret = async (session: Record<string, unknown>): Promise<unknown> =>
      (await page.ask('webwxstatusnotify', { code: 1, to: 'filehelper' }, { session })).got(
        '/BaseResponse/Ret',
      );
    expect(await ret({ uin: 1 })).toBe(1101);
    expect(await ret({ sid: 'AAAAAAAAAAAAAAAA' })).toBe(1101);
    expect(await ret({ skey: '@crypt_0_0' })).toBe(-14);
    expect(await ret({ skey: '' })).toBe(0);
  });

  test('names of parameters in other letters', async () => {
    const page = await loggedIn();
    const url = `https://wx.qq.com${cgi}/webwxgeticon?userName=${String(page.session.userName)}&skey=x&type=big`;
    expect((await page.raw('GET', url)).text.length).toBeGreaterThan(100);
  });

  test('a send without Scene, with LocalID as a number', async () => {
    const page = await loggedIn();
    const sent = await page.ask('webwxsendmsg', { type: 1, text: 'x', to: 'filehelper' });
    expect(sent.exchange.request.body!.text()).not.toContain('Scene');
    expect(sent.got('/BaseResponse/Ret')).toBe(0);
  });
});
