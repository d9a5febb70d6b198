/** What happens in a session where the scenario does not say: every event once, then the logout by the phone. */
import type { WrittenEvent } from './scenario-shape.ts';

/** Within a minute of webwxinit the messages and one changed contact; after two minutes the phone logs out. */
export const defaultEvents: readonly WrittenEvent[] = [
  { after: 8_000, message: { from: 0, text: '晚上一起吃饭吗？😄' } },
  { after: 12_000, message: { room: 0, from: 0, text: '周六早上八点，老地方集合 <别迟到>' } },
  { after: 17_000, message: { kind: 'image', from: 1, width: 240, height: 160 } },
  {
    after: 24_000,
    message: {
      kind: 'link',
      from: 2,
      title: '城里最后一家旧书店',
      description: '店主说，书总会遇到它的读者 & 反过来也是',
      url: 'https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650&idx=1',
    },
  },
  { after: 31_000, message: { kind: 'file', from: 1, name: '会议纪要 & 附件.txt', bytes: 2048 } },
  { after: 38_000, message: { id: 'slip', from: 2, text: '发错人了，不好意思' } },
  { after: 45_000, recall: 'slip' },
  { after: 52_000, contact: { user: 3, name: 'New name 🌙', signature: '换了个名字' } },
  { after: 120_000, logout: 1101 },
];
