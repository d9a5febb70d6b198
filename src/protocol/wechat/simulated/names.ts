/** Names and sentences that the simulated world is made from. */

/** A name with its sort keys. */
export interface Named {
  readonly text: string;
  /** Spelled in letters; '' where the server leaves it empty. */
  readonly pinyin: string;
}

const spelled = (table: string): readonly Named[] =>
  table
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [text = '', pinyin = ''] = entry.split('/');
      return { text, pinyin };
    });

export const familyNames = spelled(
  '王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu 徐/xu 孙/sun 胡/hu 朱/zhu 高/gao 林/lin 何/he 郭/guo 马/ma 罗/luo',
);
export const givenNames = spelled(
  '伟/wei 芳/fang 娜/na 敏/min 静/jing 丽/li 强/qiang 磊/lei 洋/yang 艳/yan 勇/yong 杰/jie 涛/tao 明/ming 超/chao 秀英/xiuying 晓雨/xiaoyu 子涵/zihan 一诺/yinuo 浩然/haoran',
);

/** Whole names in other scripts. */
export const otherNames: readonly string[] = [
  'Anna Keller',
  'Jonas Lindqvist',
  'María Fernández',
  "Siobhán O'Neill",
  'Tom & Jerry',
  'Дмитрий Орлов',
  'Ольга Смирнова',
  'محمد العلي',
  'ليلى حداد',
  '佐藤 美咲',
  '김민준',
  'Søren Æbelø',
  '<script>',
  'Nguyễn Thị Hoa',
];

/** Code points that nicknames end in. */
export const emoji: readonly string[] = ['😄', '🌙', '🐱', '🍀', '🇨🇳', '☀', '🎈', '👍'];

export const roomTopics: readonly string[] = [
  '周末爬山群',
  '三年二班家长群',
  'Reading Circle 📚',
  '邻居互助',
  'Футбол по средам',
  '项目组-北楼',
  'نادي القراءة',
  '吃货小分队🍜',
];

export const officialNames: readonly Named[] = spelled(
  '城南书店/chengnanshudian 每日菜谱/meiricaipu 地铁时刻/ditieshike 云上读诗/yunshangdushi 老街茶馆/laojiechaguan 社区服务/shequfuwu 周末电影/zhoumodianying 植物手记/zhiwushouji',
);

export const signatures: readonly string[] = [
  '',
  '',
  '慢慢来，比较快',
  '在路上',
  'Tea, cats, long walks.',
  '今天也要加油😄',
  'Всё будет хорошо',
  '不常在线，有事打电话',
];

export const places: readonly (readonly [province: string, city: string])[] = [
  ['', ''],
  ['广东', '深圳'],
  ['上海', '浦东新区'],
  ['四川', '成都'],
  ['北京', '海淀'],
  ['Bayern', 'München'],
];
