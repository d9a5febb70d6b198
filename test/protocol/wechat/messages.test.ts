/** Holds every item of AddMsgList to one event of the right kind (protocol.md 6.2, 6.3). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walk } from '../../../src/protocol/walk.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { kindOf, messageEvent, messageKinds, sentKind } from '../../../src/protocol/wechat/messages.ts';

const me = `@${'1f'.repeat(16)}`;
const friend = `@${'2e'.repeat(16)}`;
const room = `@@${'3d'.repeat(32)}`;
const MsgId = '8000000000000000004';
const item = (fields: Record<string, unknown>): Record<string, unknown> => ({
  MsgId,
  FromUserName: friend,
  ToUserName: me,
  MsgType: 1,
  Content: '',
  AppMsgType: 0,
  SubMsgType: 0,
  ...fields,
});
const event = (fields: Record<string, unknown>) => messageEvent(item(fields), me);

describe('the kind of a message', () => {
  test.each([
    [1, 'text'],
    [3, 'image'],
    [34, 'voice'],
    [37, 'friend-request'],
    [40, 'possible-friend'],
    [42, 'card'],
    [43, 'video'],
    [47, 'emoticon'],
    [48, 'location'],
    [50, 'voip'],
    [51, 'status-notify'],
    [52, 'voip-notify'],
    [53, 'voip-invite'],
    [62, 'micro-video'],
    [9999, 'system-notice'],
    [10000, 'system'],
    [10002, 'system-xml'],
    // In the page's script, met by nobody.
    [2, 'text'],
    [11, 'text'],
    [12, 'text'],
    [13, 'image'],
    [35, 'push-mail'],
    [36, 'text'],
    [38, 'push-system'],
    [39, 'image'],
    [44, 'video'],
  ])('MsgType %d is %s', (MsgType, kind) => {
    expect(event({ MsgType })).toMatchObject({ type: 'message.received', id: MsgId, kind });
  });

  test.each([
    [0, 'chat-record'],
    [1, 'app-text'],
    [2, 'app-image'],
    [3, 'music'],
    [4, 'video-link'],
    [5, 'link'],
    [6, 'file'],
    [7, 'open-app'],
    [8, 'app-emoticon'],
    [9, 'voice-reminder'],
    [10, 'scanned-product'],
    [13, 'product'],
    [15, 'emoticon-set'],
    [16, 'coupon'],
    [17, 'live-location'],
    [19, 'chat-record'],
    [33, 'mini-program'],
    [36, 'mini-program'],
    [51, 'channels-video'],
    [53, 'group-note'],
    [57, 'quote'],
    [2000, 'transfer'],
    [2001, 'red-envelope'],
    [100001, 'link'],
    [4242, 'app'],
  ])('AppMsgType %d is %s', (AppMsgType, kind) => {
    expect(event({ MsgType: 49, AppMsgType }).kind).toBe(kind);
  });

  test.each([
    [{ SubMsgType: 48 }, 'location'],
    [{ FromUserName: 'newsapp' }, 'news'],
    [{ AppMsgType: 2001 }, 'red-envelope'],
    [{ AppMsgType: 5 }, 'text'],
  ])('MsgType 1 with %o is %s', (fields, kind) => {
    expect(event(fields).kind).toBe(kind);
  });

  test.each(['1', 1, 1n])('MsgType %o is that of a text', (MsgType) => {
    expect(event({ MsgType }).kind).toBe('text');
  });

  test.each([4242, -1, 0, null, undefined, 'x', {}, '__proto__', 'constructor'])(
    'MsgType %o is unknown',
    (MsgType) => {
      expect(event({ MsgType, Content: 'as it came' })).toMatchObject({
        kind: 'unknown',
        text: 'as it came',
      });
    },
  );

  test('an unknown type is told with its numbers', () => {
    expect(event({ MsgType: 4242, AppMsgType: 7 }).payload).toEqual({
      msgType: 4242,
      appMsgType: 7,
      subMsgType: 0,
    });
  });

  test('every row is met by a message of its own', () => {
    const missed = messageKinds.filter((row) => kindOf({ MsgId, ...row.when }) !== row);
    expect(missed.map(({ kind }) => kind)).toEqual([]);
  });
});

describe('a message', () => {
  test('of another person has no room and no sender', () => {
    expect(event({ Content: 'a &amp; b<br/>c' })).toEqual({
      type: 'message.received',
      id: MsgId,
      kind: 'text',
      from: friend,
      to: me,
      text: 'a & b\nc',
    });
  });

  test('in a room names its writer', () => {
    const got = event({ FromUserName: room, Content: `${friend}:<br/>hello` });
    expect(got).toMatchObject({ from: room, room, sender: friend, text: 'hello' });
  });

  test('of the account itself in a room has no prefix, even if it looks like one', () => {
    const got = event({ FromUserName: me, ToUserName: room, Content: 'note:<br/>milk' });
    expect(got).toEqual({
      type: 'message.received',
      id: MsgId,
      kind: 'text',
      from: me,
      to: room,
      room,
      text: 'note:\nmilk',
    });
  });

  test('without a sender is of the account itself', () => {
    expect(event({ FromUserName: '', ToUserName: friend }).from).toBe(me);
    expect(messageEvent(item({ FromUserName: '' }), undefined).from).toBe('');
  });

  test('with a prefix outside a room keeps it as text', () => {
    expect(event({ Content: 'wxid_a:<br/>b' })).toMatchObject({ text: 'wxid_a:\nb' });
  });

  test('of the server in a room has no prefix', () => {
    const got = event({ MsgType: 10000, FromUserName: room, Content: '"小明"修改群名为“周末”' });
    expect(got).toMatchObject({
      kind: 'system',
      room,
      text: '"小明"修改群名为“周末”',
      payload: { event: 'room-renamed', by: '小明', topic: '周末' },
    });
    expect(got.sender).toBeUndefined();
  });

  test('keeps every digit of an id that comes as a number', () => {
    expect(event({ MsgId: 8000000000000000004n }).id).toBe(MsgId);
  });
});

describe('a recall', () => {
  const notice = (msgid: string): string =>
    `&lt;sysmsg type="revokemsg"&gt;&lt;revokemsg&gt;&lt;session&gt;wxid_a&lt;/session&gt;&lt;oldmsgid&gt;1&lt;/oldmsgid&gt;&lt;msgid&gt;${msgid}&lt;/msgid&gt;&lt;replacemsg&gt;&lt;![CDATA["小明" 撤回了一条消息]]&gt;&lt;/replacemsg&gt;&lt;/revokemsg&gt;&lt;/sysmsg&gt;`;

  test('names the message that is gone, under an id of its own', () => {
    expect(event({ MsgType: 10002, Content: notice('8000000000000000003') })).toEqual({
      type: 'message.revoked',
      id: MsgId,
      revoked: '8000000000000000003',
    });
  });

  test('in a room is one behind its prefix too', () => {
    const got = event({ MsgType: 10002, FromUserName: room, Content: `${friend}:<br/>${notice('5')}` });
    expect(got).toMatchObject({ type: 'message.revoked', revoked: '5' });
  });

  test('of message 0 is one: the last of its sender', () => {
    expect(event({ MsgType: 10002, Content: notice('0') })).toMatchObject({ revoked: '0' });
  });

  test('may have no sysmsg around it', () => {
    const Content = '&lt;revokemsg&gt;&lt;msgid&gt;7&lt;/msgid&gt;&lt;/revokemsg&gt;';
    expect(event({ MsgType: 10002, Content })).toMatchObject({ type: 'message.revoked', revoked: '7' });
  });

  test.each([
    '&lt;sysmsg type="pat"&gt;&lt;pat&gt;&lt;msgid&gt;7&lt;/msgid&gt;&lt;/pat&gt;&lt;/sysmsg&gt;',
    '&lt;sysmsg type="revokemsg"&gt;&lt;/sysmsg&gt;',
    '',
    'no XML',
  ])('%o is none', (Content) => {
    expect(event({ MsgType: 10002, Content })).toMatchObject({
      type: 'message.received',
      kind: 'system-xml',
    });
  });
});

describe('any item at all', () => {
  const hostile = fc.anything({
    withBigInt: true,
    withNullPrototype: true,
    withObjectString: true,
    maxDepth: 2,
  });
  const names = [
    'MsgType',
    'AppMsgType',
    'SubMsgType',
    'FromUserName',
    'ToUserName',
    'Content',
    'OriContent',
    'Url',
  ];
  const more = [
    'RecommendInfo',
    'FileSize',
    'FileName',
    'MediaId',
    'StatusNotifyCode',
    'StatusNotifyUserName',
    'ImgWidth',
  ];
  const contents = fc.constantFrom(
    '&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;&lt;a/&gt;&lt;/title&gt;',
    '&lt;msg&gt;&lt;__proto__ a="1"/&gt;&lt;constructor/&gt;&lt;/msg&gt;',
    `${friend}:<br/>${'&lt;a&gt;'.repeat(500)}`,
    '&lt;sysmsg type="revokemsg"&gt;&lt;revokemsg&gt;&lt;msgid&gt;&lt;a/&gt;&lt;/msgid&gt;&lt;/revokemsg&gt;&lt;/sysmsg&gt;',
    '&lt;!DOCTYPE a [&lt;!ENTITY b "c"&gt;]&gt;&lt;msg&gt;&amp;b;&lt;/msg&gt;',
  );
  const types = fc.constantFrom<unknown>(...messageKinds.flatMap(({ when }) => Object.values(when)), 4242);
  const value = fc.oneof(types, contents, fc.constantFrom(room, me, ''), hostile);
  const broken = fc.dictionary(
    fc.constantFrom(...names, ...more, '__proto__', 'constructor', 'toString'),
    value,
  );
  const ids = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
    fc.nat(),
    fc.bigInt({ min: 0n, max: 2n ** 63n }),
  );

  test('gives exactly one event, with its own MsgId as text', () => {
    fc.assert(
      fc.property(broken, ids, (fields, id) => {
        const got = messageEvent({ ...fields, MsgId: id }, me);
        expect(got.id).toBe(String(id));
        expect(['message.received', 'message.revoked']).toContain(got.type);
        const { type, ...own } = got;
        expect(walk(wechat.events[type]!, own, '')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('without a usable MsgId has an empty one', () => {
    fc.assert(
      fc.property(fc.constantFrom<unknown>(null, {}, [], undefined, { toString: 1 }), (MsgId) => {
        expect(messageEvent({ MsgId }, me).id).toBe('');
      }),
    );
  });

  test('never changes a prototype', () => {
    messageEvent(
      JSON.parse('{"__proto__":{"polluted":1},"MsgType":49,"Content":"&lt;__proto__&gt;&lt;polluted/&gt;"}'),
      me,
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('what is sent', () => {
  test.each([
    ['webwxsendmsg', 1, 'text'],
    ['webwxsendmsg', 48, 'location'],
    ['webwxsendmsgimg', 3, 'image'],
    ['webwxsendvideomsg', 43, 'video'],
    ['webwxsendvideomsg', 62, 'video'],
    ['webwxsendemoticon', 47, 'emoticon'],
    ['webwxsendemoticon', 1, 'emoticon'],
    ['webwxsendappmsg', 6, 'file'],
    ['webwxsendappmsg', 5, 'link'],
    ['webwxsendappmsg', 4242, 'app'],
    ['webwxsendmsg', 4242, 'unknown'],
    ['webwxsendmsg', undefined, 'unknown'],
    ['webwxsendmsg', { toString: 1 }, 'unknown'],
  ])('by %s with Type %o is %s', (endpoint, type, kind) => {
    expect(sentKind(endpoint, type)).toBe(kind);
  });
});
