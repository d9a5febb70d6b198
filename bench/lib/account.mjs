/** What one login gives the page: account, tickets, cookies. */

import { cookieDate } from './cookies.mjs';
import * as ids from './ids.mjs';

const halfDay = 43_200_000;
const tenYears = 3650 * 86_400_000;

/** @typedef {ReturnType<typeof newLogin>} Login */

/** What stays the same from login to login. @param {import('./random.mjs').Random} random */
export function newAccount(random) {
  const uin = ids.uin(random);
  return { uin, uvid: ids.deviceUvid(random), authTicket: ids.authTicket(random, uin) };
}

/** What every login draws anew. @param {import('./random.mjs').Random} random */
export function newLogin(random, account) {
  return {
    ...account,
    sid: ids.sid(random),
    skey: ids.skey(random),
    passTicket: ids.passTicket(random),
    dataTicket: ids.dataTicket(random),
  };
}

/** The seven Set-Cookie values of a login at `host`. @param {Login} login @param {{ host: string, locale: string, now: number }} at `now`: epoch ms */
export function loginCookies(login, { host, locale, now }) {
  const second = Math.floor(now / 1000) * 1000;
  const short = cookieDate(second + halfDay);
  const long = cookieDate(second + tenYears);
  const line = (name, value, domain, expires) =>
    `${name}=${value}; Domain=${domain}; Path=/; Expires=${expires}; Secure`;
  return [
    line('wxuin', login.uin, host, short),
    line('wxsid', login.sid, host, short),
    line('wxloadtime', second / 1000, host, short),
    line('mm_lang', locale, host, short),
    line('webwx_data_ticket', login.dataTicket, parentDomain(host), short),
    line('webwxuvid', login.uvid, host, long),
    line('webwx_auth_ticket', login.authTicket, host, long),
  ];
}

/** What a logout takes back. */
export function logoutCookies(host) {
  const line = (name, domain) => `${name}=; Domain=${domain}; Path=/; Expires=Thu, 01-Jan-1970 00:00:30 GMT`;
  return [line('wxuin', host), line('wxsid', host), line('webwx_data_ticket', parentDomain(host))];
}

/** After its first pull the service marks the load time as used and dates the plug-in. */
export function firstPullCookies({ host, loadedAt, now }) {
  const expires = cookieDate(Math.floor(now / 1000) * 1000 + halfDay);
  const line = (name, value) => `${name}=${value}; Domain=${host}; Path=/; Expires=${expires}; Secure`;
  return [
    line('wxloadtime', `${Math.floor(loadedAt / 1000)}_expired`),
    line('wxpluginkey', Math.floor(now / 1000)),
  ];
}

const parentDomain = (host) => `.${host.split('.').slice(-2).join('.')}`;

/** The reply to webwxnewloginpage. @param {Login} login */
export const loginXml = ({ uin, sid, skey, passTicket }) =>
  `<error><ret>0</ret><message></message><skey>${skey}</skey><wxsid>${sid}</wxsid><wxuin>${uin}</wxuin><pass_ticket>${passTicket}</pass_ticket><isgrayscale>1</isgrayscale></error>`;

/** The same reply where the account may not log in. */
export const refusalXml = (ret, message) => `<error><ret>${ret}</ret><message>${message}</message></error>`;
