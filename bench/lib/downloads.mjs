/** What the page fetches of a message: pictures, sound, video, files, links (protocol.md 3.5, 6.10). */

import { deviceId } from './ids.mjs';
import { gif, jpeg, mp3, mp4, pdf } from './media.mjs';
import { attachment, media, partial, redirect } from './replies.mjs';

/** @typedef {import('./session.mjs').Session} Session */

const cgi = '/cgi-bin/mmwebwx-bin';

/** A message's picture. @param {Session} session @param {'slave' | 'big' | ''} size small, large, or as sent */
export function picture(session, id, size, { isSticker = false, isUnknown = false } = {}) {
  const { page, login, random } = session;
  page.wait(3, 10);
  const query = `?&MsgID=${id}&skey=${encodeURIComponent(login.skey)}${size && `&type=${size}`}`;
  const bytes = isUnknown ? Buffer.alloc(0) : isSticker ? gif : jpeg(random.integer(0, 63));
  const call = { url: `${page.origin}${cgi}/webwxgetmsgimg${query}` };
  page.call('image', call, media(bytes, isSticker ? 'image/gif' : 'image/jpeg'), random.integer(30, 140));
}

/** A voice message. @param {Session} session */
export function voice(session, id) {
  const { page, login } = session;
  const url = `${page.origin}${cgi}/webwxgetvoice?msgid=${id}&skey=${encodeURIComponent(login.skey)}`;
  page.run('player', { url, headers: { 'Sec-Fetch-Dest': 'audio' } }, media(mp3, 'audio/mp3'));
}

/** A video message; the server answers a range only. @param {Session} session */
export function video(session, id) {
  const { page, login } = session;
  const url = `${page.origin}${cgi}/webwxgetvideo?msgid=${id}&skey=${encodeURIComponent(login.skey)}`;
  page.run('player', { url }, partial(mp4, 'video/mp4'));
}

/** A file, by a link of its own on the file host. @param {Session} session */
export function file(session, { MediaId, FromUserName, EncryFileName, FileName }) {
  const { page, login } = session;
  const query = [
    `sender=${FromUserName}`,
    `mediaid=${MediaId}`,
    `encryfilename=${EncryFileName}`,
    `fromuser=${login.uin}`,
    `pass_ticket=${encodeURIComponent(login.passTicket)}`,
    `webwx_data_ticket=${encodeURIComponent(login.dataTicket)}`,
  ];
  page.run(
    'document',
    { url: `https://file.${page.host}${cgi}/webwxgetmedia?${query.join('&')}` },
    attachment(pdf, FileName),
  );
}

/** The map of a place. @param {Session} session */
export function map(session, id) {
  session.page.wait(3, 10);
  session.picture(`${cgi}/webwxgetpubliclinkimg?url=xxx&msgid=${id}&pictype=location`);
}

/** A link in a message, by way of the page's check. @param {Session} session */
export function link(session, target) {
  const { page, login, cast, random } = session;
  const query = [
    `requrl=${encodeURIComponent(target)}`,
    `skey=${encodeURIComponent(login.skey)}`,
    `deviceid=${deviceId(random)}`,
    `pass_ticket=${encodeURIComponent(login.passTicket)}`,
    'opcode=2',
    'scene=1',
    `username=${cast.self.userName}`,
  ];
  page.run(
    'document',
    { url: `${page.origin}${cgi}/webwxcheckurl?${query.join('&')}` },
    redirect(302, target),
  );
}

/** A member's picture, which needs the room's second name. @param {Session} session */
export function memberIcon(session, member, room) {
  session.page.wait(3, 10);
  session.picture(
    `${cgi}/webwxgeticon?seq=0&username=${member.userName}&skey=${session.login.skey}&chatroomid=${room.encryId}`,
  );
}

/** A person's picture in full size. @param {Session} session */
export function bigIcon(session, person) {
  session.page.wait(3, 10);
  session.picture(
    `${cgi}/webwxgeticon?seq=${person.seq}&username=${person.userName}&skey=${session.login.skey}&type=big`,
  );
}
