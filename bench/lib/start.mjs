/** The first seconds of a session: everything a page asks for once it may. */

import * as login from './login.mjs';
import { jpeg } from './media.mjs';
import { batch, contacts, icons, init, notify, report, Session } from './session.mjs';
import { beginCheck } from './sync.mjs';

/** @typedef {import('./page.mjs').Page} Page */

/** The conversations a phone shows first. @param {import('./cast.mjs').Cast} cast */
const recentChats = ({ helper, rooms, people, brands }) => [
  helper,
  ...rooms.slice(0, 2),
  ...people.slice(0, 4),
  ...brands.slice(1, 2),
];

/** The address book: friends, official accounts, saved rooms. @param {import('./cast.mjs').Cast} cast */
const addressBook = ({ brands, people, rooms, self, helper }) => [
  ...brands,
  ...rooms.filter(({ flag }) => flag & 1),
  ...people,
  { ...self, flag: 7 },
  helper,
];

/** QR code, scan and confirmation, as short as they can be. @returns {string} redirect_uri */
export function quickScan(
  page,
  { host = page.host, isDesktop = false, scanAfter = 6_400, confirmAfter = 4_100 } = {},
) {
  const uuid = login.requestUuid(page, { isDesktop });
  page.wait(8, 14);
  const avatar = jpeg(page.random.integer(0, 63));
  const scannedAt = login.scan(page, {
    uuid,
    tip: 1,
    after: scanAfter,
    avatar,
    during: () => login.fetchQr(page, uuid),
  });
  return login.confirm(page, { uuid, after: confirmAfter, scannedAt, host, isDesktop });
}

/** What the page measured of its own start; times are epoch milliseconds. */
function timingOf({ page }, marks) {
  const opened = page.loadedAt - 700;
  const at = (ms) => opened + ms;
  const pageTiming = {
    connectStart: at(2),
    secureConnectionStart: at(9),
    unloadEventEnd: 0,
    domainLookupStart: at(2),
    domainLookupEnd: at(2),
    responseStart: at(61),
    connectEnd: at(33),
    responseEnd: at(66),
    requestStart: at(34),
    domLoading: at(92),
    redirectStart: 0,
    loadEventEnd: at(911),
    domComplete: at(910),
    navigationStart: opened,
    loadEventStart: at(910),
    domContentLoadedEventEnd: at(640),
    unloadEventStart: 0,
    redirectEnd: 0,
    domInteractive: at(612),
    fetchStart: at(1),
    domContentLoadedEventStart: at(612),
  };
  return { appTiming: marks, pageTiming };
}

/**
 * Everything between the ticket and the first long poll's answer.
 * @param {Session} session @param {{ second?: 'aborted' | 'answered' | 'none', pageSize?: number }} [options]
 *   `second`: the fate of the second webwxinit; `pageSize`: people on a page of the address book
 * @returns {ReturnType<typeof beginCheck>} the long poll, still open
 */
function startUp(session, { second = 'aborted', pageSize = 1_500 } = {}) {
  const { page, cast } = session;
  const chats = recentChats(cast);
  const initStart = page.now;
  init(session, { chats, second });
  const initEnd = page.now;
  notify(session, 3, cast.self.userName);
  page.wait(25, 45);
  const book = addressBook(cast);
  let arrived = contacts(session, book.slice(0, pageSize), { next: book.length > pageSize ? pageSize : 0 });
  const initContactStart = page.now;
  const begun = beginCheck(session);
  icons(session, [cast.self, ...chats]);
  for (let from = pageSize; from < book.length; from += pageSize) {
    page.now = arrived + 3;
    const next = from + pageSize < book.length ? from + pageSize : 0;
    arrived = contacts(session, book.slice(from, from + pageSize), { seq: from, next });
  }
  page.now = Math.max(page.now, arrived) + 2;
  report(session, '[app-timing]', timingOf(session, { initStart, initEnd, initContactStart }));
  page.wait(168, 176);
  batch(
    session,
    chats.filter((chat) => 'members' in chat),
  );
  icons(
    session,
    chats.filter((chat) => 'members' in chat).flatMap(({ members }) => members.slice(0, 2)),
  );
  return begun;
}

/** From a page with a ticket to a running session. @param {Page} page */
export function startSession(page, { uri, values, cast, ...options }) {
  const isElsewhere = new URL(uri).hostname !== page.host;
  const cookiesAt = page.now;
  if (isElsewhere) login.followTicket(page, uri, values);
  else login.takeTicket(page, uri, values);
  const session = new Session({ page, login: values, cast, hasPassTicket: !isElsewhere });
  session.loadedAt = Number(page.jar.value(page.host, 'wxloadtime', page.now) ?? cookiesAt / 1000) * 1000;
  return { session, begun: startUp(session, options) };
}
