/** What a client does to contacts and rooms, and with messages. */
import { describe, expect, test } from 'vitest';
import { type Play, type Played, play } from './simulated.ts';

/** Online, with the address book, syncing until the phone logs out. */
async function online(options: Play = {}): Promise<Played & { over: Promise<unknown> }> {
  const played = play({ scenario: { events: [] }, ...options });
  await played.client.login();
  await played.client.contacts.load();
  return { ...played, over: played.client.sync().catch((error: unknown) => error) };
}

const sentBody = ({ exchanges }: Played, name: string): Record<string, unknown> => {
  const found = exchanges.findLast(({ request }) => request.url.includes(`/${name}`))!;
  return JSON.parse(found.request.body!.text());
};

describe('messages', () => {
  test('a text is sent once, and can be taken back', async () => {
    const played = await online();
    const { client } = played;
    const person = [...client.contacts].find(({ kind }) => kind === 'person')!;
    const sent = await client.send.text(person.user, '你好 <b>&</b> 😄 "quoted"\n2');
    expect(sent).toMatchObject({ id: expect.stringMatching(/^\d{19}$/), to: person.user, kind: 'text' });
    expect(sentBody(played, 'webwxsendmsg').Msg).toMatchObject({
      Type: 1,
      Content: '你好 <b>&</b> 😄 "quoted"\n2',
      ToUserName: person.user,
      LocalID: sent.clientId,
    });
    await client.send.recall(sent);
    expect(sentBody(played, 'webwxrevokemsg')).toMatchObject({
      SvrMsgId: sent.id,
      ClientMsgId: sent.clientId,
    });
    await played.clock.sleep(121_000);
    await expect(client.send.recall(sent)).rejects.toMatchObject({ code: 'remote/refused' });
    client.close();
  });

  test('a text in a room can turn to people', async () => {
    const played = await online();
    const room = [...played.client.contacts].find(({ kind }) => kind === 'room')!;
    await played.client.send.text(room.user, '@x hello', { mention: [room.members![0]!.user] });
    expect(sentBody(played, 'webwxsendmsg').Msg).toMatchObject({
      MsgSource: expect.stringContaining(room.members![0]!.user),
    });
    played.client.close();
  });

  test('to nobody is a mistake, to somebody else is refused by the server', async () => {
    const { client } = await online();
    expect(() => client.contacts.resolve('nobody')).toThrow(
      expect.objectContaining({ code: 'usage/unknown-name' }),
    );
    await expect(client.send.text('@unknown', 'x')).rejects.toMatchObject({
      code: 'remote/refused',
      details: { code: 1204 },
    });
    client.close();
  });

  test('sends keep their order and their distance', async () => {
    const played = await online();
    await Promise.all(['1', '2', '3'].map((text) => played.client.send.text('filehelper', text)));
    const sends = played.exchanges.filter(({ request }) => request.url.includes('/webwxsendmsg'));
    expect(sends.map(({ request }) => JSON.parse(request.body!.text()).Msg.Content)).toEqual(['1', '2', '3']);
    expect(sends[2]!.startedAt - sends[0]!.startedAt).toBeGreaterThanOrEqual(600);
    played.client.close();
  });

  test('too many are not sent again, and the next one waits', async () => {
    const played = await online({ gap: 0, scenario: { events: [], limits: { sends: 3, window: 5000 } } });
    const { client, clock } = played;
    for (const text of ['1', '2', '3']) await client.send.text('filehelper', text);
    await expect(client.send.text('filehelper', '4')).rejects.toMatchObject({ code: 'remote/limited' });
    const before = clock.now();
    await client.send.text('filehelper', '5');
    expect(clock.now() - before).toBeGreaterThanOrEqual(10_000);
    expect(played.types()).toContain('client.resting');
    expect(played.calls().filter((name) => name === 'webwxsendmsg')).toHaveLength(5);
    client.close();
  });

  test('given up while it waits for its turn, a message is not sent', async () => {
    const played = await online();
    const stop = new AbortController();
    const first = played.client.send.text('filehelper', '1');
    const second = played.client.send.text('filehelper', '2', { signal: stop.signal });
    stop.abort();
    await first;
    await expect(second).rejects.toThrow();
    expect(played.calls().filter((name) => name === 'webwxsendmsg')).toHaveLength(1);
    played.client.close();
  });
});

