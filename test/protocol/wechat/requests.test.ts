/** Holds the exact form of every request: query order, spelling, order of the keys of its body. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Body, header, type WireRequest } from '../../../src/exchange.ts';
import { percentDecode } from '../../../src/protocol/codec/percent.ts';
import { fieldLeaves } from '../../../src/protocol/field.ts';
import { readFields, readInput, readSession } from '../../../src/protocol/read.ts';
import { RequestView } from '../../../src/protocol/request.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { filled, inputs, rowNamed, session, table } from './sample.ts';

const skey = '0a1b2c3d_0123456789abcdef0123456789abcdef';
/** The session key, its `@` raw or percent-encoded. */
const raw = `@crypt_${skey}`;
const enc = `%40crypt_${skey}`;
const P = 'pass_ticket=aB%252FcD%252BeF';
const ms = '1551166567409';
const id = `"LocalID":"${ms}0555","ClientMsgId":"${ms}0555"`;
const identity = (uin: string) =>
  `"BaseRequest":{"Uin":${uin},"Sid":"Ab+/Cd12Ef34Gh56","Skey":"${raw}","DeviceID":"e555555555555555"}`;
const BR = identity('2900000001');
const me = session.userName;
const friend = '@2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e';
const room = `@@${'3d'.repeat(32)}`;
const between = `"FromUserName":"${me}","ToUserName":"filehelper"`;
const main = 'wx2.qq.com/cgi-bin/mmwebwx-bin';

