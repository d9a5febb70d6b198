/** The people, rooms and official accounts of the synthetic sessions; all invented. */

import * as ids from './ids.mjs';

/**
 * @typedef {object} Person
 * @property {string} userName this login's alias
 * @property {string} wxid the name behind it
 * @property {string} nick as typed, emoji and all
 * @property {string} remark
 * @property {number} sex
 * @property {string} province
 * @property {string} city
 * @property {string} signature
 * @property {string} initials
 * @property {string} spelling
 * @property {number} flag ContactFlag
 * @property {number} verify VerifyFlag
 * @property {string} alias
 * @property {number} seq
 */
/**
 * @typedef {object} Room
 * @property {string} userName
 * @property {string} number
 * @property {string} encryId
 * @property {string} nick
 * @property {Person[]} members
 * @property {Person} owner
 * @property {number} flag
 * @property {boolean} notifies
 * @property {number} seq
 */

const persons = [
  {
    nick: '顾小满🌾',
    remark: '小满',
    sex: 2,
    province: '浙江',
    city: '杭州',
    signature: '今天也要早睡',
    initials: 'GXM?',
    spelling: 'guxiaoman?',
  },
  { nick: '田中 芽衣', sex: 2, signature: '星を見る', initials: 'TZYY', spelling: 'tianzhong芽衣' },
  { nick: 'Анна Лебедева', sex: 2, signature: 'тише едешь — дальше будешь' },
  { nick: 'سارة يوسف', sex: 2, signature: 'السماء صافية الليلة' },
  { nick: '김하늘🌙', sex: 1, signature: '', initials: '????', spelling: '????' },
  {
    nick: 'Oliver 🐧',
    remark: '奥利弗',
    sex: 1,
    signature: 'Talk is cheap & slow',
    initials: 'OLIVER',
    spelling: 'Oliver',
  },
  {
    nick: '阿凯🇨🇳',
    sex: 1,
    province: '广东',
    city: '深圳',
    signature: '<b>不要回复</b>',
    initials: 'AK?',
    spelling: 'akai?',
  },
  { nick: 'Δημήτρης', sex: 1, signature: '' },
  {
    nick: '陈 "老" 船长',
    remark: '船长',
    sex: 1,
    province: '福建',
    city: '厦门',
    signature: '海\\上',
    initials: 'CLCC',
    spelling: 'chenlaochuanzhang',
  },
];

const brands = [
  {
    nick: '微信团队',
    fixed: 'weixin',
    verify: 56,
    signature: '微信团队官方帐号',
    initials: 'WXTD',
    spelling: 'weixintuandui',
  },
  {
    nick: '每日天象',
    verify: 24,
    signature: '一天一张星图',
    initials: 'MRTX',
    spelling: 'meiritianxiang',
    alias: 'daily-sky',
  },
  { nick: '城南旧书', verify: 8, signature: '旧书、旧事', initials: 'CNJS', spelling: 'chengnanjiushu' },
];

/** @returns {Person} */
export function person(random, details) {
  return {
    userName: details.fixed ?? (details.verify ? ids.brandName(random) : ids.personName(random)),
    wxid: details.fixed ?? (details.verify ? `gh_${random.hex(12)}` : ids.wxid(random)),
    remark: '',
    sex: 0,
    province: '',
    city: '',
    signature: '',
    initials: '',
    spelling: '',
    flag: 3,
    verify: 0,
    alias: '',
    seq: random.integer(620_000_000, 699_999_999),
    ...details,
  };
}

/** @returns {Room} */
export function room(random, details) {
  return {
    userName: ids.roomName(random),
    number: ids.roomNumber(random),
    encryId: ids.encryRoomId(random),
    flag: 3,
    notifies: true,
    seq: random.integer(620_000_000, 699_999_999),
    ...details,
  };
}

/** @typedef {{ self: Person, helper: Person, people: Person[], brands: Person[], rooms: Room[] }} Cast */

/** The cast of the small recordings. @param {import('./random.mjs').Random} random @returns {Cast} */
export function smallCast(random) {
  const self = person(random, {
    nick: '林一舟🌿',
    sex: 1,
    province: '江苏',
    city: '南京',
    signature: '读书，散步，看星星',
    flag: 0,
    seq: 1_980_801_123,
  });
  const helper = person(random, {
    nick: '文件传输助手',
    fixed: 'filehelper',
    initials: 'WJCSZS',
    spelling: 'wenjianchuanshuzhushou',
    flag: 2,
  });
  const people = persons.map((details) => person(random, details));
  return {
    self,
    helper,
    people,
    brands: brands.map((details) => person(random, details)),
    rooms: [
      room(random, {
        nick: '周日观星小队🔭',
        members: [people[0], self, people[1], people[4], people[5]],
        owner: people[0],
      }),
      room(random, {
        nick: 'Book swap / 旧书交换',
        members: [self, people[2], people[5], people[7]],
        owner: self,
        flag: 2,
        notifies: false,
      }),
      room(random, { nick: '', members: [people[6], people[8], self], owner: people[6], flag: 2 }),
    ],
  };
}

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'.split('');
const givenNames = '子涵 一诺 宇轩 梓萱 浩然 欣怡 沐阳 思远 若溪 景行 知夏 云舟'.split(' ');
const otherNames = 'Emma Liam Noah Mia Ivan Olga Yuki Haruto Amir Layla Minjun Seoyeon Carlos Lucía'.split(
  ' ',
);
const endings = ['', '', '', ' 🌊', '🍀', ' ⚽', '🎧', '🐱'];
const places = [
  ['', ''],
  ['北京', '海淀'],
  ['上海', '徐汇'],
  ['四川', '成都'],
  ['湖北', '武汉'],
];

/** As many people as asked for, and a room for every twentieth of them. @returns {Cast} */
export function crowd(random, size) {
  const { self, helper, brands: known } = smallCast(random);
  const people = Array.from({ length: size }, () => stranger(random));
  const rooms = Array.from({ length: Math.max(2, Math.floor(size / 20)) }, (_, index) => {
    const members = Array.from({ length: random.integer(4, 12) }, () => random.pick(people));
    return room(random, {
      nick: `${random.pick(givenNames)}的群${index}`,
      members: [self, ...new Set(members)],
      owner: members[0],
    });
  });
  return { self, helper, people, brands: known, rooms };
}

function stranger(random) {
  const isChinese = random.chance(0.75);
  const name = isChinese ? random.pick(surnames) + random.pick(givenNames) : random.pick(otherNames);
  const [province, city] = random.pick(places);
  return person(random, {
    nick: name + random.pick(endings),
    sex: random.integer(0, 2),
    province,
    city,
    spelling: isChinese ? '' : name,
  });
}