describe('contacts', () => {
  test('come page by page, and rooms with their members', async () => {
    const { client, exchanges } = await online({
      scenario: { events: [], people: 120, rooms: 60, contactPage: 50 },
    });
    const lists = exchanges.filter(({ request }) => request.url.includes('/webwxgetcontact'));
    const seqs = lists.map(({ request }) => new URL(request.url).searchParams.get('seq'));
    expect(seqs[0]).toBe('0');
    expect(new Set(seqs).size).toBe(lists.length);
    expect(lists.length).toBeGreaterThan(2);
    expect([...client.contacts].filter(({ kind }) => kind === 'person').length).toBeGreaterThanOrEqual(120);
    client.close();
  });

  test('are asked for fifty at a time, and fewer after a failure', async () => {
    const played = await online({ scenario: { events: [], rooms: 60 } });
    const rooms = Array.from({ length: 60 }, (_, index) => `@@${String(index).padStart(64, '0')}`);
    await played.client.contacts.fetch(rooms);
    const sizes = (): number[] =>
      played.exchanges
        .filter(({ request }) => request.url.includes('/webwxbatchgetcontact'))
        .map(({ request }) => JSON.parse(request.body!.text()).Count);
    expect(sizes()).toEqual([50, 10]);
    const limited = await online({
      script: [
        {
          to: 'webwxbatchgetcontact',
          nth: 1,
          say: '{"BaseResponse":{"Ret":1205,"ErrMsg":""},"Count":0,"ContactList":[]}',
        },
      ],
    });
    await limited.client.contacts.fetch(rooms.slice(0, 15));
    const asked = limited.exchanges
      .filter(({ request }) => request.url.includes('/webwxbatchgetcontact'))
      .map(({ request }) => JSON.parse(request.body!.text()).Count);
    expect(asked).toEqual([15, 10, 5]);
    for (const { client } of [played, limited]) client.close();
  });

  test('get remarks and pins, which keep the remark', async () => {
    const played = await online();
    const { client } = played;
    const person = [...client.contacts].find(({ kind, remark }) => kind === 'person' && !remark)!;
    await client.contacts.remark(person.user, '老王');
    expect(sentBody(played, 'webwxoplog')).toMatchObject({ CmdId: 2, RemarkName: '老王' });
    expect(client.contacts.find('老王')?.user).toBe(person.user);
    expect(client.contacts.nameOf(person.user)).toBe('老王');
    await client.contacts.pin(person.user);
    expect(sentBody(played, 'webwxoplog')).toMatchObject({ CmdId: 3, OP: 1, RemarkName: '老王' });
    await client.contacts.pin(person.user, false);
    expect(sentBody(played, 'webwxoplog')).toMatchObject({ OP: 0 });
    client.close();
  });

  test('a friend request is accepted with its ticket', async () => {
    const events = [
      { after: 20_000, message: { kind: 'friend-request', about: 0 } },
      { after: 60_000, logout: 1101 },
    ];
    const played = play({ scenario: { events } });
    const accepted: Promise<void>[] = [];
    played.client.on('message', (event) => {
      if (event.kind === 'friend-request') accepted.push(played.client.contacts.accept(event));
      else
        accepted.push(
          expect(played.client.contacts.accept(event)).rejects.toMatchObject({ code: 'usage/bad-option' }),
        );
    });
    await played.client.login();
    await played.client.sync();
    await Promise.all(accepted);
    expect(accepted.length).toBeGreaterThanOrEqual(2);
    expect(sentBody(played, 'webwxverifyuser')).toMatchObject({
      Opcode: 3,
      VerifyUserList: [{ VerifyUserTicket: expect.stringMatching(/@stranger$/) }],
      SceneList: [33],
    });
  });

  test('rooms that come up while syncing are looked into', async () => {
    const played = play({
      scenario: {
        rooms: 20,
        events: [
          { after: 20_000, message: { room: 15, text: 'hello' } },
          { after: 60_000, logout: 1101 },
        ],
      },
    });
    await played.client.login();
    await played.client.sync();
    const { room } = played.events.find(({ type, text }) => type === 'message.received' && text === 'hello')!;
    expect(played.client.contacts.get(String(room))?.members?.length).toBeGreaterThan(1);
    expect(played.calls()).toContain('webwxbatchgetcontact');
  });
});

describe('rooms', () => {
  test('are made, renamed, filled, emptied and left', async () => {
    const played = await online();
    const { client } = played;
    const people = [...client.contacts].filter(({ kind }) => kind === 'person').map(({ user }) => user);
    const room = await client.rooms.create(people.slice(0, 3), '周末');
    expect(room).toMatch(/^@@[0-9a-f]{64}$/);
    await client.rooms.rename(room, '下周末');
    await client.rooms.add(room, people.slice(3, 5));
    await client.rooms.remove(room, people.slice(0, 1));
    const changes = played.exchanges
      .filter(({ request }) => request.url.includes('/webwxupdatechatroom'))
      .map(({ request }) => new URL(request.url).searchParams.get('fun'));
    expect(changes).toEqual(['modtopic', 'addmember', 'delmember']);
    await played.clock.sleep(2000);
    expect(client.contacts.get(room)).toMatchObject({ name: '下周末' });
    expect(client.contacts.get(room)?.members).toHaveLength(5);
    await client.rooms.leave(room);
    client.close();
  });

  test('need two other people', async () => {
    const { client } = await online();
    await expect(client.rooms.create([], 'x')).rejects.toMatchObject({ code: 'remote/refused' });
    client.close();
  });

  test('that are large are invited to', async () => {
    const played = await online({
      scenario: { events: [], people: 60, rooms: [{ topic: 'big', members: 39 }] },
    });
    const { client } = played;
    const room = client.contacts.find('big')!;
    const person = [...client.contacts].find(
      ({ kind, user }) => kind === 'person' && !room.members!.some((member) => member.user === user),
    )!;
    await client.rooms.add(room.user, [person.user]);
    expect(played.exchanges.at(-1)?.request.url).toContain('fun=invitemember');
    client.close();
  });
});
