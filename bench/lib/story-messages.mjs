/** Every kind of message there is, in batches as a phone's owner might get them (protocol.md 6.2, 6.3). */

import * as apps from './app-payloads.mjs';
import { Chat } from './messages.mjs';
import * as payloads from './payloads.mjs';
import { systemTexts } from './system-texts.mjs';
import { escaped } from './text.mjs';

/** @typedef {import('./cast.mjs').Cast} Cast */

/** Senders of the story. @param {import('./random.mjs').Random} random @param {Cast} cast */
export function chatsOf(random, { self, people, brands, rooms }) {
  const chat = (from, room) => new Chat({ random, self, from, room });
  const [man, mei, anna, sara, sky, oliver, kay] = people;
  const [stars, books] = rooms;
  return {
    own: chat(self),
    man: chat(man),
    mei: chat(mei),
    anna: chat(anna),
    sara: chat(sara),
    oliver: chat(oliver),
    kay: chat(kay),
    brand: chat(brands[1]),
    stars: {
      man: chat(man, stars),
      mei: chat(mei, stars),
      sky: chat(sky, stars),
      oliver: chat(oliver, stars),
      own: chat(self, stars),
    },
    books: { anna: chat(anna, books), oliver: chat(oliver, books) },
    requests: chat({ userName: 'fmessage', wxid: 'fmessage', nick: '' }),
    system: chat({ userName: 'weixin', wxid: 'weixin', nick: '' }),
  };
}

/** @typedef {ReturnType<typeof chatsOf>} Chats */

const observatory = {
  label: '紫金山天文台(玄武区天文台路7号)',
  latitude: '32.066700',
  longitude: '118.828600',
};

/** Words: to the account, into rooms, from its own phone. @param {Chats} chats */
export const words = ({ man, own, stars, sara, oliver }) => [
  man.text('周日晚上去山上看星星吗？It\'s "clear" & <cold> 😄'),
  own.text('从手机发出的一句话'),
  stars.man.text('大家好\n集合时间：19:30\n🔭 记得带手电'),
  stars.mei.text('@林一舟\u2005 行きます！'),
  stars.own.text('我来开车'),
  sara.text('السماء صافية الليلة 🌙'),
  oliver.text('[微笑] `rm -rf` \\o/ {"json": true}'),
];

/** Pictures, sound and stickers. @param {Chats} chats */
export const media = ({ man, stars, mei, oliver, kay }) => ({
  image: payloads.image(man),
  roomImage: payloads.plainImage(stars.sky),
  voice: payloads.voice(mei, 3_260),
  video: payloads.video(man, 12),
  micro: payloads.microVideo(oliver),
  sticker: payloads.sticker(kay),
  dice: payloads.sticker(stars.oliver, { dice: 5 }),
  shop: payloads.sticker(mei, { fromShop: true }),
});

/** Places, cards and people one may know. @param {Chats} chats @param {Cast} cast @param {import('./cast.mjs').Person} newcomer */
export const places = ({ man, stars, oliver, requests, own }, { people, brands }, newcomer, second) => ({
  location: payloads.location(man, observatory),
  roomLocation: payloads.location(stars.man, observatory),
  direct: payloads.directLocation(oliver, observatory),
  card: payloads.card(man, people[7]),
  brandCard: payloads.card(stars.mei, brands[1]),
  request: payloads.friendRequest(requests, {
    nick: newcomer.nick,
    greeting: '我是群聊“周日观星小队”的段云',
    userName: newcomer.userName,
  }),
  possible: payloads.possibleFriend(requests, { nick: '白露', userName: people[8].userName }),
  news: payloads.news(
    own,
    [
      { title: '今夜可见流星雨', digest: '每小时约二十颗' },
      { title: 'Comet returns', digest: 'After 71 years' },
    ],
    second,
  ),
});

/** Links and files. @param {Chats} chats */
export const links = ({ man, mei, anna, oliver, brand, stars }, second) => ({
  text: apps.app(mei, { type: 1, title: '来自应用的一段文字', appName: '记事' }),
  picture: apps.app(mei, { type: 2, title: '图片分享', appName: '相册' }),
  music: apps.app(anna, {
    type: 3,
    title: 'Лунная соната',
    des: 'Л. Бетховен',
    url: 'https://music.example.com/song/131?from=wx&lang=ru',
    appId: 'wx5aa333606550dfd5',
    appName: 'Музыка',
  }),
  film: apps.app(oliver, {
    type: 4,
    title: 'How telescopes work',
    des: '5 min',
    url: 'https://video.example.com/v/20?t=1&s=2',
  }),
  link: apps.app(stars.sky, {
    type: 5,
    title: '观星入门 <一>',
    des: '从认识北斗开始',
    url: 'https://example.com/stars?a=1&b=2',
  }),
  articles: apps.articles(
    brand,
    [
      {
        title: '今夜星图',
        digest: '木星合月',
        url: 'http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=2650000101&idx=1&sn=0a1b#rd',
      },
      {
        title: '下周天象',
        digest: '天琴座流星雨',
        url: 'http://mp.weixin.qq.com/s?__biz=MzAwMDAwMDAwMQ==&mid=2650000101&idx=2&sn=2c3d#rd',
      },
    ],
    second,
  ),
  file: apps.file(man, { name: '观星计划 v2.pdf', size: 140 }),
  open: apps.app(oliver, {
    type: 7,
    title: 'Open in Star Walk',
    appId: 'wx0123456789abcdef',
    appName: 'Star Walk',
  }),
  emoticon: apps.app(mei, {
    type: 8,
    title: '表情',
    attach:
      '<totallen>8231</totallen>\n<attachid></attachid>\n<emoticonmd5>5f0e8a3b9c1d2e4f60718293a4b5c6d7</emoticonmd5>\n<fileext>pic</fileext>',
  }),
});

