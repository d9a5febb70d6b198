/** A login of 2019, transcribed from a public trace made with curl; personal values are replaced by others of the same shape. */

import { harEntry } from './har.mjs';
import * as ids from './ids.mjs';
import { jpeg } from './media.mjs';
import { Random } from './random.mjs';

const random = new Random(20190226);
const uin = 2_718_281_828;
const auth = ids.authTicket(random, uin);
const uvid = ids.deviceUvid(random);
const sid = random.lettersAndDigits(16);
const skey = ids.skey(random);
const ticket = ids.ticket(random);
const dataTicket = `gS${random.lettersAndDigits(18)}+${random.lettersAndDigits(3)}`;
const passTicket = `${random.lettersAndDigits(37)}%2F${random.lettersAndDigits(26)}`;
const deviceId = ids.deviceId(random);
const uuid = ids.uuid(random);
const otherUuid = ids.uuid(random);

/** jQuery's counter `_` began here, at page load. */
const pageLoad = 1_551_166_567_409;

const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.96 Safari/537.36';
const languages = 'zh-CN,zh;q=0.8,en;q=0.6';

/** The headers of a GET, in the trace's order. */
const getHeaders = (host, accept, cookie) => [
  ['Pragma', 'no-cache'],
  ['Accept-Encoding', 'gzip, deflate, sdch, br'],
  ['Accept-Language', languages],
  ['User-Agent', agent],
  ['Accept', accept],
  ['Referer', `https://${host}/`],
  ['Cookie', cookie],
  ['Connection', 'keep-alive'],
  ['Cache-Control', 'no-cache'],
];

/** A body whose headers the trace does not show. */
const unheaded = (body, mimeType = 'text/javascript') => ({
  status: 200,
  statusText: 'OK',
  headers: [['Content-Type', mimeType]],
  body,
});

/** One call; the trace shows when it started, and how long it took only through the next one. */
function entry({ startedAt, ms, comment, shown = false, ...call }) {
  const timings = { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: ms, receive: 0 };
  const made = harEntry({ startedAt, timings, comment, ...call });
  if (!shown) made.response.headers = [];
  return made;
}

const script = (host, url) => ({ method: 'GET', url, headers: getHeaders(host, '*/*', 'mm_lang=zh_CN') });

const poll = (host, code, { tip, r, counter }) =>
  script(
    host,
    `https://login.${host}/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid=${code}&tip=${tip}&r=${r}&_=${counter}`,
  );

const ticketUri = `https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=${ticket}&uuid=${uuid}&lang=zh_CN&scan=1551166580`;

/** Twelve hours for what belongs to the session, ten years for what belongs to the device. */
const short = 'Tue, 26-Feb-2019 19:36:33 GMT';
const long = 'Fri, 23-Feb-2029 07:36:33 GMT';
const cookies = [
  ['wxuin', uin, 'wx2.qq.com', short],
  ['wxsid', sid, 'wx2.qq.com', short],
  ['wxloadtime', 1551166593, 'wx2.qq.com', short],
  ['mm_lang', 'zh_CN', 'wx2.qq.com', short],
  ['webwx_data_ticket', dataTicket, '.qq.com', short],
  ['webwxuvid', uvid, 'wx2.qq.com', long],
  ['webwx_auth_ticket', auth, 'wx2.qq.com', long],
];

const ticketReply = {
  status: 200,
  statusText: 'OK',
  headers: [
    ['Connection', 'keep-alive'],
    ['Content-Type', 'text/plain;charset=utf-8'],
    ...cookies.map(([name, value, domain, expires]) => [
      'Set-Cookie',
      `${name}=${value}; Domain=${domain}; Path=/; Expires=${expires}; Secure`,
    ]),
    ['Strict-Transport-Security', 'max-age=31536000'],
    ['Content-Encoding', 'gzip'],
    ['Content-Length', '236'],
  ],
  body: `<error><ret>0</ret><message></message><skey>${skey}</skey><wxsid>${sid}</wxsid><wxuin>${uin}</wxuin><pass_ticket>${passTicket}</pass_ticket><isgrayscale>1</isgrayscale></error>`,
  wireSize: 236,
};

const initBody = `{"BaseRequest":{"Uin":"${uin}","Sid":"${sid}","Skey":"${skey}","DeviceID":"${deviceId}"}}`;