/** Method, URL without its scheme, body where there is one. */
const expected: Readonly<Record<string, readonly [method: string, url: string, body?: string]>> = {
  index: ['GET', 'wx2.qq.com/'],
  jslogin: [
    'GET',
    `login.wx2.qq.com/jslogin?appid=wx782c26e4c19acffb&redirect_uri=https%3A%2F%2Fwx2.qq.com%2Fcgi-bin%2Fmmwebwx-bin%2Fwebwxnewloginpage&fun=new&lang=zh_CN&_=${ms}`,
  ],
  qrcode: ['GET', 'login.weixin.qq.com/qrcode/4abCd_EfgH=='],
  scan: ['GET', 'login.weixin.qq.com/l/4abCd_EfgH=='],
  login: ['GET', `login.${main}/login?loginicon=true&uuid=4abCd_EfgH==&tip=1&r=-683373554&_=${ms}`],
  webwxnewloginpage: [
    'GET',
    `${main}/webwxnewloginpage?ticket=AbCdEfGhIjKlMnOpQrStUv_-@qrticket_0&uuid=4abCd_EfgH==&lang=zh_CN&scan=1551166580&fun=new&version=v2`,
  ],
  webwxpushloginurl: ['GET', `${main}/webwxpushloginurl?uin=2900000001`],
  webwxlogout: [
    'POST',
    `${main}/webwxlogout?redirect=1&type=0&skey=${enc}`,
    'sid=Ab%2B%2FCd12Ef34Gh56&uin=2900000001',
  ],
  webwxinit: ['POST', `${main}/webwxinit?r=-683373554&${P}`, `{${identity('"2900000001"')}}`],
  webwxstatusnotify: [
    'POST',
    `${main}/webwxstatusnotify?${P}`,
    `{${BR},"Code":3,"FromUserName":"${me}","ToUserName":"${me}","ClientMsgId":${ms}}`,
  ],
  webwxstatreport: [
    'POST',
    `${main}/webwxstatreport?fun=new&${P}`,
    `{"BaseRequest":{"Uin":2900000001,"Sid":"Ab+/Cd12Ef34Gh56","DeviceID":"e555555555555555"},"Count":1,"List":[{"Type":1,"Text":"{\\"type\\":\\"[app-timing]\\",\\"data\\":{}}"}]}`,
  ],
  reportforweb: ['GET', 'support.weixin.qq.com/cgi-bin/mmsupport-bin/reportforweb?rid=69373&rkey=9&rvalue=1'],
  webwxgetcontact: ['GET', `${main}/webwxgetcontact?${P}&r=${ms}&seq=0&skey=${raw}`],
  webwxbatchgetcontact: [
    'POST',
    `${main}/webwxbatchgetcontact?type=ex&r=${ms}&${P}`,
    `{${BR},"Count":1,"List":[{"UserName":"${room}","ChatRoomId":""}]}`,
  ],
  webwxsearchcontact: ['POST', `${main}/webwxsearchcontact?${P}`, `{${BR},"KeyWord":"某人"}`],
  webwxsendfeedback: [
    'POST',
    `${main}/webwxsendfeedback?${P}`,
    `{${BR},"MachineType":"webwx","Content":"thanks","ReportType":0}`,
  ],
  webwxcheckurl: [
    'GET',
    `${main}/webwxcheckurl?requrl=https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2&skey=${enc}&deviceid=e555555555555555&${P}&opcode=2&scene=1&username=%40${me.slice(1)}`,
  ],
  webwxoplog: [
    'POST',
    `${main}/webwxoplog?${P}`,
    `{"UserName":"${friend}","CmdId":3,"OP":1,"RemarkName":"爱丽丝",${BR}}`,
  ],
  webwxverifyuser: [
    'POST',
    `${main}/webwxverifyuser?r=${ms}&${P}`,
    `{${BR},"Opcode":2,"VerifyUserListSize":1,"VerifyUserList":[{"Value":"${friend}","VerifyUserTicket":""}],"VerifyContent":"我是","SceneListCount":1,"SceneList":[33],"skey":"${raw}"}`,
  ],
  webwxcreatechatroom: [
    'POST',
    `${main}/webwxcreatechatroom?r=${ms}&${P}`,
    `{"MemberCount":1,"MemberList":[{"UserName":"${friend}"}],"Topic":"",${BR}}`,
  ],
  webwxupdatechatroom: [
    'POST',
    `${main}/webwxupdatechatroom?fun=addmember&${P}`,
    `{"AddMemberList":"${friend}","ChatRoomName":"${room}",${BR}}`,
  ],
  webwxpreview: ['GET', `${main}/webwxpreview?fun=preview&mediaid=%40crypt_m`],
  synccheck: [
    'GET',
    `webpush.${main}/synccheck?r=${ms}&skey=${enc}&sid=Ab%2B%2FCd12Ef34Gh56&uin=2900000001&deviceid=e555555555555555&synckey=2_694411381&_=${ms}`,
  ],
  webwxsync: [
    'POST',
    `${main}/webwxsync?sid=Ab+/Cd12Ef34Gh56&skey=${raw}&${P}`,
    `{${BR},"SyncKey":{"Count":2,"List":[{"Key":1,"Val":694411380},{"Key":1000,"Val":1551166500}]},"rr":-683373554}`,
  ],
  webwxsendmsg: [
    'POST',
    `${main}/webwxsendmsg?${P}`,
    `{${BR},"Msg":{"Type":1,"Content":"你好 <b>&\\"\\\\/",${between},${id}},"Scene":0}`,
  ],
  webwxsendmsgimg: [
    'POST',
    `${main}/webwxsendmsgimg?fun=async&f=json&${P}`,
    `{${BR},"Msg":{"Type":3,"MediaId":"@crypt_m","Content":"",${between},${id}},"Scene":0}`,
  ],
  webwxsendvideomsg: [
    'POST',
    `${main}/webwxsendvideomsg?fun=async&f=json&${P}`,
    `{${BR},"Msg":{"Type":43,"MediaId":"@crypt_m","Content":"",${between},${id}},"Scene":0}`,
  ],
  webwxsendappmsg: [
    'POST',
    `${main}/webwxsendappmsg?fun=async&f=json&${P}`,
    `{${BR},"Msg":{"Type":6,"Content":"<appmsg><title>a & b</title></appmsg>",${between},${id}},"Scene":0}`,
  ],
  webwxsendemoticon: [
    'POST',
    `${main}/webwxsendemoticon?fun=sys&${P}`,
    `{${BR},"Msg":{"Type":47,"EmojiFlag":2,"MediaId":"@crypt_m",${between},${id}},"Scene":0}`,
  ],
  webwxrevokemsg: [
    'POST',
    `${main}/webwxrevokemsg?${P}`,
    `{${BR},"SvrMsgId":"4000000000000000001","ToUserName":"filehelper","ClientMsgId":"15511665674090555"}`,
  ],
  'webwxuploadmedia.preflight': ['OPTIONS', `file.${main}/webwxuploadmedia?f=json`],
  webwxuploadmedia: [
    'POST',
    `file.${main}/webwxuploadmedia?f=json`,
    `id="WU_FILE_0" name="图 1.jpg" type="image/jpeg" lastModifiedDate="Tue Feb 26 2019 15:36:07 GMT+0800 (CST)" size="4" mediatype="pic" uploadmediarequest="{"UploadType":2,${BR},"ClientMediaId":${ms},"TotalLen":4,"StartPos":0,"DataLen":4,"MediaType":4,${between},"FileMd5":"0123456789abcdef0123456789abcdef"}" webwx_data_ticket="abcdefghijklmnopqrst+/==" pass_ticket="aB/cD+eF" filename=file`,
  ],
  webwxcheckupload: [
    'POST',
    `${main}/webwxcheckupload?${P}`,
    `{${between},"FileSize":27262981,"FileMd5":"0123456789abcdef0123456789abcdef","FileName":"big.zip","FileType":7,${BR}}`,
  ],
  webwxgetmsgimg: ['GET', `${main}/webwxgetmsgimg?&MsgID=8000000000000000004&skey=${enc}&type=slave`],
  webwxgetvoice: ['GET', `${main}/webwxgetvoice?msgid=8000000000000000004&skey=${enc}`],
  webwxgetvideo: ['GET', `${main}/webwxgetvideo?msgid=8000000000000000004&skey=${enc}`],
  webwxgetmedia: [
    'GET',
    `file.${main}/webwxgetmedia?sender=%40${friend.slice(1)}&mediaid=%40crypt_m&encryfilename=Data%252Ejpg&fromuser=2900000001&${P}&webwx_data_ticket=abcdefghijklmnopqrst%2B%2F%3D%3D`,
  ],
  webwxgeticon: ['GET', `${main}/webwxgeticon?seq=620000001&username=${friend}&skey=${raw}`],
  webwxgetheadimg: ['GET', `${main}/webwxgetheadimg?seq=620000001&username=${room}&skey=${raw}`],
  webwxgetpubliclinkimg: [
    'GET',
    `${main}/webwxgetpubliclinkimg?url=xxx&msgid=8000000000000000004&pictype=location`,
  ],
};

