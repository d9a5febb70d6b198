/** Messages that the simulation makes: every kind of the table, read back by the table. */
import { describe, expect, test } from 'vitest';
import { codecs } from '../../../../src/protocol/codec/index.ts';
import { messageEvent, messageKinds } from '../../../../src/protocol/wechat/messages.ts';
import { loggedIn, type Message } from './page.ts';

const kinds = [...new Set(messageKinds.map(({ kind }) => kind))];

async function messageOf(
  message: object,
  file = {},
): Promise<{ wire: Message; event: Record<string, unknown>; self: string }> {
  const page = await loggedIn({ ...file, events: [{ after: 1, message }] });
  const [wire] = await page.sync((messages) => messages.length > 0);
  const self = String(page.session.userName);
  return { wire: wire!, event: messageEvent(wire!, self), self };
}

describe('a message of the simulation', () => {
  test.each(kinds)('of kind %s is read back as that kind', async (kind) => {
    const { event } = await messageOf({
      kind,
      from: 0,
      text: 'Hello <all> & "you"\n😄',
      title: 'A & B',
      url: 'https://a.example/?x=1&y=2',
    });
    expect(event).toMatchObject({ type: 'message.received', kind });
  });

  test('is a text as it was written', async () => {
    const { event } = await messageOf({ text: 'a <b> & "c"\nd 😄 [微笑] &amp;' });
    expect(event.text).toBe('a <b> & "c"\nd 😄 [微笑] &amp;');
  });

  test.each([
    ['image', { width: 240, height: 160 }, { width: 240, height: 160 }],
    ['voice', { seconds: 7 }, { durationMs: 7_000 }],
    ['video', { seconds: 9 }, { durationS: 9 }],
    [
      'link',
      { title: 'A & B', description: 'c < d', url: 'https://a.example/?b=1&c=2' },
      { title: 'A & B', description: 'c < d', url: 'https://a.example/?b=1&c=2' },
    ],
    ['file', { name: 'a & b.pdf', bytes: 77 }, { name: 'a & b.pdf', bytes: 77, extension: 'pdf' }],
    ['card', { about: 2 }, {}],
    ['friend-request', { about: 1, text: 'It is me' }, { greeting: 'It is me' }],
    [
      'location',
      { text: 'Main street 1' },
      { label: 'Main street 1', latitude: 39.908823, longitude: 116.39747 },
    ],
    ['transfer', { text: '￥5' }, { amount: '￥5' }],
    ['news', { title: 'Today' }, {}],
  ] as const)('of kind %s carries its payload', async (kind, written, payload) => {
    const { event } = await messageOf({ kind, from: 0, ...written });
    expect(event.payload).toMatchObject(payload);
  });

  test('in a room names its sender and the room', async () => {
    const { event, wire } = await messageOf({ room: 0, from: 0, kind: 'image' });
    expect(event.room).toBe(wire.FromUserName);
    expect(event.sender).toMatch(/^@[0-9a-f]{64}$/);
  });

  test('typed on the phone comes from the account, to a person, a room, or filehelper', async () => {
    const own = await messageOf({ from: 'self', text: 'x' });
    expect([own.wire.FromUserName, own.wire.ToUserName]).toEqual([own.self, 'filehelper']);
    const toRoom = await messageOf({ from: 'self', room: 0, text: 'x' });
    expect([toRoom.wire.FromUserName, toRoom.wire.Content]).toEqual([toRoom.self, 'x']);
    expect(toRoom.wire.ToUserName).toMatch(/^@@/);
    const toPerson = await messageOf({ from: 'self', to: 1, text: 'x' });
    expect(toPerson.wire.ToUserName).toMatch(/^@[0-9a-f]/);
  });

  test('that was recalled gives its id', async () => {
    const events = [
      { after: 1, message: { id: 'a', room: 0, text: 'x' } },
      { after: 2, message: { text: 'y' } },
      { after: 3, recall: 'a' },
      { after: 4, recall: 'last' },
    ];
    const page = await loggedIn({ events });
    await page.clock.sleep(100);
    const messages = (await page.pull()).got('/AddMsgList') as Message[];
    const recalled = messages.slice(2).map((message) => messageEvent(message, '').revoked);
    expect(recalled).toEqual([messages[0]!.MsgId, messages[1]!.MsgId]);
  });

  test('may have any field overruled, also by names of a prototype', async () => {
    const { wire, event } = await messageOf({
      fields: JSON.parse('{"MsgType":777,"__proto__":{"x":1},"Extra":true}') as object,
    });
    expect([wire.MsgType, wire.Extra]).toEqual([777, true]);
    expect(event.kind).toBe('unknown');
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('in English where the account is', async () => {
    const { event } = await messageOf({ kind: 'red-envelope' }, { language: 'en_US' });
    expect(event.text).toMatch(/^Red packet received/);
  });

  test('holds no half of a character', async () => {
    const { wire } = await messageOf({ kind: 'file', name: 'a\ud800.txt' });
    const decoded = codecs.json.decode(codecs.json.encode(wire));
    expect(decoded.ok).toBe(true);
  });

  test('about a room tells who came and went, in the words that clients look for', async () => {
    const events = [{ after: 1, contact: { user: 'Tea', name: 'Coffee', join: [3], leave: [0] } }];
    const page = await loggedIn({ people: 4, rooms: [{ topic: 'Tea', members: [0, 1, 2] }], events });
    const messages = await page.sync((found) => found.length === 3);
    const payloads = messages.map((message) => messageEvent(message, '').payload as { event: string });
    expect(payloads.map(({ event }) => event)).toEqual(['room-renamed', 'member-invited', 'member-removed']);
  });
});
