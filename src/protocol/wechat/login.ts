/** Rows that log in: the page, its QR code, the long poll for the phone, push login (protocol.md 2). */
import { type EventBody, endpoint, type Reading } from '../endpoint.ts';
import { constant, input, maybe, seldom } from '../field.ts';
import { boolean, integer, object, optional, text } from '../shape.ts';
import { loginCodes, pushCodes, qrLoginCodes } from './codes.ts';
import { counter, desktopOnly, invertedMs, language, nowMs, session } from './fields.ts';
import { formats } from './formats.ts';
import { asText } from './loose.ts';
import { cgi, fileShape } from './replies.ts';

export const index = endpoint({
  name: 'index',
  says: 'The page itself; it says whether the cookies still log in.',
  methods: ['GET'],
  host: 'main',
  path: '/',
  call: 'navigation',
  query: { lang: language, target: desktopOnly('t', 'desktop mode') },
  reply: {
    codec: 'html',
    type: 'text/html',
    shape: object({
      title: optional(text()),
      text: optional(text()),
      isLogin: optional(boolean({ state: true })),
    }),
  },
  outcome: (call, base) => {
    const isLogin = call.got('/isLogin');
    if (isLogin === undefined) return base;
    return { ...base, name: isLogin ? 'logged-in' : 'logged-out' };
  },
  outcomes: ['logged-in', 'logged-out'],
  lane: 'login',
});

export const jslogin = endpoint({
  name: 'jslogin',
  says: 'Asks for a QR code.',
  methods: ['GET', 'POST'],
  host: 'login',
  path: '/jslogin',
  call: 'script',
  query: {
    appid: constant('wx782c26e4c19acffb'),
    redirect_uri: maybe(input('redirectUri', text(), { says: 'webwxnewloginpage on the main host' })),
    fun: constant('new'),
    lang: maybe(input('lang', language.shape)),
    _: maybe(counter),
  },
  reply: {
    codec: 'js',
    type: 'text/javascript',
    shape: object({
      'window.QRLogin.code': integer({ state: true, event: 'login.qr' }),
      'window.QRLogin.uuid': optional(text({ pattern: formats.uuid, feeds: 'uuid', event: 'login.qr' })),
      'window.QRLogin.error': optional(text()),
    }),
    examples: [
      'window.QRLogin.code = 200; window.QRLogin.uuid = "4abCd_EfgH==";',
      'window.QRLogin.code = 400; window.QRLogin.error = "";',
    ],
  },
  code: { at: '/window.QRLogin.code', codes: qrLoginCodes },
  patience: 10_000,
  starts: { machine: 'login', state: 'need-uuid' },
  machine: 'login',
  lane: 'login',
  events: (call) => [
    call.outcome.ok
      ? { type: 'login.qr', uuid: asText(call.got('/window.QRLogin.uuid')) }
      : { type: 'login.failed', code: call.outcome.code ?? '' },
  ],
});

export const qrcode = endpoint({
  name: 'qrcode',
  says: 'The QR code as a picture; it encodes https://login.weixin.qq.com/l/UUID.',
  methods: ['GET', 'POST'],
  host: 'qr',
  path: '/qrcode/{uuid}',
  call: 'image',
  params: { uuid: session('uuid', { spelling: 'raw' }) },
  query: { t: seldom(constant('webwx')), _: seldom(counter), mmSrcParallelRetry: seldom(nowMs) },
  reply: {
    codec: 'bytes',
    type: 'image/jpeg',
    shape: fileShape,
  },
  machine: 'login',
  lane: 'login',
});

/** The simulated phone is a page with buttons; the real one asks for the address alone. */
const phoneAction = seldom(input('action', text({ values: ['scan', 'confirm', 'cancel'] })));

export const scan = endpoint({
  name: 'scan',
  says: 'What the QR code leads the phone to; in a browser it is an ordinary page.',
  methods: ['GET', 'POST'],
  host: 'qr',
  path: '/l/{uuid}',
  call: 'navigation',
  params: { uuid: session('uuid', { spelling: 'raw' }) },
  query: { action: phoneAction },
  body: { codec: 'form', fields: { action: phoneAction } },
  reply: {
    codec: 'html',
    type: 'text/html',
    shape: object({ title: optional(text()), text: optional(text()) }),
  },
  machine: 'login',
  lane: 'login',
});

const bytesOfBase64 = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