/** A multipart body as one line; any other body as it is. */
function shown(request: WireRequest): string | undefined {
  const decoded = new RequestView(request, table).body;
  if (!header(request.headers, 'content-type')?.startsWith('multipart/') || !decoded?.ok)
    return request.body?.text();
  return Object.entries(decoded.value as Record<string, unknown>)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? `"${value}"` : 'file'}`)
    .join(' ');
}

const names = wechat.endpoints.map(({ name }) => name);

describe('the requests of the page', () => {
  test('every row has its exact form written out here', () => {
    expect(Object.keys(expected).sort()).toEqual([...names].sort());
  });

  test.each(names)('%s is written as the page writes it', (name) => {
    const request = filled(rowNamed(name));
    const [method, url, body] = expected[name]!;
    expect({ method: request.method, url: request.url, body: shown(request) }).toEqual({
      method,
      url: `https://${url}`,
      body,
    });
  });

  test.each(names)('%s, filled, is found again and gives back what it was filled with', (name) => {
    const row = rowNamed(name);
    const view = new RequestView(filled(row), table);
    expect(view.endpoint?.name).toBe(name);
    expect(readInput(view)).toEqual(inputs[name] ?? {});
    for (const [key, value] of Object.entries(readSession(view)))
      expect(sentForms(key)).toContain(String(value));
    const sent = new Set([...readFields(view)].map(({ field }) => field));
    const fields = [row.params, row.query, row.body?.fields].flatMap((some) => [...fieldLeaves(some ?? {})]);
    const lost = fields
      .filter(({ field }) => !field.optional && !sent.has(field))
      .map(({ pointer }) => pointer);
    expect(lost).toEqual([]);
  });

  test('the desktop variant says so where the page in desktop mode does', () => {
    const said = wechat.endpoints.filter(
      (row) => filled(row, { variant: 'desktop' }).url !== filled(row).url,
    );
    expect(said.map(({ name }) => name)).toEqual([
      'index',
      'webwxpushloginurl',
      'webwxnewloginpage',
      'webwxsendappmsg',
    ]);
  });

  test('a language in the URL of the page goes with every call that the page makes by its own code', () => {
    const said = wechat.endpoints.filter((row) =>
      /[?&]lang=en_US/.test(filled(row, { origin: 'https://wx2.qq.com/?lang=en_US' }).url),
    );
    const calls = said.map(({ name }) => name);
    expect(calls).toContain('webwxinit');
    expect(calls).not.toContain('synccheck');
    expect(calls).not.toContain('webwxlogout');
  });

  test('a session of cookies alone has an empty Skey and no pass_ticket', () => {
    const request = filled(rowNamed('webwxinit'), {
      session: { uin: '2900000001', sid: 'Ab+/Cd12Ef34Gh56' },
    });
    expect(request.url).toBe('https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxinit?r=-683373554');
    expect(JSON.parse(request.body!.text())).toMatchObject({ BaseRequest: { Uin: '2900000001', Skey: '' } });
  });

  test('the position of the first poll is that of webwxinit', () => {
    const { syncCheckKey: _, ...first } = session;
    const request = filled(rowNamed('synccheck'), { session: first });
    expect(request.url).toContain('&synckey=1_694411380%7C1000_1551166500&');
  });

  test('only a large file is sent with the key and signature of its check', () => {
    const upload = (size: number) =>
      new RequestView(
        filled(rowNamed('webwxuploadmedia'), { input: { ...inputs.webwxuploadmedia, size } }),
        table,
      );
    expect(upload(4).sent('/uploadmediarequest/Signature')).toBeUndefined();
    expect(upload(30_000_000).sent('/uploadmediarequest/AESKey')).toBe(session.mediaKey);
    const appmsg = '<appmsg><appattach><totallen>30000000</totallen></appattach></appmsg>';
    const message = filled(rowNamed('webwxsendappmsg'), { input: { ...inputs.webwxsendappmsg, appmsg } });
    expect(message.body?.text()).toContain('"Msg":{"Signature":"c2ln","Type":6,');
  });
});

