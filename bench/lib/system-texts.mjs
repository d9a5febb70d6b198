/** Lines the system writes into chats, with the chat of the story each belongs to (protocol.md 6.7). */

/** @type {Record<'zh' | 'en', [chat: 'man' | 'kay' | 'oliver' | 'stars' | 'books', line: string][]>} */
export const systemTexts = {
  zh: [
    ['man', '收到红包，请在手机上查看'],
    ['stars', '"小满"修改群名为“周日观星小队🔭”'],
    ['stars', '你修改群名为“周日观星小队”'],
    ['stars', '"小满"邀请"阿凯"加入了群聊'],
    ['stars', '你邀请"段云"加入了群聊  $revoke$'],
    ['stars', '" 김하늘"通过扫描"小满"分享的二维码加入群聊'],
    ['stars', '" Oliver"通过扫描你分享的二维码加入群聊'],
    ['stars', '你将"阿凯"移出了群聊'],
    ['books', '你被"Анна Лебедева"移出群聊'],
    ['man', '你已添加了段云，现在可以开始聊天了。'],
    ['man', '段云刚刚把你添加到通讯录，现在可以开始聊天了。'],
    [
      'kay',
      '阿凯开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。&lt;a href="weixin://findfriend/verifycontact"&gt;发送朋友验证&lt;/a&gt;',
    ],
    ['man', '"小满" 拍了拍我'],
    ['stars', '位置共享已经结束'],
  ],
  en: [
    ['man', 'Red packet received. View on phone.'],
    ['books', '"Oliver" changed the group name to "Book swap"'],
    ['books', 'You changed the group name to "Book swap / 旧书交换"'],
    ['books', 'Anna invited Δημήτρης to the group chat'],
    ['books', 'You invited Oliver to a group chat with Anna   $revoke$'],
    ['books', '"Mei" joined the group chat via the QR Code shared by "Anna"'],
    ['books', '"Sara" joined group chat via the QR code shared by you'],
    ['books', 'You removed "Mei" from the group chat'],
    ['oliver', 'You have added Oliver as your WeChat contact. Start chatting!'],
    [
      'kay',
      'Kay has enabled Friend Confirmation. Only friends can chat. &lt;a href="weixin://findfriend/verifycontact"&gt;[Send request]&lt;/a&gt;',
    ],
    ['oliver', '"Oliver" tickled me'],
    ['books', 'Live location session ended'],
  ],
};
