/** The story in which every message kind arrives and every request of a running page is made once. */

import { newAccount, newLogin } from './account.mjs';
import { person, room, smallCast } from './cast.mjs';
import { changedPerson, changedRoom } from './contacts.mjs';
import * as deeds from './deeds.mjs';
import * as downloads from './downloads.mjs';
import { backToQr, leave } from './ending.mjs';
import { localId } from './ids.mjs';
import { openIndex } from './login.mjs';
import { gif, jpeg, mp4 } from './media.mjs';
import { Page } from './page.mjs';
import * as payloads from './payloads.mjs';
import { Random } from './random.mjs';
import * as sends from './sends.mjs';
import { batch, notify, report } from './session.mjs';
import { quickScan, startSession } from './start.mjs';
import * as batches from './story-messages.mjs';
import { check, deliver, pull, quiet } from './sync.mjs';
import { checkUpload, chunkSize, upload } from './uploads.mjs';

/** @typedef {import('./session.mjs').Session} Session */

/** @returns {object[]} entries by start */
export function syncEveryMessage() {
  const random = new Random(2);
  const page = new Page({ random, now: Date.UTC(2026, 2, 14, 11, 2, 47, 118), host: 'wx2.qq.com' });
  const cast = smallCast(random.fork('cast'));
  const sid = `${random.base64(6)}+${random.base64(4)}/${random.base64(4)}`;
  const values = { ...newLogin(random, newAccount(random)), sid };
  openIndex(page);
  const { session, begun } = startSession(page, { uri: quickScan(page), values, cast, second: 'answered' });
  const chats = batches.chatsOf(random.fork('messages'), cast);
  arrivals({ session, chats, begun });
  changes({ session, chats });
  ownMessages({ session });
  ownDeeds({ session });
  quiet(session);
  check(session, { after: 8_412, retcode: 1101 });
  leave(session, 1);
  backToQr(page);
  return page.take();
}

/** What comes in, and what the page fetches for it. */
function arrivals({ session, chats, begun }) {
  const { cast, page } = session;
  const [man] = cast.people;
  const { stars } = chats;
  const second = () => Math.floor(page.now / 1000);
  const list = [cast.helper, ...cast.rooms, ...cast.people.slice(0, 3)];
  deliver(session, { begun, after: 1_904, messages: [payloads.conversations(chats.own, list, second())] });
  batch(session, cast.rooms.slice(2));
  const said = batches.words(chats);
  deliver(session, { messages: said });
  check(session, { after: 3_207, retcode: -1, during: () => read(session, man.userName) });

  const media = batches.media(chats);
  deliver(session, { messages: Object.values(media) });
  downloads.picture(session, media.image.MsgId, 'slave');
  downloads.picture(session, media.sticker.MsgId, 'big', { isSticker: true });
  quietly(session, () => {
    downloads.picture(session, media.image.MsgId, '');
    downloads.voice(session, media.voice.MsgId);
    downloads.video(session, media.video.MsgId);
  });

  const newcomer = person(session.random, { nick: '段云', sex: 1, province: '云南', city: '大理' });
  const places = batches.places(chats, cast, newcomer, second());
  deliver(session, { messages: Object.values(places) });
  downloads.map(session, places.location.MsgId);
  quietly(
    session,
    () =>
      deeds.verify(session, 3, { userName: newcomer.userName, ticket: places.request.RecommendInfo.Ticket }),
    6,
  );
  cast.people.push(newcomer);
  pull(session, {
    contacts: [changedPerson(newcomer, session.login.skey)],
    messages: [chats.man.notice('你已添加了段云，现在可以开始聊天了。')],
  });

  const links = batches.links(chats, second());
  deliver(session, { messages: Object.values(links) });
  downloads.picture(session, links.link.MsgId, 'slave');
  quietly(session, () => {
    downloads.file(session, links.file);
    downloads.link(session, 'https://example.com/stars?a=1&b=2');
  });

  deliver(session, { messages: batches.unsupported(chats) });
  const newer = batches.newer(chats, cast, second());
  deliver(session, { messages: newer.slice(0, 4), continueFlag: 1 });
  deliver(session, { after: 41, messages: newer.slice(4) });
  deliver(session, { selector: 7, messages: batches.others(chats, cast) });
  deliver(session, { messages: batches.notices(chats, 'zh') });
  deliver(session, { messages: batches.notices(chats, 'en') });
  deliver(session, { messages: batches.sysmsgs(chats, cast, [said[0], said[3]]) });
  deliver(session, { keepsKeys: true });
  deliver(session, { after: 38, messages: [stars.man.text('这批消息问了两次才到')] });
}

/** The page tells that a chat was read. @param {Session} session */
function read(session, userName) {
  session.page.wait(900, 1_800);
  notify(session, 1, userName);
}

/** A poll during which the page does something; `selector` is what it ends with. @param {Session} session */
function quietly(session, during, selector = 0) {
  const act = () => {
    session.page.wait(1_200, 3_000);
    during();
  };
  check(session, {
    after: selector ? session.random.integer(6_000, 9_000) : undefined,
    selector,
    during: act,
  });
}

