/** A logged-in page: the values it holds, and the requests it makes when it starts. */

import * as bodies from './bodies.mjs';
import { iconPath, roomIconPath } from './contacts.mjs';
import { deviceId, messageId } from './ids.mjs';
import { jpeg } from './media.mjs';
import { aborted, json, media } from './replies.mjs';
import { SyncKeys } from './synckeys.mjs';

const cgi = '/cgi-bin/mmwebwx-bin';

export class Session {
  /**
   * @param {{ page: import('./page.mjs').Page, login: import('./account.mjs').Login, cast: import('./cast.mjs').Cast, hasPassTicket?: boolean }} parts
   *   `hasPassTicket`: false where the page never saw the XML, because it was opened on the account's host afterwards
   */
  constructor({ page, login, cast, hasPassTicket = true }) {
    this.page = page;
    this.random = page.random;
    this.login = login;
    this.cast = cast;
    this.hasPassTicket = hasPassTicket;
    this.keys = new SyncKeys(page.random, Math.floor(page.now / 1000));
    this.loadedAt = page.now;
    this.pulls = 0;
    this.uploads = 0;
    /** Pictures the browser has by now. */
    this.seen = new Set();
  }

  /** Appended by the page to every call of its own: language and pass_ticket, encoded once more. */
  get tail() {
    const { lang } = this.page;
    const ticket = this.hasPassTicket ? `pass_ticket=${encodeURIComponent(this.login.passTicket)}` : '';
    return [lang, ticket].filter(Boolean).join('&');
  }

  /** An address on the main host; `own` is the call's own query. */
  address(name, own = '') {
    const query = [own, this.tail].filter(Boolean).join('&');
    return `${this.page.origin}${cgi}/${name}${query && `?${query}`}`;
  }

  /** BaseRequest; a new DeviceID each time. */
  base() {
    const { uin, sid, skey } = this.login;
    return { Uin: uin, Sid: sid, Skey: skey, DeviceID: deviceId(this.random) };
  }

  /** A JSON call answered after `ms`; the clock stays. @returns {number} when it ended */
  post(name, own, body, answer, ms) {
    return this.page.call('json', jsonCall(this.address(name, own), body), json(answer), ms);
  }

  /** Like `post`, and the clock moves to its end. */
  runPost(name, own, body, answer, ms) {
    this.page.now = this.post(name, own, body, answer, ms);
  }

  /** A picture of the main host. */
  picture(path, bytes = jpeg(this.random.integer(0, 63))) {
    return this.page.call(
      'image',
      { url: `${this.page.origin}${path}` },
      media(bytes, 'image/jpeg'),
      this.random.integer(20, 90),
    );
  }
}

const jsonCall = (url, body) => ({
  url,
  method: 'POST',
  body: JSON.stringify(body),
  contentType: 'application/json;charset=UTF-8',
});

/**
 * webwxinit. The page asks twice when the answer takes more than a millisecond, with the same body; the first
 * answer wins. `second`: what became of the other request.
 * @param {Session} session @param {{ chats: object[], second?: 'aborted' | 'answered' | 'none' }} options
 */
export function init(session, { chats, second = 'aborted' }) {
  const { page, login, hasPassTicket, random } = session;
  const skey = hasPassTicket ? login.skey : '';
  const body = {
    BaseRequest: { Uin: String(login.uin), Sid: login.sid, Skey: skey, DeviceID: deviceId(random) },
  };
  const call = jsonCall(session.address('webwxinit', `r=${page.inverted(page.loadedAt)}`), body);
  const first = page.begin('json', call);
  page.wait(2);
  const other = page.begin('json', call);
  page.now += random.integer(180, 420);
  const answer = json(bodies.initBody(session, chats));
  page.finish(first, answer, page.now);
  if (second === 'aborted') page.finish(other, aborted, page.now + 1);
  if (second === 'answered') page.finish(other, answer, page.now + 4);
  page.wait(4, 9);
}

/** Tells the phone what the page did: 3 it is ready, 1 a chat was read. @param {Session} session */
export function notify(session, code, toUserName) {
  const { page, cast, random } = session;
  const body = {
    BaseRequest: session.base(),
    Code: code,
    FromUserName: cast.self.userName,
    ToUserName: toUserName,
    ClientMsgId: page.now,
  };
  session.post('webwxstatusnotify', '', body, { ...bodies.plain(), MsgID: messageId(random) });
}

/** The pictures of a list of chats, all at once; each is asked for once. @param {Session} session */
export function icons(session, chats) {
  for (const chat of chats) {
    const known = chat.wxid === 'filehelper' ? { ...chat, seq: 0 } : chat;
    const path = ('members' in chat ? roomIconPath : iconPath)(known, session.login.skey);
    if (session.seen.has(path)) continue;
    session.seen.add(path);
    session.page.wait(3, 12);
    session.picture(path);
  }
}

/**
 * webwxgetcontact, a page of it. @param {Session} session
 * @returns {number} when the answer was there
 */
export function contacts(session, list, { seq = 0, next = 0 } = {}) {
  const { page, login } = session;
  const query = [session.tail, `r=${page.now}`, `seq=${seq}`, `skey=${login.skey}`].filter(Boolean).join('&');
  const call = { url: `${page.origin}${cgi}/webwxgetcontact?${query}` };
  return page.call(
    'xhr',
    call,
    json(bodies.contactPage(session, list, next)),
    session.random.integer(250, 600),
  );
}

/** webwxbatchgetcontact for rooms: their members and second names. @param {Session} session */
export function batch(session, rooms) {
  const { page } = session;
  const body = {
    BaseRequest: session.base(),
    Count: rooms.length,
    List: rooms.map(({ userName }) => ({ UserName: userName, ChatRoomId: '' })),
  };
  session.runPost('webwxbatchgetcontact', `type=ex&r=${page.now}`, body, bodies.batchBody(session, rooms));
}

/** webwxstatreport: what the page tells of itself; 1 is data, 2 an error. @param {Session} session */
export function report(session, type, data, kind = 1) {
  const { uin, sid } = session.login;
  const body = {
    BaseRequest: { Uin: uin, Sid: sid, DeviceID: deviceId(session.random) },
    Count: 1,
    List: [{ Type: kind, Text: JSON.stringify({ type, data }) }],
  };
  session.post('webwxstatreport', 'fun=new', body, bodies.plain());
}
