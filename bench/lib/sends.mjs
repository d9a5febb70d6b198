/** What the account sends: text, pictures, videos, files, stickers, and taking it back (protocol.md 6.1). */

import { plain, sentBody } from './bodies.mjs';
import { localId, messageId } from './ids.mjs';

/** @typedef {import('./session.mjs').Session} Session */

/**
 * One send. @param {Session} session
 * @param {{ name: string, own?: string, to: string, before: object, LocalID?: string }} send `before`: the fields ahead of the names
 * @returns {{ MsgID: string, LocalID: string }}
 */
function send(session, { name, own = '', to, before, LocalID = localId(session.random, session.page.now) }) {
  const { cast, random, page } = session;
  const MsgID = messageId(random);
  const Msg = { ...before, FromUserName: cast.self.userName, ToUserName: to, LocalID, ClientMsgId: LocalID };
  page.wait(1, 4);
  session.runPost(name, own, { BaseRequest: session.base(), Msg, Scene: 0 }, sentBody(MsgID, LocalID));
  return { MsgID, LocalID };
}

/** @param {Session} session @param {string[]} [mentioned] names called with `@` in a room */
export function sendText(session, to, words, mentioned = []) {
  const names = mentioned.join(',');
  const source = `<msgsource><atusername>${names}</atusername><atchatroomname>${to}</atchatroomname></msgsource>`;
  const before = { Type: 1, Content: words, ...(mentioned.length > 0 && { MsgSource: source }) };
  return send(session, { name: 'webwxsendmsg', to, before });
}

/** A picture; the page named it before it was up. @param {Session} session */
export const sendImage = (session, to, id, LocalID) =>
  send(session, {
    name: 'webwxsendmsgimg',
    own: 'fun=async&f=json',
    to,
    before: { Type: 3, MediaId: id, Content: '' },
    LocalID,
  });

/** @param {Session} session */
export const sendVideo = (session, to, id) =>
  send(session, {
    name: 'webwxsendvideomsg',
    own: 'fun=async&f=json',
    to,
    before: { Type: 43, MediaId: id, Content: '' },
  });

/** @param {Session} session */
export const sendSticker = (session, to, id) =>
  send(session, {
    name: 'webwxsendemoticon',
    own: 'fun=sys',
    to,
    before: { Type: 47, EmojiFlag: 2, MediaId: id },
  });

/**
 * A file by its MediaId; the page puts the name into the XML as it is. @param {Session} session
 * @param {{ id: string, name: string, size: number, signature?: string }} file `signature`: of a file above 25 MB
 */
export function sendFile(session, to, file) {
  const { id, name, size, signature } = file;
  const Content = `<appmsg appid='wxeb7ec651dd0aefa9' sdkver=''><title>${name}</title><des></des><action></action><type>6</type><content></content><url></url><lowurl></lowurl><appattach><totallen>${size}</totallen><attachid>${id}</attachid><fileext>${name.split('.').at(-1)}</fileext></appattach><extinfo></extinfo></appmsg>`;
  const before = { ...(signature && { Signature: signature }), Type: 6, Content };
  return send(session, { name: 'webwxsendappmsg', own: 'fun=async&f=json', to, before });
}

/** Takes back what was sent less than two minutes ago. @param {Session} session */
export function takeBack(session, to, { MsgID, LocalID }) {
  const body = { BaseRequest: session.base(), SvrMsgId: MsgID, ToUserName: to, ClientMsgId: LocalID };
  session.runPost('webwxrevokemsg', '', body, { ...plain(), Introduction: '', SysWording: '' });
}
