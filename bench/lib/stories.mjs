/** The synthetic recordings, each a short story of one page (captures/README.md tells them). */

import { loginCookies, logoutCookies, newAccount, newLogin, refusalXml } from './account.mjs';
import { smallCast } from './cast.mjs';
import { changedPerson } from './contacts.mjs';
import { backToQr, leave, leaveByUser } from './ending.mjs';
import * as ids from './ids.mjs';
import * as login from './login.mjs';
import { jpeg } from './media.mjs';
import { Page } from './page.mjs';
import * as payloads from './payloads.mjs';
import { Random } from './random.mjs';
import { html, shortJson, xml } from './replies.mjs';
import { notify } from './session.mjs';
import { quickScan, startSession } from './start.mjs';
import { chatsOf } from './story-messages.mjs';
import { check, deliver, quiet } from './sync.mjs';

/** A page, its people and what the account will be given. */
function stage(seed, now, host, options = {}) {
  const random = new Random(seed);
  const page = new Page({ random, now, host, ...options });
  const cast = smallCast(random.fork('cast'));
  const account = newAccount(random.fork('account'));
  return {
    random,
    page,
    cast,
    values: newLogin(random, account),
    chats: chatsOf(random.fork('messages'), cast),
  };
}

/** The phone's conversations, first thing in every session. */
function firstNews({ page, cast, chats }, session, begun) {
  const list = [cast.helper, ...cast.rooms.slice(0, 2), ...cast.people.slice(0, 2)];
  deliver(session, {
    begun,
    after: 1_611,
    messages: [payloads.conversations(chats.own, list, Math.floor(page.now / 1000))],
  });
}

/** A QR code runs out, the next is cancelled on the phone, the third leads in; the user leaves. */
export function loginExpiryCancelRelogin() {
  const set = stage(1, Date.UTC(2026, 2, 11, 1, 12, 4, 318), 'wx.qq.com');
  const { page, cast, values, chats } = set;
  const avatar = jpeg(44);
  login.openIndex(page);
  const first = login.showQr(page, { times: 12, slow: true });
  login.poll(page, { uuid: first, tip: 0, answer: login.pollAnswers.expired, after: 61 });
  page.cookie('refreshTimes', '1', 0.5);
  login.openIndex(page, { how: 'reload' });
  const second = login.showQr(page, { times: 2 });
  login.scan(page, { uuid: second, after: 7_214, avatar });
  login.poll(page, { uuid: second, tip: 0, answer: login.pollAnswers.cancelled, after: 5_038 });
  page.cookie('login_frequency', '0', 2);
  const third = login.requestUuid(page);
  page.wait(8, 14);
  const scannedAt = login.scan(page, {
    uuid: third,
    tip: 1,
    after: 11_320,
    avatar,
    during: () => login.fetchQr(page, third),
  });
  login.poll(page, { uuid: third, tip: 0, answer: login.pollAnswers.waiting, after: login.pollHold(page) });
  const uri = login.confirm(page, { uuid: third, after: 3_906, scannedAt });

  const { session, begun } = startSession(page, { uri, values, cast });
  firstNews(set, session, begun);
  deliver(session, { after: 9_870, messages: [chats.man.text('到家了吗？')] });
  check(session, {
    during: () => {
      page.wait(2_400);
      notify(session, 1, cast.people[0].userName);
    },
  });
  quiet(session);
  cast.people[1].signature = '夜更かし';
  deliver(session, { selector: 4, after: 14_100, contacts: [changedPerson(cast.people[1], values.skey)] });
  leaveByUser(session, 6_230);
  backToQr(page);
  return page.take();
}

/** The service says no: in XML, as a web page, or with a redirect to nowhere. */
function refused(seed, now, refuse) {
  const set = stage(seed, now, 'wx.qq.com');
  login.openIndex(set.page);
  const uuid = login.showQr(set.page, { times: 1 });
  const scannedAt = login.scan(set.page, { uuid, after: 4_321, avatar: jpeg(21) });
  const uri = login.confirm(set.page, { uuid, after: 3_217, scannedAt });
  refuse(set.page, uri, { url: login.scriptedTicketUrl(set.page, uri) });
  return set.page.take();
}

const banned =
  '为了你的帐号安全，此微信号不能登录网页微信。你可以使用Windows微信或Mac微信在电脑端登录。Windows微信下载地址：https://pc.weixin.qq.com  Mac微信下载地址：https://mac.weixin.qq.com';

/** ret 1203 and a text. */
export const refused1203 = () =>
  refused(3, Date.UTC(2026, 2, 12, 6, 40, 11, 905), (page, _uri, call) =>
    page.run('xhr', call, xml(refusalXml(1203, banned), [])),
  );

