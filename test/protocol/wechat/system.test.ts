/** Holds the reading of the server's sentences to the sentences themselves (protocol.md 6.7). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemEvent } from '../../../src/protocol/wechat/system.ts';

describe('a sentence of the server', () => {
  test.each<[string, Record<string, string>]>([
    ['收到红包，请在手机上查看', { event: 'red-packet' }],
    ['Red packet received. View on phone.', { event: 'red-packet' }],
    ['"小明"修改群名为“周末”', { event: 'room-renamed', by: '小明', topic: '周末' }],
    ['你修改群名为“周末”', { event: 'room-renamed', by: '你', topic: '周末' }],
    ['"Ann" changed the group name to "Weekend"', { event: 'room-renamed', by: 'Ann', topic: 'Weekend' }],
    ['You changed the group name to "Weekend"', { event: 'room-renamed', by: 'You', topic: 'Weekend' }],
    ['"小明"邀请"小红、小刚"加入了群聊', { event: 'member-invited', by: '小明', who: '小红、小刚' }],
    ['你邀请"小红"加入了群聊  $revoke$', { event: 'member-invited', by: '你', who: '小红' }],
    ['"小明"邀请你加入了群聊，群聊参与人还有：小红', { event: 'member-invited', by: '小明', who: '你' }],
    ['"Ann" invited "Bob" to the group chat', { event: 'member-invited', by: 'Ann', who: 'Bob' }],
    ['You invited Bob to the group chat.   $revoke$', { event: 'member-invited', by: 'You', who: 'Bob' }],
    ['Ann invited you to a group chat with Bob', { event: 'member-invited', by: 'Ann', who: 'you' }],
    ['" 小红"通过扫描你分享的二维码加入群聊', { event: 'member-joined-by-code', who: '小红', by: '你' }],
    [
      '" 小红"通过扫描"小明"分享的二维码加入群聊',
      { event: 'member-joined-by-code', who: '小红', by: '小明' },
    ],
    [
      '" Bob" joined the group chat via the QR Code shared by "Ann"',
      { event: 'member-joined-by-code', who: 'Bob', by: 'Ann' },
    ],
    [
      'Bob joined group chat via the QR code shared by Ann.',
      { event: 'member-joined-by-code', who: 'Bob', by: 'Ann' },
    ],
    ['你将"小红"移出了群聊', { event: 'member-removed', by: '你', who: '小红' }],
    ['你被"小明"移出群聊', { event: 'member-removed', who: '你', by: '小明' }],
    ['You removed "Bob" from the group chat', { event: 'member-removed', by: 'You', who: 'Bob' }],
    ['你已添加了小红，现在可以开始聊天了。', { event: 'friend-added', who: '小红' }],
    ['小红刚刚把你添加到通讯录，现在可以开始聊天了。', { event: 'friend-added', who: '小红' }],
    ['You have added Bob as your WeChat contact. Start chatting!', { event: 'friend-added', who: 'Bob' }],
    ['小红开启了朋友验证，你还不是他（她）朋友。', { event: 'not-a-friend', who: '小红' }],
    ['Bob has enabled Friend Confirmation. Send a friend request.', { event: 'not-a-friend', who: 'Bob' }],
    ['"小明" 拍了拍 "小红"', { event: 'nudge', by: '小明', who: '小红' }],
    ['我拍了拍自己', { event: 'nudge', by: '我', who: '自己' }],
    ['"Ann" tickled "Bob"', { event: 'nudge', by: 'Ann', who: 'Bob' }],
    ['位置共享已经结束', { event: 'location-share-ended' }],
  ])('%s', (text, event) => {
    expect(systemEvent(text)).toEqual(event);
  });

  test.each(['', '你好', 'Ann likes the group chat', '消息已发出，但被对方拒收了。'])(
    '%o is not one of them',
    (text) => {
      expect(systemEvent(text)).toBeUndefined();
    },
  );

  test('names may hold what they like', () => {
    expect(systemEvent('"a"邀请"b"加入了群聊"邀请"c"加入了群聊')?.event).toBe('member-invited');
    expect(systemEvent('"$revoke$"修改群名为“x”')).toBeUndefined();
  });

  test('takes little time for whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom('"', ' ', '邀请', ' joined ', ' invited ', '拍了拍'), (part) => {
        systemEvent(part.repeat(3000).slice(0, 2000));
      }),
    );
    expect(systemEvent('我拍了拍自己'.repeat(1000))).toBeUndefined();
  });
});