function avatarOf(value: unknown): { mime: string; bytes: number } | undefined {
  if (typeof value !== 'string' || !value.startsWith('data:')) return undefined;
  const comma = value.indexOf(',');
  if (comma < 0) return undefined;
  return { mime: value.slice(5, comma).split(';')[0]!, bytes: bytesOfBase64(value.slice(comma + 1)) };
}

const isoOfSeconds = (seconds: string | undefined): string | undefined =>
  seconds !== undefined && formats.unixSeconds.test(seconds)
    ? new Date(Number(seconds) * 1000).toISOString()
    : undefined;

function confirmed(call: Reading): EventBody {
  const redirectUri = asText(call.got('/window.redirect_uri'));
  const part = (name: string): string | undefined =>
    new RegExp(`[?&]${name}=([^&#]*)`).exec(redirectUri)?.[1];
  const scanAt = isoOfSeconds(part('scan'));
  return { type: 'login.confirmed', redirectUri, ticket: part('ticket') ?? '', ...(scanAt && { scanAt }) };
}

function pollEvent(call: Reading): EventBody {
  switch (String(call.outcome.code)) {
    case '408':
      return { type: 'login.waiting' };
    case '201': {
      const avatar = avatarOf(call.got('/window.userAvatar'));
      return { type: 'login.scanned', ...(avatar && { avatar }) };
    }
    case '200':
      return confirmed(call);
    case '202':
      return { type: 'login.cancelled' };
    case '400':
      return { type: 'login.expired' };
    default:
      return { type: 'login.failed', code: call.outcome.code ?? '' };
  }
}

export const login = endpoint({
  name: 'login',
  says: 'Long poll: has the phone scanned, confirmed, cancelled?',
  methods: ['GET'],
  host: 'login',
  path: `${cgi}/login`,
  call: 'script',
  query: {
    loginicon: maybe(constant('true')),
    uuid: session('uuid', { spelling: 'raw' }),
    tip: input('tip', text({ values: ['0', '1'], says: '1 on the first poll of a uuid, then 0' })),
    r: maybe(invertedMs),
    _: maybe(counter),
  },
  reply: {
    codec: 'js',
    type: 'text/javascript',
    shape: object({
      'window.code': integer({ state: true, event: 'login.waiting' }),
      'window.userAvatar': optional(text({ pattern: /^data:[\w/+.-]+[;,]/, event: 'login.scanned' })),
      'window.redirect_uri': optional(
        text({ pattern: /^https:\/\//, feeds: 'redirectUri', event: 'login.confirmed' }),
      ),
    }),
    examples: [
      'window.code=408;',
      "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4A';",
      'window.code=200;\nwindow.redirect_uri="https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A&uuid=B&lang=zh_CN&scan=1551166580";',
    ],
  },
  code: { at: '/window.code', codes: loginCodes },
  // A reply that sets no code is what the page takes for code 0.
  outcome: (call, base) =>
    call.wrongKind && call.exchange.failure === undefined
      ? { ...base, name: 'expired', ok: false, code: 0 }
      : base,
  machine: 'login',
  longPoll: { idle: 'waiting', hold: [20_000, 30_000] },
  lane: 'login',
  events: (call) => [pollEvent(call)],
});

export const pushloginurl = endpoint({
  name: 'webwxpushloginurl',
  says: 'Logs in again without a QR code: the phone is asked (since 2017-02).',
  methods: ['GET'],
  host: 'main',
  path: `${cgi}/webwxpushloginurl`,
  call: 'ajax',
  query: { uin: session('uin'), mod: desktopOnly('desktop', 'desktop mode') },
  reply: {
    codec: 'json',
    type: 'text/plain',
    shape: object({
      ret: text({ state: true, event: 'login.qr' }),
      msg: optional(text()),
      uuid: optional(text({ pattern: formats.uuid, feeds: 'uuid', event: 'login.qr' })),
    }),
    examples: ['{"ret":"0","msg":"all ok","uuid":"4abCd_EfgH=="}'],
  },
  code: { at: '/ret', codes: pushCodes },
  starts: { machine: 'login', state: 'push-requested' },
  machine: 'login',
  lane: 'login',
  events: (call) => [
    call.outcome.ok
      ? { type: 'login.qr', uuid: asText(call.got('/uuid')) }
      : { type: 'login.failed', code: call.outcome.code ?? '' },
  ],
});