const banPage = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>微信网页版</title>
</head>
<body>
<div class="page msg">
<div class="msg-icon-area"><i class="icon-warn"></i></div>
<div class="msg-text-area">
<h2 class="msg-title">为了保障你的账号安全，暂不支持使用网页版微信。</h2>
<p class="msg-desc">你可以使用 Windows 微信或 Mac 微信在电脑端登录。</p>
</div>
</div>
</body>
</html>
`;

/** A whole web page where XML was due; the page's script then goes there itself and the user reads it. */
export const refusedHtml = () =>
  refused(4, Date.UTC(2026, 2, 12, 7, 3, 52, 40), (page, uri, call) => {
    page.run('xhr', call, html(banPage));
    page.wait(4, 9);
    page.run('document', { url: uri }, html(banPage));
  });

/** 301 that names no address; the script tries three times. */
export const refused301 = () =>
  refused(5, Date.UTC(2026, 2, 12, 7, 31, 8, 660), (page, _uri, call) => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      page.run('xhr', call, xml('<error><ret>0</ret><message></message></error>', [], { status: 301 }));
      page.wait(5, 12);
    }
  });

/** A short evening on the English page; the phone ends it while a poll is held. */
export function logoutByPhone() {
  const set = stage(6, Date.UTC(2026, 2, 16, 20, 15, 33, 702), 'web.wechat.com', {
    query: '?lang=en_US',
    locale: 'en_US',
  });
  const { page, cast, values, chats } = set;
  login.openIndex(page);
  const { session, begun } = startSession(page, { uri: quickScan(page), values, cast, second: 'none' });
  firstNews(set, session, begun);
  deliver(session, { messages: [chats.oliver.text('Still up? 🌙'), chats.books.anna.text('Завтра в семь')] });
  quiet(session);
  deliver(session, { messages: [chats.books.oliver.text('fine by me & all')] });
  check(session, { after: 13_377, retcode: 1101 });
  leave(session, 1);
  backToQr(page);
  return page.take();
}

/** Who logged in lately is asked on the phone, without a QR code; later the cookies are refused. */
export function pushLogin() {
  const set = stage(7, Date.UTC(2026, 2, 18, 0, 48, 19, 255), 'wx2.qq.com', { query: '?&lang=zh_CN' });
  const { page, cast, values, chats, random } = set;
  rememberAccount(page, values, page.now - 72_000_000);
  login.openIndex(page);
  page.wait(2_600);
  const uuid = ids.uuid(random);
  page.run(
    'ajax',
    { url: `${page.origin}/cgi-bin/mmwebwx-bin/webwxpushloginurl?uin=${values.uin}` },
    shortJson({ ret: '0', msg: 'all ok', uuid }),
  );
  page.wait(8, 14);
  const scannedAt = login.scan(page, { uuid, tip: 1, after: 412, avatar: jpeg(33) });
  const uri = login.confirm(page, { uuid, after: 7_803, scannedAt });
  const { session, begun } = startSession(page, { uri, values, cast });
  firstNews(set, session, begun);
  deliver(session, { messages: [chats.man.text('早上好☀️')] });
  quiet(session);
  check(session, { after: 2_118, retcode: 1102 });
  leave(session, 1);
  backToQr(page);
  return page.take();
}

/** What two logins of the day before left in the browser. @param {Page} page */
function rememberAccount(page, values, then) {
  const at = { host: page.host, locale: page.locale, now: then };
  for (const cookie of loginCookies({ ...values, sid: ids.sid(page.random) }, at))
    page.jar.set(page.host, cookie, then);
  page.jar.setByScript(page.host, 'login_frequency', '2', then, 2);
  page.jar.setByScript(page.host, 'last_wxuin', String(values.uin), then, 2);
  for (const cookie of logoutCookies(page.host)) page.jar.set(page.host, cookie, then + 3_600_000);
}

/** Desktop mode; the account lives on another host, so the page moves there and never sees a pass_ticket. */
export function desktopCrossHost() {
  const set = stage(8, Date.UTC(2026, 2, 20, 13, 27, 55, 81), 'wx.qq.com', { query: '?target=t' });
  const { page, cast, values, chats } = set;
  login.openIndex(page);
  const uri = quickScan(page, { host: 'wx2.qq.com', isDesktop: true });
  const { session, begun } = startSession(page, { uri, values, cast });
  firstNews(set, session, begun);
  deliver(session, { messages: [chats.stars.man.text('云散了'), chats.mei.text('見えた！✨')] });
  quiet(session);
  check(session, { after: 17_926, retcode: 1100 });
  leave(session, 0);
  backToQr(page);
  return page.take();
}
