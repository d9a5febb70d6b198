/** The address book and the rooms, changed by calls. */
import { describe, expect, test } from 'vitest';
import { loggedIn, type Message, type Page, type Said } from './page.ts';

interface Contact extends Message {
  readonly UserName: string;
  readonly MemberList: readonly { readonly UserName: string }[];
}
const ret = (answer: Said): unknown => answer.got('/BaseResponse/Ret');
const changedBy = async (page: Page): Promise<Contact[]> =>
  (await page.pull()).got('/ModContactList') as Contact[];
const world = {
  events: [],
  people: [{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cem' }, { name: 'Dan' }],
  rooms: [
    { topic: 'Mine', members: [0, 1], owner: 'self' },
    { topic: 'Theirs', members: [0, 1], owner: 0 },
  ],
};

async function start(): Promise<{ page: Page; user: (name: string) => string }> {
  const page = await loggedIn(world);
  const contacts = (await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as Contact[];
  return { page, user: (name) => contacts.find(({ NickName }) => NickName === name)!.UserName };
}

describe('the address book', () => {
  test('lists friends, official accounts, saved rooms and the special ones, not filehelper', async () => {
    const page = await loggedIn({
      people: 5,
      officials: 2,
      rooms: [
        { topic: 'kept', saved: true },
        { topic: 'not kept', saved: false },
      ],
    });
    const names = ((await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as Contact[]).map(
      ({ UserName, NickName }) => (UserName.startsWith('@@') ? NickName : UserName),
    );
    expect(names).toContain('kept');
    expect(names).not.toContain('not kept');
    expect(names).toEqual(expect.arrayContaining(['weixin', 'fmessage']));
    expect(names).not.toContain('filehelper');
    expect(names).toHaveLength(1 + 5 + 2 + 1 + 3);
  });

  test('takes a remark and tells of it with selector 4', async () => {
    const { page, user } = await start();
    expect(ret(await page.ask('webwxoplog', { user: user('Bob'), command: 2, remark: 'B & <b>' }))).toBe(0);
    expect((await page.check()).selector).toBe('4');
    const [changed] = await changedBy(page);
    expect([changed!.UserName, changed!.RemarkName]).toEqual([user('Bob'), 'B &amp; &lt;b&gt;']);
    const listed = (await page.ask('webwxgetcontact', { seq: '0' })).got('/MemberList') as Contact[];
    expect(listed.find(({ UserName }) => UserName === user('Bob'))?.RemarkName).toBe('B &amp; &lt;b&gt;');
  });

  test('pins, unpins, and forgets a remark that is not repeated', async () => {
    const { page, user } = await start();
    await page.ask('webwxoplog', { user: user('Ann'), command: 2, remark: 'Sis' });
    await page.ask('webwxoplog', { user: user('Ann'), command: 3, pinned: 1, remark: 'Sis' });
    await page.ask('webwxoplog', { user: user('Ann'), command: 3, pinned: 0 });
    const found = (await changedBy(page)).map(({ ContactFlag, RemarkName }) => [
      Number(ContactFlag) & 0x800,
      RemarkName,
    ]);
    expect(found).toEqual([
      [0, 'Sis'],
      [0x800, 'Sis'],
      [0, ''],
    ]);
  });

  test('refuses what it does not know', async () => {
    const { page, user } = await start();
    expect(ret(await page.ask('webwxoplog', { user: '@0', command: 2, remark: 'x' }))).toBe(1);
    expect(ret(await page.ask('webwxoplog', { user: user('Ann'), command: 9 }))).toBe(1);
  });

  test('accepts a friend: contact, selector 6 and a sentence', async () => {
    const file = {
      language: 'en_US',
      rooms: [{ topic: 'r', members: 30 }],
      people: 2,
      events: [{ after: 1, message: { kind: 'friend-request', about: 0 } }],
    };
    const page = await loggedIn(file);
    const [request] = await page.sync((messages) => messages.length > 0);
    const info = request!.RecommendInfo as { UserName: string; Ticket: string };
    const users = [{ Value: info.UserName, VerifyUserTicket: info.Ticket }];
    expect(ret(await page.ask('webwxverifyuser', { opcode: 3, users, text: '', scenes: [33] }))).toBe(0);
    expect((await page.check()).selector).toBe('2');
    const pulled = await page.pull();
    expect((pulled.got('/ModContactList') as Contact[])[0]!.UserName).toBe(info.UserName);
    expect(String((pulled.got('/AddMsgList') as Message[])[0]!.Content)).toMatch(
      /^You have added .+ as your WeChat contact/,
    );
  });

  test('sends a request, and refuses an empty one', async () => {
    const { page, user } = await start();
    const users = [{ Value: user('Ann'), VerifyUserTicket: '' }];
    expect(ret(await page.ask('webwxverifyuser', { opcode: 2, users, text: 'Hi', scenes: [33] }))).toBe(0);
    expect(ret(await page.ask('webwxverifyuser', { opcode: 9, users, text: 'Hi', scenes: [33] }))).toBe(1);
    expect(ret(await page.ask('webwxverifyuser', { opcode: 3, users: [], text: '', scenes: [33] }))).toBe(
      -14,
    );
  });

  test('can be searched, sent feedback, and reported to', async () => {
    const page = await loggedIn({ people: [{ name: 'Ann', alias: 'ann-1' }] });
    const found = await page.ask('webwxsearchcontact', { keyword: 'ann-1' });
    expect([ret(found), found.got('/Count')]).toEqual([0, 1]);
    expect(ret(await page.ask('webwxsendfeedback', { text: 'nice' }))).toBe(0);
    expect(ret(await page.ask('webwxstatreport', { count: 0, reports: [] }))).toBe(0);
    expect((await page.ask('reportforweb', { rid: '1', rkey: '2', rvalue: '3' })).status).toBe(200);
  });
});

describe('a room', () => {
  const roomOf = async (page: Page, UserName: string): Promise<Contact> =>
    (
      (await page.ask('webwxbatchgetcontact', { count: 1, list: [{ UserName, ChatRoomId: '' }] })).got(
        '/ContactList',
      ) as Contact[]
    )[0]!;
  const update = (page: Page, change: string, input: object): Promise<Said> =>
    page.ask('webwxupdatechatroom', { change, ...input });

  test('is made of two others or more', async () => {
    const { page, user } = await start();
    const members = [user('Ann'), user('Cem')].map((UserName) => ({ UserName }));
    const answer = await page.ask('webwxcreatechatroom', { count: 2, members, topic: 'Tea' });
    const name = String(answer.got('/ChatRoomName'));
    expect([ret(answer), answer.got('/MemberCount'), name.startsWith('@@')]).toEqual([0, 3, true]);
    expect((await page.check()).selector).toBe('6');
    expect((await roomOf(page, name)).MemberList.map(({ UserName }) => UserName)).toContain(
      page.session.userName,
    );
    expect(ret(await page.ask('webwxsendmsg', { type: 1, text: 'x', to: name, scene: 0 }))).toBe(0);
  });

  test('of too few is refused with Ret 0 and an XML', async () => {
    const { page, user } = await start();
    const members = [{ UserName: user('Ann') }, { UserName: user('Ann') }];
    const answer = await page.ask('webwxcreatechatroom', { count: 2, members, topic: '' });
    expect([ret(answer), answer.got('/ChatRoomName')]).toEqual([0, '']);
    expect(answer.got('/BaseResponse/ErrMsg')).toMatch(/^<e>.*<Content><!\[CDATA\[.+\]\]><\/Content><\/e>$/);
  });

  test('changes by every kind of call, and tells of it', async () => {
    const { page, user } = await start();
    const room = user('Mine');
    const size = async (): Promise<number> => (await roomOf(page, room)).MemberList.length;
    const added = await update(page, 'addmember', { room, add: `${user('Cem')},${user('Dan')}` });
    expect([ret(added), added.got('/MemberCount'), await size()]).toEqual([0, 2, 5]);
    expect(ret(await update(page, 'delmember', { room, remove: user('Dan') }))).toBe(0);
    expect(await size()).toBe(4);
    expect(ret(await update(page, 'invitemember', { room, invite: user('Dan') }))).toBe(0);
    expect(ret(await update(page, 'modtopic', { room, topic: 'Ours 🍀' }))).toBe(0);
    const pulled = await page.pull();
    expect((pulled.got('/ModContactList') as Contact[]).map(({ MemberCount }) => MemberCount)).toEqual([
      5, 4, 5, 5,
    ]);
    expect(
      (pulled.got('/AddMsgList') as Message[]).every(
        ({ MsgType, FromUserName }) => MsgType === 10000 && FromUserName === room,
      ),
    ).toBe(true);
    expect((await roomOf(page, room)).NickName).toBe('Ours <span class="emoji emoji1f340"></span>');
  });

  test('is left for good', async () => {
    const { page, user } = await start();
    const room = user('Mine');
    expect(ret(await update(page, 'quitchatroom', { room }))).toBe(0);
    expect((await page.check()).selector).toBe('6');
    expect((await page.pull()).got('/DelContactList')).toEqual([{ UserName: room, ContactFlag: 0 }]);
    expect(await roomOf(page, room)).toBeUndefined();
    expect(ret(await page.ask('webwxsendmsg', { type: 1, text: 'x', to: room, scene: 0 }))).toBe(1204);
  });

  test('of another owner keeps its members; unknown calls and rooms are refused', async () => {
    const { page, user } = await start();
    expect(ret(await update(page, 'delmember', { room: user('Theirs'), remove: user('Ann') }))).toBe(1);
    expect(ret(await update(page, 'addmember', { room: user('Theirs'), add: '@0' }))).toBe(1);
    expect(ret(await update(page, 'modtopic', { room: user('Ann'), topic: 'x' }))).toBe(1);
    expect(ret(await update(page, 'constructor', { room: user('Mine') }))).toBe(1);
  });
});