/** Contacts that change. */
function changes({ session, chats }) {
  const { cast, login } = session;
  const [stars, books] = cast.rooms;
  const [man, mei] = cast.people;
  stars.nick = '周日观星小队 2026🔭';
  deliver(session, {
    selector: 4,
    contacts: [changedRoom(stars, login.skey)],
    messages: [chats.stars.man.notice('"小满"修改群名为“周日观星小队 2026”')],
  });
  mei.signature = '春分の星';
  mei.nick = '田中 芽衣🌸';
  deliver(session, { selector: 4, contacts: [changedPerson(mei, login.skey)] });
  books.members = [...books.members, man];
  deliver(session, {
    selector: 6,
    contacts: [changedRoom(books, login.skey)],
    messages: [chats.books.anna.notice('Anna invited 小满 to the group chat')],
  });
  downloads.memberIcon(session, man, books);
  const gone = cast.people[6];
  deliver(session, { selector: 6, removed: [{ UserName: gone.userName, ContactFlag: 0 }] });
}

/** What the account sends; after some of it the service announces news and has none. */
function ownMessages({ session }) {
  const { cast, random } = session;
  const [man] = cast.people;
  const [stars] = cast.rooms;
  const to = cast.helper.userName;
  const acts = [
    () => sends.sendText(session, man.userName, '好的，周日见 <3 & "晴" \\o/ 🔭'),
    () => sends.sendText(session, stars.userName, `@${man.nick}\u2005 带手电`, [man.userName]),
    () => {
      const own = localId(random, session.page.now);
      downloads.picture(session, own, 'slave', { isUnknown: true });
      const id = upload(
        session,
        { name: '月亮 1.jpg', type: 'image/jpeg', kind: 'pic', bytes: jpeg(40) },
        { to, first: true },
      );
      downloads.picture(session, sends.sendImage(session, to, id, own).MsgID, 'slave');
    },
    () => {
      const bytes = Buffer.alloc(chunkSize + 1_712, '星表 star catalogue 0123456789\n');
      const name = '星表 & <目录>.txt';
      const id = upload(session, { name, type: 'text/plain', kind: 'doc', bytes }, { to });
      sends.sendFile(session, to, { id, name, size: bytes.length });
    },
    () =>
      sends.sendSticker(
        session,
        to,
        upload(session, { name: 'blink.gif', type: 'image/gif', kind: 'doc', bytes: gif }, { to }),
      ),
    () =>
      sends.sendVideo(
        session,
        to,
        upload(session, { name: 'sky.mp4', type: 'video/mp4', kind: 'video', bytes: mp4 }, { to }),
      ),
    () => {
      const { id, signature } = checkUpload(session, { name: 'catalogue.zip', size: 27_262_981, to });
      sends.sendFile(session, to, { id, signature, name: 'catalogue.zip', size: 27_262_981 });
    },
    () => {
      const sent = sends.sendText(session, stars.userName, '发错了');
      session.page.wait(3_000, 5_000);
      sends.takeBack(session, stars.userName, sent);
    },
  ];
  acts.forEach((act, index) => {
    const hasNews = index % 4 === 0;
    quietly(session, act, hasNews ? 2 : 0);
    if (hasNews) pull(session);
  });
  quietly(session, () =>
    report(session, '[action-record]', {
      actions: [{ type: 'click', action: '发送框', time: session.page.now - random.integer(900, 9_000) }],
    }),
  );
}

/** What the account does to people and rooms. */
function ownDeeds({ session }) {
  const { cast, page, random } = session;
  const [man, mei, anna, sara] = cast.people;
  const made = room(random, { nick: '', members: [mei, anna, cast.self], owner: cast.self, flag: 2 });
  const people = () => {
    deeds.remark(session, mei, '芽衣');
    page.wait(900, 2_000);
    deeds.pin(session, man, true);
    page.wait(900, 2_000);
    deeds.pin(session, man, false);
    downloads.bigIcon(session, mei);
  };
  const rooms = () => {
    deeds.createRoom(session, made);
    page.wait(900, 2_000);
    deeds.addMembers(session, made, [sara]);
    page.wait(900, 2_000);
    deeds.renameRoom(session, made, '赏月 <临时>');
    page.wait(900, 2_000);
    deeds.removeMember(session, made, anna);
  };
  const forms = () => {
    deeds.search(session, 'daily-sky');
    page.wait(900, 2_000);
    deeds.verify(session, 2, { userName: sara.userName, greeting: '我是林一舟' });
    page.wait(900, 2_000);
    deeds.feedback(session, '群聊里看不到小程序');
  };
  quietly(session, people, 4);
  mei.remark = '芽衣';
  pull(session, { contacts: [changedPerson(mei, session.login.skey)] });
  quietly(session, rooms, 2);
  made.nick = '赏月 <临时>';
  made.members = [mei, cast.self, sara];
  pull(session, { contacts: [changedRoom(made, session.login.skey)] });
  quietly(session, forms);
}
