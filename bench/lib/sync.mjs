/** The loop of a running page: the long poll that asks whether there is news, and the pull that fetches it. */

import { firstPullCookies } from './account.mjs';
import { syncBody } from './bodies.mjs';
import { deviceId } from './ids.mjs';
import { json, pushScript } from './replies.mjs';

/** @typedef {import('./session.mjs').Session} Session */

/** Starts a long poll now. @param {Session} session */
export function beginCheck(session) {
  const { page, login, keys, random } = session;
  const query = [
    `r=${page.now}`,
    `skey=${encodeURIComponent(login.skey)}`,
    `sid=${encodeURIComponent(login.sid)}`,
    `uin=${login.uin}`,
    `deviceid=${deviceId(random)}`,
    `synckey=${encodeURIComponent(keys.query)}`,
    `_=${page.nextCounter()}`,
  ];
  return page.begin('script', {
    url: `https://webpush.${page.host}/cgi-bin/mmwebwx-bin/synccheck?${query.join('&')}`,
  });
}

/** How long a poll is held when nothing happens, in ms. @param {Session} session */
const fullHold = ({ random }) => random.integer(25_080, 26_900);

/**
 * A long poll to its end; what the page does meanwhile happens in `during`.
 * @param {Session} session
 * @param {Hold} [options]
 *   `after`: ms until the answer
 */
export function check(
  session,
  { begun = beginCheck(session), after = fullHold(session), retcode = 0, selector = 0, during } = {},
) {
  const { page } = session;
  during?.();
  page.now = Math.max(begun.startedAt + after, page.now + 5);
  page.finish(begun, pushScript(`window.synccheck={retcode:"${retcode}",selector:"${selector}"}`), page.now);
  page.wait(2, 7);
}

/**
 * @typedef {{ messages?: { CreateTime: number }[], contacts?: object[], removed?: object[], continueFlag?: number, keepsKeys?: boolean }} News
 * @typedef {{ begun?: ReturnType<typeof beginCheck>, after?: number, retcode?: number, selector?: number, during?: () => void }} Hold
 */

/**
 * webwxsync: takes what there is and the keys for the next time.
 * @param {Session} session
 * @param {News} [news]
 *   `keepsKeys`: the answer has no keys (Count 0), so the page asks with the old ones again
 */
export function pull(
  session,
  { messages = [], contacts = [], removed = [], continueFlag = 0, keepsKeys = false } = {},
) {
  const { page, login, keys } = session;
  const second = Math.floor(page.now / 1000);
  const body = { BaseRequest: session.base(), SyncKey: keys.pull, rr: page.inverted() };
  for (const message of messages) message.CreateTime ||= second - 1;
  const changes = contacts.length + removed.length;
  const next = keepsKeys ? undefined : keys.advance({ messages: messages.length, contacts: changes, second });
  const answer = syncBody({ messages, contacts, removed, continueFlag, keys: next });
  const cookies =
    session.pulls === 0
      ? firstPullCookies({ host: page.host, loadedAt: session.loadedAt, now: page.now })
      : [];
  session.pulls += 1;
  const url = session.address('webwxsync', `sid=${login.sid}&skey=${login.skey}`);
  const call = {
    url,
    method: 'POST',
    body: JSON.stringify(body),
    contentType: 'application/json;charset=UTF-8',
  };
  page.run(
    'json',
    call,
    json(
      answer,
      cookies.map((cookie) => ['Set-Cookie', cookie]),
    ),
  );
  page.wait(4, 12);
}

/** A poll that says there is news, and the pull. @param {Session} session @param {Hold & News} [what] */
export function deliver(session, { selector = 2, after, during, begun, ...news } = {}) {
  check(session, { begun, selector, during, after: after ?? session.random.integer(900, 21_000) });
  pull(session, news);
}

/** Polls held to the end with nothing to tell. @param {Session} session */
export function quiet(session, times = 1) {
  for (let round = 0; round < times; round += 1) check(session);
}
