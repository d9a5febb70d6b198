/** A made-up login, and what a caller gives for every row of the table. */
import { Body, type WireRequest } from '../../../src/exchange.ts';
import type { Endpoint } from '../../../src/protocol/endpoint.ts';
import { fillRequest } from '../../../src/protocol/fill.ts';
import { Table } from '../../../src/protocol/table.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';

export const table = new Table(wechat);

/** Digits drawn are all 5; the clock shows 2019-02-26 07:36:07.409 UTC. */
const now = 1551166567409;
const origin = 'https://wx2.qq.com/';

const position = {
  Count: 2,
  List: [
    { Key: 1, Val: 694411380 },
    { Key: 1000, Val: 1551166500 },
  ],
};
export const session = {
  uuid: '4abCd_EfgH==',
  redirectUri:
    'https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=AbCdEfGhIjKlMnOpQrStUv_-@qrticket_0&uuid=4abCd_EfgH==&lang=zh_CN&scan=1551166580',
  ticket: 'AbCdEfGhIjKlMnOpQrStUv_-@qrticket_0',
  scan: '1551166580',
  sid: 'Ab+/Cd12Ef34Gh56',
  uin: '2900000001',
  skey: '@crypt_0a1b2c3d_0123456789abcdef0123456789abcdef',
  passTicket: 'aB%2FcD%2BeF',
  dataTicket: 'abcdefghijklmnopqrst+/==',
  authTicket: 'QUJDRA==',
  uvid: 'ab'.repeat(48),
  userName: `@${'1f'.repeat(16)}`,
  syncKey: position,
  syncCheckKey: { Count: 1, List: [{ Key: 2, Val: 694411381 }] },
  mediaKey: 'fedcba98',
  signature: 'c2ln',
};

const friend = `@${'2e'.repeat(16)}`;
const room = `@@${'3d'.repeat(32)}`;
const messageId = '8000000000000000004';
const upload = {
  filename: '图 1.jpg',
  type: 'image/jpeg',
  bytes: Body.ofBytes(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)),
};

/** Inputs by row; rows that need none are absent. */
export const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  jslogin: { redirectUri: 'https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage', lang: 'zh_CN' },
  login: { tip: '1' },
  webwxlogout: { type: '0' },
  webwxstatusnotify: { code: 3, to: session.userName },
  webwxstatreport: { count: 1, reports: [{ Type: 1, Text: '{"type":"[app-timing]","data":{}}' }] },
  reportforweb: { rid: '69373', rkey: '9', rvalue: '1' },
  webwxgetcontact: { seq: '0' },
  webwxbatchgetcontact: { count: 1, list: [{ UserName: room, ChatRoomId: '' }] },
  webwxsearchcontact: { keyword: '某人' },
  webwxsendfeedback: { text: 'thanks' },
  webwxcheckurl: { url: 'https://example.org/?a=1&b=2' },
  webwxoplog: { user: friend, command: 3, pinned: 1, remark: '爱丽丝' },
  webwxverifyuser: {
    opcode: 2,
    users: [{ Value: friend, VerifyUserTicket: '' }],
    text: '我是',
    scenes: [33],
  },
  webwxcreatechatroom: { count: 1, members: [{ UserName: friend }], topic: '' },
  webwxupdatechatroom: { change: 'addmember', add: friend, room },
  webwxpreview: { fun: 'preview', mediaId: '@crypt_m' },
  webwxsendmsg: { type: 1, text: '你好 <b>&"\\/', to: 'filehelper', scene: 0 },
  webwxsendmsgimg: { type: 3, mediaId: '@crypt_m', to: 'filehelper', scene: 0 },
  webwxsendvideomsg: { type: 43, mediaId: '@crypt_m', to: 'filehelper', scene: 0 },
  webwxsendappmsg: { type: 6, appmsg: '<appmsg><title>a & b</title></appmsg>', to: 'filehelper', scene: 0 },
  webwxsendemoticon: { type: 47, mediaId: '@crypt_m', to: 'filehelper', scene: 0 },
  webwxrevokemsg: { messageId: '4000000000000000001', to: 'filehelper', clientMsgId: '15511665674090555' },
  'webwxuploadmedia.preflight': { origin: 'https://wx2.qq.com' },
  webwxuploadmedia: {
    fileId: 'WU_FILE_0',
    fileName: '图 1.jpg',
    mime: 'image/jpeg',
    modified: 'Tue Feb 26 2019 15:36:07 GMT+0800 (CST)',
    size: 4,
    mediaType: 'pic',
    to: 'filehelper',
    md5: '0123456789abcdef0123456789abcdef',
    file: upload,
  },
  webwxcheckupload: {
    to: 'filehelper',
    size: 27262981,
    md5: '0123456789abcdef0123456789abcdef',
    fileName: 'big.zip',
  },
  webwxgetmsgimg: { messageId, size: 'slave' },
  webwxgetvoice: { messageId },
  webwxgetvideo: { messageId },
  webwxgetmedia: { sender: friend, mediaId: '@crypt_m', fileName: 'Data%2Ejpg' },
  webwxgeticon: { seq: '620000001', user: friend },
  webwxgetheadimg: { seq: '620000001', user: room },
  webwxgetpubliclinkimg: { url: 'xxx', messageId, pictureType: 'location' },
};

export function rowNamed(name: string): Endpoint {
  const row = table.named(name);
  if (!row) throw new Error(`no row named ${name}`);
  return row;
}

const hostOf: Readonly<Record<string, string>> = {
  main: 'wx2.qq.com',
  login: 'login.wx2.qq.com',
  file: 'file.wx2.qq.com',
  push: 'webpush.wx2.qq.com',
  qr: 'login.weixin.qq.com',
  report: 'support.weixin.qq.com',
};

export interface Given {
  readonly host?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly session?: Readonly<Record<string, unknown>>;
  readonly origin?: string | undefined;
  readonly variant?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request of a row with the sample's values. */
export function filled(row: Endpoint, given: Given = {}): WireRequest {
  const input = given.input ?? inputs[row.name] ?? {};
  const base = { protocol: wechat, host: hostOf[row.host]!, session, now, origin, random: () => 0.5 };
  return fillRequest(row, { ...base, ...given, input });
}
