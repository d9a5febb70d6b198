/** Answers of the ticket's redemption and of the logout: where sessions begin and end. */

import { Body, type HeaderList, header } from '../../../exchange.ts';
import type { Answer, Reply } from '../../backend.ts';
import { codecs } from '../../codec/index.ts';
import type { Answers } from './answers.ts';
import { mainHost, sessionOf } from './guard.ts';
import type { LoginCode } from './login-code.ts';
import { refusalOf } from './refusals.ts';
import { type Asked, html, rawReply, reply, seconds } from './respond.ts';
import type { Session } from './session.ts';

const session = 12 * 3_600_000;
const device = 3650 * 24 * 3_600_000;
const security: HeaderList = [['Strict-Transport-Security', 'max-age=31536000']];

/** As old servers write it: hyphens in the date. */
function cookieDate(time: number): string {
  const [day, date, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day} ${date}-${month}-${year} ${clock} GMT`;
}

function setCookie(name: string, value: string, domain: string, expires: string): [string, string] {
  const attributes = `Domain=${domain}; Path=/; Expires=${expires}; Secure`;
  return ['Set-Cookie', `${name}=${value}; ${attributes}`];
}

/** The registrable domain, for the cookie that all role hosts share. */
const wide = (host: string): string => `.${host.split('.').slice(-2).join('.')}`;

/** All seven, readable by script: the page takes Uin and Sid from there after a reload. */
function cookiesOf({ sim, at }: Asked, opened: Session, language: string, hasSid: boolean): HeaderList {
  const host = mainHost(sim);
  const { sid, dataTicket, uvid, authTicket } = opened.values;
  const short = cookieDate(at.wall + session);
  const long = cookieDate(at.wall + device);
  return [
    setCookie('wxuin', String(opened.uin), host, short),
    ...(hasSid ? [setCookie('wxsid', sid, host, short)] : []),
    setCookie('wxloadtime', String(Math.floor(at.wall / 1000)), host, short),
    setCookie('mm_lang', language, host, short),
    setCookie('webwx_data_ticket', dataTicket, wide(host), short),
    setCookie('webwxuvid', uvid, host, long),
    setCookie('webwx_auth_ticket', authTicket, host, long),
  ];
}

const isShell = ({ view }: Asked): boolean => header(view.request.headers, 'extspam') !== undefined;

/** The code whose ticket this is, still to be redeemed. */
function redeemable({ view, sim }: Asked): LoginCode | undefined {
  const code = sim.code(view.param('uuid'));
  return code?.state === 'confirmed' && code.ticket === view.param('ticket') ? code : undefined;
}

function newloginpage(asked: Asked): Answer {
  const { sim, view, at } = asked;
  const code = redeemable(asked);
  // A call asks for XML with fun=new; a navigation is sent on to the index page.
  const wantsXml = view.param('fun') === 'new';
  if (!code) return refusedTicket(asked, 'check ticket failed', wantsXml);
  sim.endCode(code, 'used', at);
  const shell = isShell(asked);
  const refusal = refusalOf(code.plan, sim.ages, shell);
  if (refusal?.as === 'text') return refusedTicket(asked, refusal.says, wantsXml);
  if (refusal?.as === 'html') return refusedPage(refusal.says);
  if (refusal?.as === 'no-location') return refusedTicket(asked, '', false);
  const opened = sim.openSession(code, at, { desktop: code.desktop || shell });
  const hasSid = refusal?.as !== 'no-wxsid';
  const language = view.param('lang') ?? code.language;
  const cookies = cookiesOf(asked, opened, /^[\w-]{2,10}$/.test(language) ? language : code.language, hasSid);
  const location: HeaderList = wantsXml ? [] : [['Location', `https://${mainHost(sim)}/`]];
  return reply(asked, xmlOf(opened, hasSid), {
    status: wantsXml ? 200 : 301,
    headers: [...location, ...cookies, ...security],
    why: hasSid ? 'session opened' : 'no wxsid',
  });
}

const xmlOf = ({ values, uin }: Session, hasSid: boolean) => ({
  error: {
    ret: '0',
    message: '',
    skey: values.skey,
    wxsid: hasSid ? values.sid : '',
    wxuin: String(uin),
    pass_ticket: values.passTicket,
    isgrayscale: '1',
  },
});

/** A 301 that leads nowhere is what refused accounts get where no XML was asked for. */
const refusedTicket = (asked: Asked, message: string, wantsXml: boolean): Reply => {
  const value = { error: { ret: '1203', message } };
  return reply(asked, value, { status: wantsXml ? 200 : 301, headers: security, why: 'ret 1203' });
};

const refusedPage = (text: string): Reply => {
  const page = codecs.html.encode({ title: '微信网页版', text });
  return rawReply('text/html; charset=utf-8', page, { headers: security, why: 'refused with a page' });
};

function logout(asked: Asked): Answer {
  const { sim, at } = asked;
  const owner = sessionOf(asked, 1101);
  if (typeof owner !== 'number') sim.close(owner, 1101, at);
  const host = mainHost(sim);
  const past = cookieDate(0);
  const expired = [
    setCookie('wxuin', '', host, past),
    setCookie('wxsid', '', host, past),
    setCookie('webwx_data_ticket', '', wide(host), past),
    setCookie('wxloadtime', `${seconds(at)}_expired`, host, cookieDate(at.wall + session)),
  ];
  const location: [string, string] = ['Location', `https://${host}/?&lang=${sim.scenario.language}`];
  return rawReply(asked.row.reply.type, Body.empty, { status: 301, headers: [location, ...expired] });
}

/** What a click on a link leads to: the link, where it is one. */
function checkurl({ view }: Asked): Answer {
  const target = view.param('requrl') ?? '';
  if (/^https?:\/\/[^\s\u0000-\u001f"<>\\]+$/i.test(target)) {
    return rawReply('text/html', Body.empty, {
      status: 302,
      headers: [['Location', encodeURI(decodeSafe(target))]],
    });
  }
  return html(
    '<!DOCTYPE html><html><head><title>提示</title></head><body><p>无法打开此链接</p></body></html>',
  );
}

const decodeSafe = (url: string): string => {
  try {
    return decodeURI(url);
  } catch {
    return url.replaceAll('%', '%25');
  }
};

export const ticketAnswers: Answers = {
  webwxnewloginpage: newloginpage,
  webwxlogout: logout,
  webwxcheckurl: checkurl,
};