/** App messages the page cannot show. @param {Chats} chats */
export const unsupported = ({ man, mei, stars, kay, anna }) => [
  apps.app(man, { type: 0, title: '群聊的聊天记录' }),
  apps.app(man, { type: 9, title: '语音提醒' }),
  apps.app(mei, { type: 10, title: '扫一扫商品' }),
  apps.app(mei, { type: 13, title: '商品', url: 'https://shop.example.com/i?id=1&c=2' }),
  apps.app(kay, { type: 15, title: '表情专辑' }),
  apps.app(kay, { type: 16, title: '咖啡券', des: '立减五元' }),
  apps.app(stars.man, { type: 17, title: '我发起了位置共享' }),
  apps.chatRecord(stars.mei, {
    title: '顾小满和田中的聊天记录',
    lines: [
      ['顾小满', '几点 & 哪里？'],
      ['田中', '<7:30> 山下'],
    ],
  }),
  apps.app(anna, { type: 87, title: '群公告', charset: 'gbk' }),
];

/** Mini programs, quotes, money. @param {Chats} chats @param {Cast} cast */
export const newer = ({ man, stars, oliver, kay, own }, { people }, second) => [
  apps.miniProgram(man, 33, { title: '星图小程序', name: '星图' }),
  apps.miniProgram(stars.mei, 36, { title: '一起看日食', name: '天象日历' }),
  apps.channelVideo(oliver, { nick: '夜空频道', words: '银河延时' }),
  apps.groupNote(stars.man, { title: '周日报名', lines: ['1. 小满', '2. 田中', '3. 林一舟'] }),
  apps.quote(stars.sky, {
    words: '同意！',
    quoted: '集合时间：19:30 & 带手电',
    of: people[0],
    quotedType: 1,
  }),
  apps.quote(oliver, {
    words: 'this one?',
    quoted: '<?xml version="1.0"?>\n<msg>\n\t<img aeskey="00" length="65032" />\n</msg>',
    of: people[0],
    quotedType: 3,
  }),
  apps.transfer(kay, { amount: '6.66', memo: '车费', second }),
  apps.redEnvelope(man, '恭喜发财，大吉大利'),
  man.message({ MsgType: 1, Content: '收到红包，请在手机上查看', AppMsgType: 2001 }),
  payloads.conversations(own, [{ userName: 'filehelper', wxid: 'filehelper' }, people[5]], second),
];

/** Calls, what the other devices do, and kinds nobody knows. @param {Chats} chats @param {Cast} cast */
export const others = ({ man, own, oliver, system }, { people, rooms }) => [
  payloads.call(man, 50),
  payloads.call(man, 52),
  payloads.call(man, 53),
  payloads.statusNotify(own, 2, people[0]),
  payloads.statusNotify(own, 1, people[0]),
  payloads.statusNotify(own, 5, { userName: rooms[0].userName, wxid: rooms[0].number }),
  system.message({ MsgType: 9999, Content: escaped('<sysmsg><maintenance>1</maintenance></sysmsg>') }),
  oliver.message({ MsgType: 4242, Content: escaped('<msg><future version="1">?</future></msg>') }),
];

/** Lines of the system, in the account's language. @param {Chats} chats @param {'zh' | 'en'} language */
export function notices(chats, language) {
  const { man, oliver, kay } = chats;
  const where = { man, oliver, kay, stars: chats.stars.man, books: chats.books.anna };
  return systemTexts[language].map(([chat, line]) => where[chat].notice(line));
}

/** Recalls, nudges, tasks. @param {Chats} chats @param {Cast} cast @param {{ MsgId: string }[]} earlier messages to take back */
export const sysmsgs = ({ man, stars }, { self, people }, [first, second]) => [
  payloads.revoke(man, first.MsgId, '"小满" 撤回了一条消息'),
  payloads.revoke(stars.mei, second.MsgId, '"田中 芽衣" recalled a message'),
  payloads.nudge(stars.mei, { by: people[1], whom: self, words: `"\${${people[1].wxid}}" 拍了拍我` }),
  payloads.roomTodo(stars.man, '带手电'),
];
