/** Makes exchanges for tests: as little as a test has to say, the rest as a real page would have it. */
import { Body, type Exchange, type FailureCause, type HeaderList } from '../../src/exchange.ts';

export interface Said {
  readonly method?: string;
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: string;
  readonly reply?: string | Uint8Array;
  readonly replyHeaders?: HeaderList;
  readonly failure?: FailureCause;
  /** Seconds after the start of the test's time. */
  readonly at?: number;
  /** Milliseconds. */
  readonly took?: number;
}

/** Start of the test's time: 2026-03-01T08:00:00Z. */
const epoch = Date.UTC(2026, 2, 1, 8);

let count = 0;

export function exchange(url: string, said: Said = {}): Exchange {
  count += 1;
  const { reply, failure, body } = said;
  return {
    id: `e${count}`,
    startedAt: epoch + (said.at ?? count) * 1000,
    request: {
      method: said.method ?? (body === undefined ? 'GET' : 'POST'),
      url,
      headers: said.headers ?? [],
      ...(body !== undefined && { body: Body.ofText(body) }),
    },
    ...(failure
      ? { failure: { cause: failure, message: failure } }
      : {
          response: {
            status: said.status ?? 200,
            headers: said.replyHeaders ?? [],
            ...(reply !== undefined && {
              body: typeof reply === 'string' ? Body.ofText(reply) : Body.ofBytes(reply),
            }),
          },
        }),
    timing: { total: said.took ?? 50 },
  };
}

const sid = 'AbCdEfGhIjKlMnOp';
const skey = '@crypt_0a1b2c3d_0123456789abcdef0123456789abcdef';
const uuid = '4abCd_EfgH==';
const self = `@${'0123456789abcdef'.repeat(4)}`;
const cookie: HeaderList = [['Cookie', `wxuin=1234567890; wxsid=${sid}`]];

/** The usual exchanges of a login and its sync loop, each with a reply to choose. */
export const page = {
  uuid: (said: Said = {}) =>
    exchange('https://login.wx.qq.com/jslogin?appid=wx782c26e4c19acffb&fun=new&lang=zh_CN&_=1772352000000', {
      reply: `window.QRLogin.code = 200; window.QRLogin.uuid = "${uuid}";`,
      ...said,
    }),
  poll: (reply: string, said: Said = {}) =>
    exchange(`https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?loginicon=true&uuid=${uuid}&tip=0&r=1&_=2`, {
      reply,
      ...said,
    }),
  confirmed: (said: Said = {}) =>
    page.poll(
      'window.code=200;\nwindow.redirect_uri="https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage' +
        `?ticket=AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0&uuid=${uuid}&lang=zh_CN&scan=1772352010";`,
      said,
    ),
  ticket: (reply: string, said: Said = {}) =>
    exchange(
      'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0' +
        `&uuid=${uuid}&lang=zh_CN&scan=1772352010&fun=new&version=v2`,
      { reply, ...said },
    ),
  opened: (said: Said = {}) =>
    page.ticket(
      `<error><ret>0</ret><message></message><skey>${skey}</skey><wxsid>${sid}</wxsid><wxuin>1234567890</wxuin>` +
        '<pass_ticket>AbC%2FdEf%2BgHi</pass_ticket><isgrayscale>1</isgrayscale></error>',
      {
        replyHeaders: [
          ['Set-Cookie', 'wxuin=1234567890; Domain=wx.qq.com; Path=/; Secure'],
          ['Set-Cookie', `wxsid=${sid}; Domain=wx.qq.com; Path=/; Secure`],
          ['Set-Cookie', 'webwx_data_ticket=AbCdEfGhIjKlMnOpQrStUvWx; Domain=.qq.com; Path=/; Secure'],
        ],
        ...said,
      },
    ),
  init: (said: Said = {}) =>
    exchange('https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxinit?r=1&pass_ticket=AbC%252FdEf%252BgHi', {
      headers: cookie,
      body: `{"BaseRequest":{"Uin":"1234567890","Sid":"${sid}","Skey":"${skey}","DeviceID":"e123456789012345"}}`,
      reply: JSON.stringify({
        BaseResponse: { Ret: 0, ErrMsg: '' },
        Count: 0,
        ContactList: [],
        SyncKey: { Count: 1, List: [{ Key: 1, Val: 100 }] },
        User: { Uin: 1234567890, UserName: self, NickName: 'Ann' },
        ChatSet: '',
        SKey: skey,
      }),
      ...said,
    }),
  check: (retcode: number | string, selector: number | string, said: Said = {}) =>
    exchange(
      `https://webpush.wx.qq.com/cgi-bin/mmwebwx-bin/synccheck?r=1&skey=${encodeURIComponent(skey)}&sid=${sid}` +
        `&uin=1234567890&deviceid=e123456789012345&synckey=1_100&_=${count}`,
      {
        headers: cookie,
        reply: `window.synccheck={retcode:"${retcode}",selector:"${selector}"}`,
        took: String(selector) === '0' && String(retcode) === '0' ? 25_400 : 50,
        ...said,
      },
    ),
  pull: (reply: object = {}, said: Said = {}) =>
    exchange(`https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxsync?sid=${sid}&skey=${skey}`, {
      headers: cookie,
      body: `{"BaseRequest":{"Uin":1234567890,"Sid":"${sid}","Skey":"${skey}","DeviceID":"e1"},"SyncKey":{"Count":1,"List":[{"Key":1,"Val":100}]},"rr":${count}}`,
      reply: JSON.stringify({
        BaseResponse: { Ret: 0, ErrMsg: '' },
        AddMsgCount: 0,
        AddMsgList: [],
        ModContactCount: 0,
        ModContactList: [],
        DelContactCount: 0,
        DelContactList: [],
        ContinueFlag: 0,
        SyncKey: { Count: 1, List: [{ Key: 1, Val: 101 }] },
        SKey: '',
        ...reply,
      }),
      ...said,
    }),
  logout: (said: Said = {}) =>
    exchange(`https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxlogout?redirect=1&type=0&skey=${skey}`, {
      headers: cookie,
      body: `sid=${sid}&uin=1234567890`,
      status: 301,
      reply: '',
      ...said,
    }),
};

/** A login up to and including webwxinit, a second apart. */
export const login = (from = 0): Exchange[] => [
  page.uuid({ at: from }),
  page.poll("window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4A==';", {
    at: from + 1,
    took: 3000,
  }),
  page.confirmed({ at: from + 4, took: 2000 }),
  page.opened({ at: from + 6 }),
  page.init({ at: from + 7 }),
];
