/** A story without an end: login after login, long polls, and the mix of messages a busy account sees. */

import { newAccount, newLogin } from './account.mjs';
import * as apps from './app-payloads.mjs';
import { crowd } from './cast.mjs';
import { changedPerson } from './contacts.mjs';
import * as downloads from './downloads.mjs';
import { leave } from './ending.mjs';
import { openIndex } from './login.mjs';
import { Chat } from './messages.mjs';
import { Page } from './page.mjs';
import * as payloads from './payloads.mjs';
import { Random } from './random.mjs';
import { sendText } from './sends.mjs';
import { icons, notify, report } from './session.mjs';
import { quickScan, startSession } from './start.mjs';
import { check, deliver, pull } from './sync.mjs';

/** @typedef {import('./session.mjs').Session} Session */

const sentences = [
  '在吗',
  '收到，谢谢！',
  '明天下午三点开会，会议室在二楼，记得带电脑和上次的材料。',
  'ok 👍',
  "Could you send me the file again? The link has expired & I can't open it.",
  '哈哈哈哈哈😂',
  '路上堵车，晚十分钟到。\n你们先吃，别等我。',
  'Спасибо, всё получил',
  '今日はありがとうございました🙏',
  '<script>alert(1)</script> 这样写对吗？',
];

/** Message makers with how often each is met in a hundred. @type {[number, (chat: Chat, random: Random) => object][]} */
const kinds = [
  [66, (chat, random) => chat.text(random.pick(sentences))],
  [9, (chat) => payloads.image(chat)],
  [5, (chat, random) => payloads.voice(chat, random.integer(1_000, 59_000))],
  [5, (chat) => payloads.sticker(chat)],
  [
    5,
    (chat, random) =>
      apps.app(chat, {
        type: 5,
        title: '值得一读的文章',
        des: '摘要',
        url: `https://example.com/a?id=${random.digits(6)}&from=wx`,
      }),
  ],
  [
    3,
    (chat, random) =>
      apps.file(chat, { name: `report-${random.digits(4)}.pdf`, size: random.integer(1_000, 900_000) }),
  ],
  [
    2,
    (chat, random) =>
      apps.quote(chat, { words: '同意', quoted: random.pick(sentences), of: chat.from, quotedType: 1 }),
  ],
  [2, (chat) => payloads.video(chat, 15)],
  [2, (chat) => chat.notice('收到红包，请在手机上查看')],
  [1, (chat) => apps.miniProgram(chat, 33, { title: '拼单', name: '外卖' })],
];

/** A hundred makers to draw from. */
const hat = kinds.flatMap(([often, make]) => new Array(often).fill(make));

function anyMessage(random, { self, people, rooms }) {
  const room = random.chance(0.55) ? random.pick(rooms) : undefined;
  const chat = new Chat({ random, self, room, from: random.pick(room?.members ?? people) });
  const make = random.pick(hat);
  return make(chat, random);
}

/** One or a few messages, and the pictures the page shows of them. @param {Session} session */
function news(session) {
  const { random, cast } = session;
  const messages = Array.from({ length: random.pick([1, 1, 1, 1, 2, 2, 3, 5]) }, () =>
    anyMessage(random, cast),
  );
  deliver(session, { messages });
  for (const { MsgType, MsgId } of messages) if (MsgType === 3) downloads.picture(session, MsgId, 'slave');
  if (random.chance(0.6)) icons(session, [random.pick(cast.people), random.pick(cast.people)]);
}

/** The account writes; the poll ends and there is nothing to pull. @param {Session} session */
function answer(session) {
  const { random, cast, page } = session;
  const to = random.pick(random.chance(0.5) ? cast.people : cast.rooms).userName;
  const during = () => {
    page.wait(1_500, 9_000);
    notify(session, 1, to);
    page.wait(2_000, 6_000);
    sendText(session, to, random.pick(sentences));
  };
  check(session, { after: random.integer(300, 400), selector: 2, during });
  pull(session);
}

/** @param {Session} session */
function change(session) {
  const person = session.random.pick(session.cast.people);
  person.signature = session.random.pick(sentences);
  deliver(session, { selector: 4, contacts: [changedPerson(person, session.login.skey)] });
}

/** @param {Session} session */
function telemetry(session) {
  const { page } = session;
  const during = () => {
    page.wait(3_000);
    report(session, '[action-record]', {
      actions: [{ type: 'click', action: '发送框', time: page.now - 2_100 }],
    });
  };
  check(session, { during });
}

/** What a turn of the loop is, by the number drawn. @param {Session} session */
function turn(session) {
  const drawn = session.random.next();
  if (drawn < 0.68) check(session);
  else if (drawn < 0.9) news(session);
  else if (drawn < 0.95) answer(session);
  else if (drawn < 0.98) telemetry(session);
  else change(session);
}

/**
 * HAR entries in the order of their start, for as long as they are asked for. Each login lasts some hours and
 * knows several hundred people; memory stays with one of them.
 * @param {number} seed
 * @returns {Generator<object, never>}
 */
export function* longStory(seed) {
  const random = new Random(seed);
  const page = new Page({
    random,
    now: Date.UTC(2026, 2, 1, 0, 30, 12, 345),
    host: 'wx.qq.com',
    isModern: false,
  });
  const account = newAccount(random);
  openIndex(page);
  for (;;) {
    const uri = quickScan(page, { scanAfter: random.integer(3_000, 24_000) });
    const values = newLogin(random, account);
    const { session, begun } = startSession(page, {
      uri,
      values,
      cast: crowd(random, random.integer(250, 600)),
    });
    deliver(session, { begun, messages: [anyMessage(random, session.cast)] });
    yield* page.take(page.now);
    for (let turns = random.integer(900, 1_500); turns > 0; turns -= 1) {
      turn(session);
      yield* page.take(page.now);
    }
    check(session, { after: random.integer(2_000, 20_000), retcode: 1101 });
    leave(session, 1);
    yield* page.take(page.now);
  }
}
