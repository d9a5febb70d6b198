/** Operators of one who knows the design and not the rules: values that are there and of no use, and what moves as a whole. */
import { answered, asks, edited, isData, onReply, rowOf, textOf, withBody } from './mutation-tools.mjs';
import { broken, calls, onValue } from './mutations-flow.mjs';

const location = (name, target, expected) => ({
  name,
  apply(lib, exchanges) {
    const redirects = calls(lib, exchanges, expected.endpoint);
    if (redirects.length === 0) return undefined;
    const headers = [['Location', target]];
    return {
      exchanges: exchanges.map((one) =>
        redirects.includes(one) ? { ...one, response: { ...one.response, headers } } : one,
      ),
      expected,
    };
  },
});

/** Every list of that name loses its items, and its count stays. */
const robbed = (name, row, pointer) =>
  onValue(name, row, pointer, () => [], broken(row, `/response/body${pointer}`));

const rowNamed = (lib, name) => lib.wechat.endpoints.find((row) => row.name === name);

/** The messages of every pull changed; undefined where there are none that change. */
const onItems = (name, change, member, more = {}) => ({
  name,
  apply(lib, exchanges) {
    let isChanged = false;
    const changed = edited(lib, exchanges, rowNamed(lib, 'webwxsync'), (value) => {
      const before = lib.stringifyLossless(value.AddMsgList);
      value.AddMsgList = change(value.AddMsgList);
      isChanged ||= lib.stringifyLossless(value.AddMsgList) !== before;
    });
    const where = `/response/body/AddMsgList/*${member === '' ? '' : `/${member}`}`;
    return isChanged
      ? { exchanges: changed, expected: { ...broken('webwxsync', where), ...more } }
      : undefined;
  },
});

export const outsideOperators = [
  onReply(
    'a list around the reply',
    (row) => isData(row) && row.reply.codec === 'json',
    (lib, exchanges, row) =>
      exchanges.map((one) =>
        rowOf(lib, one) === row ? withBody(lib, [one], row, `[${textOf(one)}]`)[0] : one,
      ),
    (row) => broken(row.name, '/response/body'),
  ),
  robbed('a position whose list is empty', 'webwxsync', '/SyncKey/List'),
  robbed('a position for polls whose list is empty', 'webwxsync', '/SyncCheckKey/List'),
  robbed('a first position whose list is empty', 'webwxinit', '/SyncKey/List'),
  robbed('contacts whose list is empty', 'webwxgetcontact', '/MemberList'),
  onValue(
    'a position in milliseconds',
    'webwxsync',
    '/SyncKey/List/*/Val',
    (value) => value * 1000,
    broken('webwxsync', '/response/body/SyncKey/List/*/Val'),
  ),
  onValue(
    'an account of number 0',
    'webwxinit',
    '/User/Uin',
    () => 0,
    broken('webwxinit', '/response/body/User/Uin'),
  ),
  onValue(
    'an avatar by address',
    'login',
    '/window.userAvatar',
    () => 'https://wx.qlogo.cn/a.jpg',
    broken('login', '/response/body/window.userAvatar'),
  ),
  onValue(
    'a redirect without TLS',
    'login',
    '/window.redirect_uri',
    (value) => value.replace(/^https:/, 'http:'),
    broken('login', '/response/body/window.redirect_uri'),
  ),
  onReply(
    'another charset',
    (row) => isData(row) && row.reply.codec === 'json',
    (lib, exchanges, row) =>
      exchanges.map((one) =>
        rowOf(lib, one) === row && one.response
          ? { ...one, response: { ...one.response, headers: inGbk(one.response.headers) } }
          : one,
      ),
    (row) => ({ severity: 'warn', endpoint: row.name, where: '/response/headers/content-type' }),
  ),
  location(
    'a logout that leads to nobody',
    'https://example.org/',
    broken('webwxlogout', '/response/headers/location'),
  ),
  onReply(
    'no content',
    isData,
    (lib, exchanges, row) => answered(lib, exchanges, row, { status: 204, body: lib.Body.ofText('') }),
    (row) => broken(row.name, '/response/body'),
  ),
  {
    name: 'a ticket answered with nothing',
    apply: (lib, exchanges) => ({
      exchanges: answered(lib, exchanges, rowNamed(lib, 'webwxnewloginpage'), {
        status: 200,
        body: lib.Body.ofText(''),
      }),
      expected: broken('webwxnewloginpage', '/response/body'),
    }),
  },
  {
    name: 'no QR code for anybody',
    apply(lib, exchanges) {
      const [asked] = calls(lib, exchanges, 'jslogin');
      const body = lib.Body.ofText('window.QRLogin.code = 400; window.QRLogin.error = "";');
      return {
        exchanges: [{ ...asked, response: { ...asked.response, body } }],
        expected: broken('jslogin', '/flow/need-uuid'),
      };
    },
  },
  {
    name: 'polls at a host of nobody',
    apply: (lib, exchanges) => ({
      exchanges: asks((request) => ({
        ...request,
        url: request.url.replace(/\/\/[^/]+/, '//push.example.org'),
      }))(lib, exchanges, rowNamed(lib, 'synccheck')),
      expected: broken('synccheck', '/host'),
    }),
  },
  onItems('messages without a kind', (items) => items.map(({ MsgType, ...rest }) => rest), 'MsgType'),
  onItems(
    'messages whose kind has another name',
    (items) => items.map(({ MsgType, ...rest }) => ({ ...rest, MessageType: MsgType })),
    'MsgType',
  ),
  onItems('messages that are null', (items) => items.map(() => null), ''),
  onItems(
    'a type of app message never seen',
    (items) => items.map((item) => (item.MsgType === 49 ? { ...item, AppMsgType: 4711 } : item)),
    'AppMsgType',
    { severity: 'note', kind: 'MsgType=49' },
  ),
  {
    name: 'chats that are asked for, not told',
    apply: (lib, exchanges) => ({
      exchanges: edited(lib, exchanges, rowNamed(lib, 'webwxinit'), (value) => {
        delete value.ChatSet;
      }),
      expected: { ...broken('webwxinit', '/response/body/ChatSet'), needs: 'webwxbatchgetcontact' },
    }),
  },
  {
    name: 'every path moved at once',
    apply: (lib, exchanges, draw) => {
      const rows = lib.wechat.endpoints.filter(
        (row) => isData(row) && row.path.includes('/webwx') && calls(lib, exchanges, row.name).length > 0,
      );
      const { name, path } = draw.pick(rows);
      return {
        exchanges: exchanges.map((one) => ({
          ...one,
          request: { ...one.request, url: one.request.url.replace('/mmwebwx-bin/webwx', '/v2/webwx') },
        })),
        expected: { ...broken(name, '/request/path'), observed: path.replace('/mmwebwx-bin/', '/v2/') },
      };
    },
  },
];

const inGbk = (headers) =>
  headers.map(([name, value]) =>
    name.toLowerCase() === 'content-type' ? [name, `${value.split(';')[0]}; charset=gbk`] : [name, value],
  );
