/** How a session ends: the page leaves by form and stands at the next QR code. */

import { logoutCookies } from './account.mjs';
import { logout, showQr } from './login.mjs';
import { aborted } from './replies.mjs';
import { beginCheck } from './sync.mjs';

/** @typedef {import('./session.mjs').Session} Session */

/** webwxlogout: 0 the user asked for it or the service forgot the session, 1 another device ended it. @param {Session} session @param {0 | 1} type */
export const leave = ({ page, login }, type) => logout(page, login, type, logoutCookies(page.host));

/** The user leaves while a poll is held; the browser drops it with the page. @param {Session} session */
export function leaveByUser(session, after) {
  const { page } = session;
  const begun = beginCheck(session);
  page.now += after;
  const leftAt = page.now;
  leave(session, 0);
  page.finish(begun, aborted, leftAt + 90);
}

/** The next QR code, waited for once. @param {import('./page.mjs').Page} page */
export const backToQr = (page) => showQr(page, { times: 1 });
