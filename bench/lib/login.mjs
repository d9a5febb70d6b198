/** How a page gets its session: QR code, long poll, ticket (protocol.md 2, 7.1). */

import { loginCookies, loginXml } from './account.mjs';
import * as ids from './ids.mjs';
import { jpeg } from './media.mjs';
import { html, media, redirect, script, xml } from './replies.mjs';

/** @typedef {import('./page.mjs').Page} Page */

const appId = 'wx782c26e4c19acffb';

const indexPage = (isLogin, isDesktop) => `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>微信网页版</title>
<script>
window.MMCgi = {
isLogin: !!"${isLogin ? 1 : ''}"
};
</script>
</head>
<body class="${isDesktop ? 'desktop' : 'browser'}"><div id="app"></div></body>
</html>
`;

/**
 * Loads the page. `how`: typed in, loaded again by its own script, or reached through a redirect.
 * @param {Page} page @param {{ how?: 'typed' | 'reload' | 'redirect', isLogin?: boolean, referer?: string }} [options]
 */
export function openIndex(page, { how = 'typed', isLogin = false, referer } = {}) {
  const headers = {
    typed: { Referer: undefined, 'Sec-Fetch-Site': 'none' },
    reload: { Referer: page.url, 'Sec-Fetch-User': undefined, 'Cache-Control': 'max-age=0' },
    redirect: { Referer: referer ?? page.url, 'Cache-Control': 'max-age=0' },
  }[how];
  page.run('document', { url: page.url, headers }, html(indexPage(isLogin, page.query.includes('target=t'))));
  page.wait(300, 520);
  page.loaded();
  page.cookie('MM_WX_NOTIFY_STATE', '1');
  page.cookie('MM_WX_SOUND_STATE', '1');
}

/** jslogin: asks for a QR code's id. @param {Page} page @returns {string} uuid */
export function requestUuid(page, { isDesktop = false } = {}) {
  const uuid = ids.uuid(page.random);
  const target = `${page.origin}/cgi-bin/mmwebwx-bin/webwxnewloginpage${isDesktop ? '?mod=desktop' : ''}`;
  const query = `appid=${appId}&redirect_uri=${encodeURIComponent(target)}&fun=new&lang=${page.locale}&_=${page.nextCounter()}`;
  const answer = script(`window.QRLogin.code = 200; window.QRLogin.uuid = "${uuid}";`);
  page.run('script', { url: `https://login.${page.host}/jslogin?${query}` }, answer);
  return uuid;
}

/** The QR picture; when it is slow the page asks for it a second time. @param {Page} page */
export function fetchQr(page, uuid, { slow = false } = {}) {
  page.wait(15, 30);
  const url = `https://login.weixin.qq.com/qrcode/${uuid}`;
  const picture = media(jpeg(page.random.integer(0, 63)), 'image/jpeg');
  page.call('image', { url }, picture, slow ? 2_310 : undefined);
  if (!slow) return;
  page.wait(2_000);
  page.call('image', { url: `${url}?&mmSrcParallelRetry=${page.now}` }, picture);
}

/** What a poll may say. */
export const pollAnswers = {
  waiting: 'window.code=408;',
  expired: 'window.code=400;',
  cancelled: 'window.code=202;',
  scanned: (avatar) =>
    `window.code=201;window.userAvatar = 'data:img/jpg;base64,${avatar.toString('base64')}';`,
  confirmed: (uri) => `window.code=200;\nwindow.redirect_uri="${uri}";`,
};

/**
 * One long poll. @param {Page} page
 * @param {{ uuid: string, tip: 0 | 1, answer: string, after: number, during?: () => void }} options `after`: ms until the answer
 * @returns {number} when it ended
 */
export function poll(page, { uuid, tip, answer, after, during }) {
  const query = `loginicon=true&uuid=${uuid}&tip=${tip}&r=${page.inverted()}&_=${page.nextCounter()}`;
  const begun = page.begin('script', {
    url: `https://login.${page.host}/cgi-bin/mmwebwx-bin/login?${query}`,
  });
  during?.();
  page.now = begun.startedAt + after;
  const endedAt = page.now;
  page.finish(begun, script(answer), endedAt);
  page.wait(9, 18);
  return endedAt;
}

/** How long a poll without an event is held, in ms. @param {Page} page */
export const pollHold = (page) => page.random.integer(25_280, 25_540);

