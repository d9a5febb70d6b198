/** Answers of the login up to the confirm: QR code, long poll, push login. */

import { Body } from '../../../exchange.ts';
import type { Answer, Moment, Reply } from '../../backend.ts';
import { percentDecode } from '../../codec/form.ts';
import type { Answers } from './answers.ts';
import { cookieValues, mainHost } from './guard.ts';
import type { LoginCode } from './login-code.ts';
import { showCode } from './phone.ts';
import { qrPicture } from './pictures.ts';
import { type Asked, notFound, rawReply, reply } from './respond.ts';

const desktopMark = /[?&]mod=desktop(?:&|$)/;
const minute = 60_000;
/** The layouts of the poll's reply, as the row lists them. */
const layouts = { code: 0, scanned: 1, confirmed: 2 } as const;

function jslogin(asked: Asked): Answer {
  const { view, row, sim, at } = asked;
  const appid = (row.query.appid as { shape: { const?: unknown } }).shape.const;
  if (view.param('appid') !== appid) {
    return reply(asked, { 'window.QRLogin.code': 400, 'window.QRLogin.error': '' }, { example: 1 });
  }
  const code = sim.openCode(at, {
    isPush: false,
    language: languageOf(asked),
    desktop: desktopMark.test(view.param('redirect_uri') ?? '') && sim.ages.has('D17'),
  });
  showCode(sim, code, at);
  return reply(asked, { 'window.QRLogin.code': 200, 'window.QRLogin.uuid': code.uuid });
}

const languageOf = ({ view, sim }: Asked): string => {
  const language = view.param('lang') ?? '';
  return /^[A-Za-z]{2}[-_][A-Za-z]{2}$/.test(language) ? language : sim.scenario.language;
};

function qrcode({ view, row, sim, at }: Asked): Answer {
  const code = sim.code(view.param('uuid'));
  if (!code) return notFound('no such uuid');
  if (!code.fetched) {
    code.fetched = true;
    showCode(sim, code, at);
  }
  return rawReply(row.reply.type, Body.ofBytes(qrPicture(code.uuid)));
}

function login(asked: Asked): Answer {
  const { sim, view, at } = asked;
  const code = sim.code(view.param('uuid'));
  if (!code) return said(asked, 400);
  if (code.state === 'new') return hold(asked, code);
  if (code.state === 'scanned' && code.told && view.param('tip') !== '1') return hold(asked, code);
  return tell(asked, code, at);
}

/** Held until the phone does something, or nothing happens for long enough. */
const hold = (asked: Asked, code: LoginCode): Answer =>
  asked.sim.polls.hold(asked.at, {
    among: code.polls,
    hold: asked.sim.scenario.hold,
    news: (then) => tell(asked, code, then),
    idle: () => said(asked, 408),
  });

const said = (asked: Asked, code: number): Reply =>
  reply(asked, { 'window.code': code }, { example: layouts.code, why: `code ${code}` });

/** What the state of the code says to a poll. */
function tell(asked: Asked, code: LoginCode, at: Moment): Reply {
  switch (code.state) {
    case 'new':
      return said(asked, 408);
    case 'scanned':
      code.told = true;
      return scanned(asked);
    case 'confirmed':
      return confirmed(asked, code);
    case 'cancelled':
      // Told once; after that the code is like any that is not there.
      asked.sim.endCode(code, 'cancelled', at);
      return said(asked, 202);
    default:
      return said(asked, 400);
  }
}

function scanned(asked: Asked): Reply {
  if (asked.view.param('loginicon') !== 'true') return said(asked, 201);
  return reply(
    asked,
    { 'window.code': 201, 'window.userAvatar': `data:img/jpg;base64,${asked.sim.face}` },
    { example: layouts.scanned, why: 'code 201' },
  );
}

function confirmed(asked: Asked, code: LoginCode): Reply {
  const { sim } = asked;
  const path = sim.table.named('webwxnewloginpage')!.path;
  const mode = code.desktop ? '&mod=desktop' : '';
  const query = `ticket=${code.ticket}&uuid=${code.uuid}&lang=${code.language}&scan=${code.scannedAt}${mode}`;
  return reply(
    asked,
    { 'window.code': 200, 'window.redirect_uri': `https://${mainHost(sim)}${path}?${query}` },
    { example: layouts.confirmed, why: 'code 200' },
  );
}

function pushloginurl(asked: Asked): Answer {
  const { sim, view, at } = asked;
  if (!sim.ages.has('D8')) return notFound('not there before 2017-02');
  const refuse = (ret: string, msg: string): Answer => reply(asked, { ret, msg }, { why: `ret ${ret}` });
  const uin = percentDecode(view.param('uin') ?? '');
  if (!/^\d{1,10}$/.test(uin)) return refuse('1', 'argument error');
  sim.pushes = sim.pushes.filter((before) => at.now - before < minute);
  if (sim.pushes.length >= sim.scenario.limits.pushLogins) return refuse('2', 'too often');
  sim.pushes.push(at.now);
  const devices = cookieValues(asked, 'webwxuvid');
  const isKnown = cookieValues(asked, 'webwx_auth_ticket').some((ticket) => sim.knowsDevice(ticket, devices));
  if (!isKnown || uin !== String(sim.world.uin)) return refuse('3', 'device not trusted');
  const desktop = view.param('mod') === 'desktop' && sim.ages.has('D17');
  const code = sim.openCode(at, { isPush: true, language: languageOf(asked), desktop });
  showCode(sim, code, at);
  return reply(asked, { ret: '0', msg: 'all ok', uuid: code.uuid });
}

export const loginAnswers: Answers = {
  jslogin,
  qrcode,
  login,
  webwxpushloginurl: pushloginurl,
};
