/** What the real page demands of a server: the numbers are those of research/official.md, section 1. */
import { describe, expect, test } from 'vitest';
import { at } from '../../../../src/protocol/shape.ts';
import { loggedIn, Page, type Said, simulate } from './page.ts';

type Contact = Readonly<Record<string, unknown>> & {
  readonly MemberList: readonly { readonly UserName: string }[];
};
const contactsOf = (answer: Said, pointer: string): Contact[] => answer.got(pointer) as Contact[];
const rooms = (contacts: readonly Contact[]): Contact[] =>
  contacts.filter(({ UserName }) => String(UserName).startsWith('@@'));
const hasSelf =
  (page: Page) =>
  (room: Contact): boolean =>
    room.MemberList.some(({ UserName }) => UserName === page.session.userName);

describe('the page needs', () => {
  test('1.1 webwxinit twice at once, with the same answer', async () => {
    const page = new Page(simulate());
    await page.code();
    await page.pollToEnd();
    await page.redeem();
    const [one, other] = await Promise.all([page.ask('webwxinit'), page.ask('webwxinit')]);
    expect(one.got('/BaseResponse/Ret')).toBe(0);
    expect(other.text).toBe(one.text);
    await page.clock.sleep(30_000);
    page.session.syncKey = other.got('/SyncKey');
    const messages = (await page.pull()).got('/AddMsgList') as unknown[];
    expect(messages).toHaveLength(4);
  });

  test('1.2 a session without Skey and pass_ticket, as after a reload', async () => {
    const page = await loggedIn();
    const { skey } = page.session;
    delete page.session.passTicket;
    page.session.skey = '';
    const init = await page.start();
    expect([init.got('/BaseResponse/Ret'), init.got('/SKey')]).toEqual([0, skey]);
    page.session.skey = skey;
    const answers = [
      await page.notify(),
      await page.ask('webwxgetcontact', { seq: '0' }),
      await page.ask('webwxbatchgetcontact', { count: 0, list: [] }),
      await page.pull(),
      await page.ask('webwxsendmsg', { type: 1, text: 'hi', to: 'filehelper', scene: 0 }),
    ];
    expect(answers.map((answer) => answer.got('/BaseResponse/Ret'))).toEqual([0, 0, 0, 0, 0]);
    expect(answers.some(({ exchange }) => exchange.request.url.includes('pass_ticket'))).toBe(false);
  });

  test('1.3 cookies that its script can read', async () => {
    const page = new Page(simulate());
    await page.code();
    await page.pollToEnd();
    const answer = await page.redeem();
    const lines = answer.exchange
      .response!.headers.filter(([name]) => name === 'Set-Cookie')
      .map(([, line]) => line);
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      'wxuin',
      'wxsid',
      'wxloadtime',
      'mm_lang',
      'webwx_data_ticket',
      'webwxuvid',
      'webwx_auth_ticket',
    ]);
    for (const line of lines) {
      expect(line).not.toMatch(/httponly/i);
      expect(line).toMatch(
        /; Domain=\.?[\w.]+; Path=\/; Expires=\w{3}, \d\d-\w{3}-\d{4} \d\d:\d\d:\d\d GMT; Secure$/,
      );
    }
    expect(lines[4]).toContain('Domain=.qq.com;');
    const life = (line: string): number =>
      Date.parse(/Expires=([^;]+)/.exec(line)![1]!.replaceAll('-', ' ')) - page.clock.now();
    expect(lines.map((line) => Math.round(life(line) / 3_600_000))).toEqual([
      12, 12, 12, 12, 12, 87_600, 87_600,
    ]);
  });

  test('1.4 200 and XML where fun=new is asked for, a redirect to the index page for a navigation', async () => {
    const redeem = async (more: string): Promise<Said> => {
      const page = new Page(simulate());
      await page.code();
      await page.pollToEnd();
      return page.redeem(more);
    };
    const call = await redeem('&fun=new&version=v2');
    expect([call.status, call.header('location')]).toEqual([200, undefined]);
    expect(call.header('content-type')).toBe('text/plain;charset=utf-8');
    const navigation = await redeem('');
    expect([navigation.status, navigation.header('location')]).toEqual([301, 'https://wx.qq.com/']);
    expect(navigation.cookies.wxsid).toBeDefined();
  });

  test('1.5 an index page that follows the cookies, and a logout that takes them away', async () => {
    const page = await loggedIn();
    expect((await page.ask('index')).text).toContain('isLogin:!!"1"');
    const answer = await page.ask('webwxlogout', { type: '0' });
    const expired = answer.exchange.response!.headers.filter(([, line]) => line.includes('01-Jan-1970'));
    expect(expired.map(([, line]) => line.split('=')[0])).toEqual(['wxuin', 'wxsid', 'webwx_data_ticket']);
    expect((await page.ask('index')).text).toContain('isLogin:!!""');
  });

  test('1.6 a list of members with the account in every room, wherever it appears', async () => {
    const page = await loggedIn({
      rooms: 7,
      events: [{ after: 100, contact: { user: '周末爬山群', name: 'Another name', leave: [0] } }],
    });
    const init = await page.start();
    const listed = contactsOf(await page.ask('webwxgetcontact', { seq: '0' }), '/MemberList');
    const names = [...rooms(contactsOf(init, '/ContactList')), ...rooms(listed)].map(
      ({ UserName }) => UserName,
    );
    const list = names.map((UserName) => ({ UserName, ChatRoomId: '' }));
    const batch = contactsOf(
      await page.ask('webwxbatchgetcontact', { count: list.length, list }),
      '/ContactList',
    );
    await page.clock.sleep(1_000);
    const changed = contactsOf(await page.pull(), '/ModContactList');
    for (const found of [rooms(contactsOf(init, '/ContactList')), rooms(listed), batch, changed]) {
      expect(found.length).toBeGreaterThan(0);
      expect(found.every(hasSelf(page))).toBe(true);
      expect(found.every(({ MemberCount, MemberList }) => MemberCount === MemberList.length)).toBe(true);
    }
  });

  test('1.7 CORS with credentials on the file host, for the preflight and the upload', async () => {
    const page = await loggedIn();
    const origin: [string, string] = ['Origin', 'https://wx.qq.com'];
    const url = 'https://file.wx.qq.com/cgi-bin/mmwebwx-bin/webwxuploadmedia?f=json';
    const preflight = await page.send({
      method: 'OPTIONS',
      url,
      headers: [origin, ['Access-Control-Request-Method', 'POST']],
    });
    const upload = await page.raw('POST', url, 'x', [
      origin,
      ['Content-Type', 'multipart/form-data; boundary=b'],
    ]);
    for (const answer of [preflight, upload]) {
      expect(answer.status).toBe(200);
      expect(answer.header('access-control-allow-origin')).toBe('https://wx.qq.com');
      expect(answer.header('access-control-allow-credentials')).toBe('true');
    }
    const stranger = await page.send({
      method: 'OPTIONS',
      url,
      headers: [['Origin', 'https://evil.example']],
    });
    expect(stranger.header('access-control-allow-origin')).toBe('https://wx.qq.com');
  });

  test('1.8 scripts with status 200 and a type that browsers run', async () => {
    const page = await loggedIn({ phone: { scan: 0, confirm: 0 } });
    const answers = [
      await page.ask('jslogin'),
      await page.ask('login', { tip: '1' }),
      await page.ask('synccheck'),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.header('content-type')).toBe('text/javascript');
      expect(answer.text.endsWith('\n')).toBe(false);
    }
  });

  test('1.9 the end of a session told by synccheck and webwxinit alike, without a hold', async () => {
    const page = await loggedIn({ events: [{ after: 50, logout: 1101 }] });
    await page.clock.sleep(100);
    const before = page.now();
    expect((await page.check()).retcode).toBe('1101');
    expect((await page.start()).got('/BaseResponse/Ret')).toBe(1101);
    expect((await page.pull()).got('/BaseResponse/Ret')).toBe(1101);
    expect(page.now() - before).toBe(60);
  });

  test('1.10 no refusal where none was asked for', async () => {
    const page = new Page(simulate());
    await page.code();
    await page.pollToEnd();
    expect((await page.redeem()).got('/error/ret')).toBe('0');
  });

  test('1.11 positions whose Count is the length of their List, and batches that come again', async () => {
    const page = await loggedIn();
    await page.clock.sleep(60_000);
    const answers = [await page.start(), await page.ask('webwxsync'), await page.ask('webwxsync')];
    for (const answer of answers) {
      expect(at(answer.got('/SyncKey'), '/Count')).toBe(
        (at(answer.got('/SyncKey'), '/List') as unknown[]).length,
      );
      expect(at(answer.got('/SyncKey'), '/Count')).toBeGreaterThan(0);
    }
    expect(answers[2]!.got('/AddMsgList')).toEqual(answers[1]!.got('/AddMsgList'));
  });

  test('1.12 MsgId as text, different for every message, NewMsgId with the same digits', async () => {
    const page = await loggedIn();
    await page.clock.sleep(60_000);
    const answer = await page.pull();
    const messages = answer.got('/AddMsgList') as { MsgId: string; NewMsgId: bigint; CreateTime: number }[];
    expect(new Set(messages.map(({ MsgId }) => MsgId)).size).toBe(messages.length);
    for (const { MsgId, NewMsgId, CreateTime } of messages) {
      expect(MsgId).toMatch(/^\d{19}$/);
      expect(NewMsgId).toBe(BigInt(MsgId));
      expect(answer.text).toContain(`"NewMsgId": ${MsgId},`);
      expect(CreateTime).toBeLessThanOrEqual(page.clock.now() / 1000);
      expect(CreateTime).toBeGreaterThan(page.clock.now() / 1000 - 61);
    }
  });

  test('1.13 the sender of a room message before it, as a member of the room', async () => {
    const page = await loggedIn();
    await page.clock.sleep(20_000);
    const messages = (await page.pull()).got('/AddMsgList') as { FromUserName: string; Content: string }[];
    const message = messages.find(({ FromUserName }) => FromUserName.startsWith('@@'))!;
    const sender = /^(@[a-zA-Z0-9]+):<br\/>/.exec(message.Content)?.[1];
    const list = [{ UserName: message.FromUserName, ChatRoomId: '' }];
    const [room] = contactsOf(await page.ask('webwxbatchgetcontact', { count: 1, list }), '/ContactList');
    expect(room!.MemberList.map(({ UserName }) => UserName)).toContain(sender);
    expect(message.Content).toContain('&lt;别迟到&gt;');
  });

  test('1.14 contacts that come to an end: Seq is 0 at last', async () => {
    const page = await loggedIn({ people: 40, contactPage: 15 });
    const names: unknown[] = [];
    const seqs: unknown[] = [];
    for (let seq: unknown = '0'; seqs.length < 17 && seq !== 0; ) {
      const answer = await page.ask('webwxgetcontact', { seq: String(seq) });
      names.push(...contactsOf(answer, '/MemberList').map(({ UserName }) => UserName));
      expect(answer.got('/MemberCount')).toBe(contactsOf(answer, '/MemberList').length);
      seq = answer.got('/Seq');
      seqs.push(seq);
    }
    expect(seqs.at(-1)).toBe(0);
    expect(seqs.length).toBeGreaterThan(2);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(45);
  });

  test('1.15 bodies in plain, with no length or coding that could be stale', async () => {
    const page = await loggedIn();
    await page.pull();
    for (const { response } of page.exchanges) {
      for (const [name] of response!.headers) expect(name).not.toMatch(/^content-(?:length|encoding)$/i);
    }
  });

  test('1.16 long polls that end below 35 s', async () => {
    const page = await loggedIn({ events: [], phone: [{}, { ignore: true }] });
    for (const poll of [() => page.check(), async () => page.code().then(() => page.poll('1'))]) {
      const before = page.now();
      await poll();
      expect(page.now() - before).toBeLessThan(26_000);
    }
  });

  test('1.17 and it gets what it does not need as well: the whole layout of every reply', async () => {
    const page = await loggedIn();
    const init = await page.start();
    for (const key of [
      'Count',
      'ContactList',
      'InviteStartCount',
      'ClickReportInterval',
      'MPSubscribeMsgList',
    ]) {
      expect(init.got(`/${key}`)).toBeDefined();
    }
  });
});