/** A session value in the forms in which a request may hold it. */
function sentForms(key: string): string[] {
  const value = session[key as keyof typeof session];
  if (typeof value !== 'object') return [value, percentDecode(value)];
  return [String(value), value.List.map(({ Key, Val }) => `${Key}_${Val}`).join('|')];
}

const recordings = '../shared/client-hars';

describe.skipIf(!existsSync(recordings))('recordings of the page in ../shared/client-hars', () => {
  test('every request, read and filled again, is the recorded one', () => {
    const different: string[] = [];
    let count = 0;
    for (const request of recorded()) {
      const view = new RequestView(request, table);
      const row = view.endpoint;
      if (!row || row.methods[0] !== request.method || isOnlyTheBrowsers(request)) continue;
      count += 1;
      const again = filled(row, {
        input: readInput(view),
        session: sessionOf(view),
        origin: pageOf(request),
        host: view.url.authority,
      });
      if (form(again) !== form(request)) different.push(`${form(request)}\n  ${form(again)}`);
    }
    expect(count).toBeGreaterThan(250);
    expect(different).toEqual([]);
  });
});

function* recorded(): Generator<WireRequest> {
  for (const file of readdirSync(recordings).filter((name) => name.startsWith('official-'))) {
    const har = JSON.parse(readFileSync(join(recordings, file), 'utf8')) as {
      log: { entries: { request: HarRequest }[] };
    };
    for (const { request } of har.log.entries) {
      const { method, url, headers, postData } = request;
      const body =
        postData?.encoding === 'base64' ? Body.ofBase64(postData.text) : Body.ofText(postData?.text ?? '');
      yield {
        method,
        url,
        headers: headers.map(({ name, value }) => [name, value]),
        ...(postData && { body }),
      };
    }
  }
}

interface HarRequest {
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  postData?: { text: string; encoding?: string };
}

/** A preflight, an image asked for once more because it was slow, or the whole page leaving for another host. */
const isOnlyTheBrowsers = ({ method, url, headers }: WireRequest): boolean =>
  method === 'OPTIONS' ||
  url.includes('mmSrcParallelRetry') ||
  (url.includes('webwxnewloginpage?') && header(headers, 'sec-fetch-mode') === 'navigate');

/** The session as the request shows it; positions that it joins are taken apart again. */
function sessionOf(view: RequestView): Record<string, unknown> {
  const values = { ...readSession(view), redirectUri: view.request.url };
  const { syncCheckKey } = values as { syncCheckKey?: unknown };
  if (typeof syncCheckKey !== 'string') return values;
  const List = syncCheckKey.split('|').map((pair) => {
    const [Key, Val] = pair.split('_');
    return { Key, Val };
  });
  return { ...values, syncCheckKey: { Count: List.length, List } };
}

const pageOf = (request: WireRequest): string => header(request.headers, 'referer') ?? 'https://wx2.qq.com/';

/** Everything but what the clock and chance decide, and the values of headers that browsers differ in. */
function form(request: WireRequest): string {
  const view = new RequestView(request, table);
  const volatile = [...readFields(view)]
    .filter(({ field }) => field.source === 'clock' || field.source === 'random')
    .filter(({ field }) => !field.inner)
    .map(({ value }) => String(value));
  const { url } = request;
  const text = [request.method, url, shown(request) ?? ''].join(' ');
  return volatile.reduce((rest, value) => rest.replaceAll(value, '~'), text) + headersOf(request);
}

function headersOf(request: WireRequest): string {
  const own =
    /^(?:host|connection|content-length|cookie|sec-ch-|user-agent|accept-language|accept-encoding)/i;
  const kept = request.headers.filter(([name]) => !own.test(name));
  // The kinds of picture and page a browser takes are its own affair.
  const shownAs = ([name, value]: readonly [string, string]): string =>
    /^accept$/i.test(name)
      ? `${name}: ${value.split('/')[0]}`
      : `${name}: ${value.replace(/boundary=.*/, 'boundary')}`;
  return ` ${kept.map(shownAs).join(' | ')}`;
}