/** A new QR code polled `times` to the end of the hold. @returns {string} uuid */
export function showQr(page, { times = 0, slow = false, isDesktop = false } = {}) {
  const uuid = requestUuid(page, { isDesktop });
  page.wait(8, 14);
  for (let round = 0; round < times; round += 1) {
    const during = round === 0 ? () => fetchQr(page, uuid, { slow }) : undefined;
    poll(page, {
      uuid,
      tip: round === 0 ? 1 : 0,
      answer: pollAnswers.waiting,
      after: pollHold(page),
      during,
    });
  }
  return uuid;
}

/**
 * The phone scans: the poll ends with the avatar. @param {Page} page
 * @param {{ uuid: string, tip?: 0 | 1, after: number, avatar: Buffer, during?: () => void }} options
 * @returns {number} unix second of the scan
 */
export function scan(page, { uuid, tip = 0, after, avatar, during }) {
  const scannedAt = poll(page, { uuid, tip, answer: pollAnswers.scanned(avatar), after, during });
  return Math.floor(scannedAt / 1000);
}

/** The phone confirms: the poll ends with where to go. @returns {string} redirect_uri */
export function confirm(page, { uuid, after, scannedAt, host = page.host, isDesktop = false }) {
  const mode = isDesktop ? 'mod=desktop&' : '';
  const query = `${mode}ticket=${ids.ticket(page.random)}&uuid=${uuid}&lang=${page.locale}&scan=${scannedAt}`;
  const uri = `https://${host}/cgi-bin/mmwebwx-bin/webwxnewloginpage?${query}`;
  poll(page, { uuid, tip: 0, answer: pollAnswers.confirmed(uri), after });
  return uri;
}

/** The ticket's address as the page's script asks for it. */
export const scriptedTicketUrl = (page, uri) => `${uri}&fun=new&version=v2${page.lang && `&${page.lang}`}`;

/** Trades the ticket for a session and remembers the account for the next time. @param {Page} page */
export function takeTicket(page, uri, login) {
  const answer = (now) =>
    xml(loginXml(login), loginCookies(login, { host: page.host, locale: page.locale, now }));
  const ms = page.random.integer(160, 380);
  page.run('xhr', { url: scriptedTicketUrl(page, uri) }, answer(page.now + ms), ms);
  const frequency = Number(page.jar.value(page.host, 'login_frequency', page.now) ?? 0);
  page.cookie('login_frequency', String(frequency + 1), 2);
  page.cookie('last_wxuin', String(login.uin), 2);
  page.wait(5, 11);
}

/** The same by navigation, where the account lives on another host: cookies, then the index page there. @param {Page} page */
export function followTicket(page, uri, login) {
  const { hostname } = new URL(uri);
  const referer = `${page.origin}/`;
  const ms = page.random.integer(160, 380);
  const cookies = loginCookies(login, { host: hostname, locale: page.locale, now: page.now + ms });
  page.run(
    'document',
    { url: uri, headers: { Referer: referer } },
    xml(loginXml(login), cookies, { status: 301, location: `https://${hostname}/` }),
    ms,
  );
  page.wait(6, 12);
  const headers = { Referer: referer, 'Sec-Fetch-Site': 'same-site' };
  page.host = hostname;
  page.query = '';
  page.run('document', { url: page.url, headers }, html(indexPage(true, false)));
  page.wait(280, 480);
  page.loaded();
  page.cookie('MM_WX_NOTIFY_STATE', '1');
  page.cookie('MM_WX_SOUND_STATE', '1');
}

/** Leaves by form, whatever asked for it; the browser follows to the index page. @param {Page} page */
export function logout(page, login, type, cookies) {
  const url = `${page.origin}/cgi-bin/mmwebwx-bin/webwxlogout?redirect=1&type=${type}&skey=${encodeURIComponent(login.skey)}`;
  const body = `sid=${encodeURIComponent(login.sid)}&uin=${login.uin}`;
  const call = { url, method: 'POST', body, contentType: 'application/x-www-form-urlencoded' };
  const location = `${page.origin}/?&lang=${page.locale}`;
  const referer = page.url;
  page.run(
    'form',
    call,
    redirect(
      301,
      location,
      cookies.map((cookie) => ['Set-Cookie', cookie]),
    ),
  );
  page.query = `?&lang=${page.locale}`;
  page.wait(3, 8);
  openIndex(page, { how: 'redirect', referer });
}