const init = {
  method: 'POST',
  url: `https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxinit?r=-683373613&pass_ticket=${encodeURIComponent(passTicket)}`,
  headers: [
    ['Host', 'wx2.qq.com'],
    ['Connection', 'keep-alive'],
    ['Content-Length', String(initBody.length)],
    ['Pragma', 'no-cache'],
    ['Cache-Control', 'no-cache'],
    ['Accept', 'application/json, text/plain, */*'],
    ['Origin', 'https://wx2.qq.com'],
    ['User-Agent', agent],
    ['Content-Type', 'application/json;charset=UTF-8'],
    ['Referer', 'https://wx2.qq.com/'],
    ['Accept-Encoding', 'gzip, deflate, br'],
    ['Accept-Language', languages],
    [
      'Cookie',
      `MM_WX_NOTIFY_STATE=1; MM_WX_SOUND_STATE=1; ${cookies.map(([name, value]) => `${name}=${value}`).join('; ')}; login_frequency=1; last_wxuin=${uin}`,
    ],
  ],
  body: initBody,
};

/** The trace has the request only; the size is unknown, not zero. */
function unanswered(made) {
  made.response.content.size = -1;
  made.response.bodySize = -1;
  made.response.content.comment = 'the reply is not in the trace';
  return made;
}

/** @returns {object[]} eight entries by start */
export function seedLogin() {
  return [
    entry({
      startedAt: pageLoad + 59,
      ms: 270,
      request: script(
        'wx2.qq.com',
        `https://login.wx2.qq.com/jslogin?appid=wx782c26e4c19acffb&redirect_uri=https%3A%2F%2Fwx2.qq.com%2Fcgi-bin%2Fmmwebwx-bin%2Fwebwxnewloginpage&fun=new&lang=zh_CN&_=${pageLoad}`,
      ),
      reply: unheaded(`window.QRLogin.code = 200; window.QRLogin.uuid = "${uuid}";`),
      comment: 'started no earlier than the script (r of webwxinit), ended before the first poll',
    }),
    entry({
      startedAt: pageLoad + 337,
      ms: 12_870,
      request: poll('wx2.qq.com', uuid, { tip: 1, r: -683373891, counter: pageLoad + 1 }),
      reply: unheaded("window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4A...';"),
      comment: 'started at ~r, ended before the next poll; the avatar is cut short in the trace',
    }),
    entry({
      startedAt: pageLoad + 341,
      ms: 100,
      request: {
        method: 'GET',
        url: `https://login.weixin.qq.com/qrcode/${uuid}`,
        headers: [['Referer', 'https://wx2.qq.com/']],
      },
      reply: unheaded(jpeg(20), 'image/jpeg'),
      comment: 'the trace names the address only; time, headers and picture are stand-ins',
    }),
    entry({
      startedAt: pageLoad + 13_220,
      ms: 12_450,
      request: poll('wx2.qq.com', uuid, { tip: 0, r: -683386774, counter: pageLoad + 2 }),
      reply: unheaded(`window.code=200;\nwindow.redirect_uri="${ticketUri}";`),
      comment: 'started at ~r, ended in the second of wxloadtime',
    }),
    entry({
      startedAt: pageLoad + 25_681,
      ms: 190,
      shown: true,
      request: {
        method: 'GET',
        url: `${ticketUri}&fun=new&version=v2`,
        headers: getHeaders(
          'wx2.qq.com',
          'application/json, text/plain, */*',
          'mm_lang=zh_CN; MM_WX_NOTIFY_STATE=1; MM_WX_SOUND_STATE=1',
        ),
      },
      reply: ticketReply,
      comment: 'answered in the second of wxloadtime',
    }),
    unanswered(
      entry({
        startedAt: pageLoad + 25_882,
        ms: 300,
        request: init,
        reply: unheaded('', 'text/plain'),
        comment: 'sent right after the ticket; how long it took is not known',
      }),
    ),
    entry({
      startedAt: 1_551_170_329_838,
      ms: 25_463,
      request: poll('wx.qq.com', otherUuid, { tip: 0, r: -687135983, counter: 1_551_170_229_227 }),
      reply: unheaded('window.code=408;'),
      comment:
        'an hour later, another page and code; started at ~r, held as long as the eight polls from here to the next entry on average',
    }),
    entry({
      startedAt: 1_551_170_533_541,
      ms: 60,
      request: poll('wx.qq.com', otherUuid, { tip: 0, r: -687339686, counter: 1_551_170_229_235 }),
      reply: unheaded('window.code=400;'),
      comment: 'started at ~r, 304 s after the page was loaded',
    }),
  ];
}
