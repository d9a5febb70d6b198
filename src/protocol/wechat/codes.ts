/** Every result code of WeChat Web, by the place that carries it (protocol.md 2.4, 2.6, 4.1, 8.1). */
import type { Code, CodeTable } from '../endpoint.ts';

const good = (name: string, says: string): Code => ({ name, ok: true, says });
const bad = (name: string, says: string): Code => ({ name, ok: false, says });

/** `window.QRLogin.code` of jslogin. */
export const qrLoginCodes: CodeTable = {
  200: good('ready', 'a QR code is ready'),
  400: bad('refused', 'no QR code for this appid'),
};

/** `window.code` of the login poll. */
export const loginCodes: CodeTable = {
  200: good('confirmed', 'confirmed on the phone'),
  201: good('scanned', 'scanned, not confirmed yet'),
  202: bad('cancelled', 'cancelled on the phone'),
  400: bad('expired', 'the QR code has expired, is unknown or was used'),
  408: good('waiting', 'nothing happened during the hold'),
  500: bad('expired', 'the poll service failed'),
  0: bad('expired', 'a reply without a code'),
};

/** `ret` of the XML of webwxnewloginpage. */
export const ticketCodes: CodeTable = {
  0: good('opened', 'session opened'),
  1: bad('refused', 'refused'),
  '-1': bad('refused', 'system error'),
  1100: bad('refused', 'session does not exist'),
  1101: bad('refused', 'session invalid'),
  1102: bad('refused', 'cookies invalid'),
  1203: bad('refused', 'this account may not log in to the web, or the ticket is no longer valid'),
};

/** `ret` of webwxpushloginurl, a string. */
export const pushCodes: CodeTable = {
  0: good('asked', 'the phone asks its owner'),
  1: bad('refused', 'argument error'),
  2: bad('refused', 'blocked as spam'),
  3: bad('refused', 'the device is no longer trusted'),
};

/** `retcode` of synccheck, a string. */
export const checkCodes: CodeTable = {
  0: good('nothing', 'nothing new'),
  '-1': bad('error', 'server error'),
  2: bad('error', 'rare, undocumented'),
  1100: bad('closed', 'logged out on the phone, or the wrong push host'),
  1101: bad('closed', 'logged in elsewhere, or the session was ended'),
  1102: bad('closed', 'cookies missing or invalid, the wrong host, or risk control'),
  1205: bad('limited', 'too frequent'),
  9999: bad('error', 'rare, undocumented'),
};

/** `selector` of synccheck: anything but 0 asks for a pull. */
export const selectors: Readonly<Record<string, string>> = {
  0: 'nothing',
  2: 'new message',
  3: 'unknown',
  4: 'contact or profile changed',
  6: 'contact added or removed',
  7: 'chat entered or left on the phone',
  // 1 and 5 are in nobody's documents; old bots met them and pulled.
  1: 'unknown',
  5: 'unknown',
};

/** `BaseResponse.Ret` of every JSON call. */
export const retCodes: CodeTable = {
  0: good('ok', 'ok'),
  1: bad('refused', 'parameter error, too frequent, or a new account'),
  2: bad('error', 'argument error'),
  3: bad('error', 'argument error or not ready'),
  '-1': bad('error', 'system error'),
  '-2': bad('error', 'logic error'),
  '-14': bad('error', 'ticket error'),
  '-2013': good('ok', 'done, with some people left out'),
  1100: bad('closed', 'session does not exist, or logged out on the phone'),
  1101: bad('closed', 'session invalid, or logged in elsewhere'),
  1102: bad('closed', 'cookies missing or invalid, or risk control'),
  1105: bad('limited', 'too frequent'),
  1200: bad('error', 'the request could not be parsed'),
  1203: bad('refused', 'this account may not use the web'),
  1204: bad('refused', 'not allowed to send to this account'),
  1205: bad('limited', 'too frequent'),
};

/** What the refusal texts have in common, oldest first (protocol.md 8.2). */
export const refusalTexts: readonly { readonly since: string; readonly pattern: RegExp }[] = [
  { since: '2016-07', pattern: /check ticket failed/ },
  { since: '2017-06-22', pattern: /登录环境异常/ },
  { since: '2017-09', pattern: /新注册的微信号不能登录网页微信/ },
  { since: '2017-12', pattern: /已不允许登录网页微信/ },
  { since: '2017-12', pattern: /unable to log in to/ },
  { since: '2019-07', pattern: /此微信号不能登录网页微信/ },
  { since: '2022-01', pattern: /不能使用网页版微信/ },
  { since: '2023-11', pattern: /暂不支持使用网页版微信/ },
];
