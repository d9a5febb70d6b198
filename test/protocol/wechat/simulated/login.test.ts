/** Every row of the login's state table, played in virtual time. */
import { describe, expect, test } from 'vitest';
import { formats } from '../../../../src/protocol/wechat/formats.ts';
import { loggedIn, Page, simulate } from './page.ts';

const pageOf = (file = {}, host = 'wx.qq.com'): Page => new Page(simulate(file), { host });

describe('login: boot', () => {
  test('L0 → L1: the page says that nobody is logged in', async () => {
    const answer = await pageOf().ask('index');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('isLogin:!!""');
    expect(answer.text).not.toContain('isLogin:!!"1"');
  });

  test('L0 → L6: cookies that are alive skip the QR code', async () => {
    const page = await loggedIn();
    expect((await page.ask('index')).text).toContain('isLogin:!!"1"');
    expect((await page.start()).got('/BaseResponse/Ret')).toBe(0);
  });

  test('L0 → LP → L3: a device that is known is asked on the phone', async () => {
    const page = await loggedIn({ phone: [{}, { confirm: 700 }] });
    const answer = await page.ask('webwxpushloginurl');
    expect(answer.text).toMatch(/^\{"ret":"0","msg":"all ok","uuid":"[A-Za-z0-9_-]{10}=="\}$/);
    page.session.uuid = answer.got('/uuid');
    const asked = page.now();
    expect(await page.poll('1')).toBe(200);
    expect(page.now() - asked).toBe(700);
    expect((await page.redeem()).got('/error/ret')).toBe('0');
  });

  test('LP → L1: other devices fall back to the QR code, with ret 1, 2 or 3', async () => {
    const page = await loggedIn({ limits: { pushLogins: 4 } });
    const ret = async (session = {}): Promise<unknown> =>
      (await page.ask('webwxpushloginurl', {}, { session })).got('/ret');
    expect(await ret({ uin: 'me' })).toBe('1');
    expect(await ret({ uin: '12345' })).toBe('3');
    page.setCookie('webwx_auth_ticket', 'another');
    expect(await ret()).toBe('3');
    expect([await ret(), await ret()]).toEqual(['3', '3']);
    expect(await ret()).toBe('2');
    await page.clock.sleep(60_000);
    expect(await ret()).toBe('3');
  });

  test('LP: the question on the phone runs out like a QR code', async () => {
    const page = await loggedIn({ phone: [{}, { ignore: true }], hold: 60_000, events: [] });
    page.session.uuid = (await page.ask('webwxpushloginurl')).got('/uuid');
    const codes = await page.pollToEnd();
    expect(codes).toEqual([408, 408, 408, 408, 400]);
  });

  test('LP: a push login can be cancelled', async () => {
    const page = await loggedIn({ phone: [{}, { cancel: 100 }] });
    page.session.uuid = (await page.ask('webwxpushloginurl')).got('/uuid');
    expect(await page.poll('1')).toBe(202);
  });
});

describe('login: the QR code', () => {
  test('L1 → L2: jslogin gives a uuid, in the layout of the real one', async () => {
    const page = pageOf();
    const answer = await page.ask('jslogin');
    expect(answer.text).toMatch(/^window\.QRLogin\.code = 200; window\.QRLogin\.uuid = "[^"]+";$/);
    expect(answer.got('/window.QRLogin.uuid')).toMatch(formats.uuid);
    expect(answer.header('content-type')).toBe('text/javascript');
  });

  test('L1 → L1: another appid is refused with 400', async () => {
    const answer = await pageOf().raw(
      'GET',
      'https://login.wx.qq.com/jslogin?appid=wx0000000000000000&fun=new',
    );
    expect(answer.text).toBe('window.QRLogin.code = 400; window.QRLogin.error = "";');
  });

  test('L2: a poll is held for 25.5 s, then answers 408 in 16 bytes', async () => {
    const page = pageOf({ phone: { ignore: true } });
    await page.code();
    const answer = await page.ask('login', { tip: '1' });
    expect(answer.text).toBe('window.code=408;');
    expect(page.now()).toBe(25_500 + 2 * 20);
  });

  test('L2 → L3: the scan answers at once with the avatar', async () => {
    const page = pageOf();
    await page.code();
    const answer = await page.ask('login', { tip: '1' });
    expect(answer.text).toMatch(
      /^window\.code=201;window\.userAvatar = 'data:img\/jpg;base64,[A-Za-z0-9+/]+=*';$/,
    );
    expect(page.now()).toBe(3_020);
  });

  test('L2 → L3: without loginicon the avatar is left out', async () => {
    const page = pageOf();
    const uuid = await page.code();
    const answer = await page.raw(
      'GET',
      `https://login.wx.qq.com/cgi-bin/mmwebwx-bin/login?uuid=${uuid}&tip=1`,
    );
    expect(answer.text).toBe('window.code=201;');
  });

  test('L2: a fetched picture starts the phone, the first time', async () => {
    const page = pageOf();
    await page.code();
    await page.clock.sleep(2_000);
    const picture = await page.ask('qrcode');
    expect(picture.header('content-type')).toBe('image/jpeg');
    await page.ask('qrcode');
    expect(await page.poll('1')).toBe(201);
    expect(page.now()).toBe(2_020 + 3_000 + 20);
  });

  test('L2 → LE: nobody scans, and after 300 s the code answers 400', async () => {
    const page = pageOf({ phone: { ignore: true } });
    await page.code();
    const codes = await page.pollToEnd();
    expect(codes.slice(0, -1).every((code) => code === 408)).toBe(true);
    expect(codes.at(-1)).toBe(400);
    expect(codes).toHaveLength(12);
    expect(page.now()).toBe(300_020);
    expect(await page.poll()).toBe(400);
    expect((await page.ask('qrcode')).status).toBe(404);
  });

  test('L2 → LE: a uuid that never was answers 400', async () => {
    const page = pageOf();
    page.session.uuid = 'AAAAAAAAAA==';
    expect(await page.poll('1')).toBe(400);
  });

  test('LE → L1: a new code can be asked for as often as one likes; every login has its plan', async () => {
    const page = pageOf({ phone: [{ ignore: true }, { ignore: true }, {}], qrLife: 10_000 });
    const codes: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await page.code();
      codes.push((await page.pollToEnd()).at(-1));
    }
    expect(codes).toEqual([400, 400, 200, 200]);
  });
});

describe('login: scanned', () => {
  test('L3: 201 comes again while tip is 1, then the poll is held', async () => {
    const page = pageOf({ phone: { scan: 0, confirm: 60_000 } });
    await page.code();
    expect([await page.poll('1'), await page.poll('1'), await page.poll('1')]).toEqual([201, 201, 201]);
    expect(page.now()).toBeLessThan(200);
    expect(await page.poll('0')).toBe(408);
  });

  test('L3 → L3: 408 while the phone waits for its owner', async () => {
    const page = pageOf({ phone: { scan: 0, confirm: 60_000 } });
    await page.code();
    expect(await page.pollToEnd()).toEqual([201, 408, 408, 200]);
  });

  test('L3 → L4: the confirm answers at once, in two lines', async () => {
    const page = pageOf();
    await page.code();
    await page.poll('1');
    const answer = await page.ask('login', { tip: '0' });
    expect(page.now()).toBe(6_020);
    const uri = /^window\.code=200;\nwindow\.redirect_uri="([^"]+)";$/.exec(answer.text)?.[1];
    expect(uri).toMatch(
      /^https:\/\/wx\.qq\.com\/cgi-bin\/mmwebwx-bin\/webwxnewloginpage\?ticket=[\w-]{24}@qrticket_0&uuid=[\w-]{10}==&lang=zh_CN&scan=\d{10}$/,
    );
  });

  test('L3: scan is the second of the scan, not of the confirm', async () => {
    const page = pageOf({ phone: { scan: 2_000, confirm: 20_000 } });
    await page.code();
    await page.pollToEnd();
    const scan = Number(page.session.scan) * 1000;
    expect(scan - (page.clock.now() - page.now())).toBe(2_000);
  });

  test('L2 → L4: who polls only after the confirm hears 200 first', async () => {
    const page = pageOf({ phone: { scan: 0, confirm: 0 } });
    await page.code();
    await page.clock.sleep(1_000);
    expect(await page.poll('1')).toBe(200);
  });

  test('L4: 200 is said again until the ticket is redeemed, then 400', async () => {
    const page = pageOf({ phone: { scan: 0, confirm: 0 } });
    await page.code();
    await page.pollToEnd();
    expect([await page.poll(), await page.poll()]).toEqual([200, 200]);
    await page.redeem();
    expect(await page.poll()).toBe(400);
  });

  test('L3 → L1: a cancel answers 202, once', async () => {
    const page = pageOf({ phone: [{ scan: 100, cancel: 500 }, {}] });
    await page.code();
    expect(await page.pollToEnd()).toEqual([201, 202]);
    expect(await page.poll()).toBe(400);
    await page.code();
    expect((await page.pollToEnd()).at(-1)).toBe(200);
  });

  test('L3: all polls of one code hear of its end', async () => {
    const page = pageOf({ phone: { scan: 100, cancel: 500 } });
    await page.code();
    await page.poll('1');
    const codes = await Promise.all([page.poll(), page.poll(), page.poll()]);
    expect(codes).toEqual([202, 202, 202]);
  });

  test('L3 → LE: scanned but never confirmed, the code expires', async () => {
    const page = pageOf({ phone: { scan: 1_000, confirm: 400_000 }, hold: 100_000 });
    await page.code();
    expect(await page.pollToEnd()).toEqual([201, 408, 408, 400]);
  });
});

describe('login: the ticket', () => {
  const confirmed = async (file = {}, host?: string): Promise<Page> => {
    const page = pageOf(file, host);
    await page.code();
    await page.pollToEnd();
    return page;
  };

  test('L4 → L5: XML with all values in their formats', async () => {
    const page = await confirmed();
    const answer = await page.redeem();
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(
      /^<error><ret>0<\/ret><message><\/message><skey>.+<\/skey><wxsid>.+<\/wxsid><wxuin>\d+<\/wxuin><pass_ticket>.+<\/pass_ticket><isgrayscale>1<\/isgrayscale><\/error>$/,
    );
    expect(answer.got('/error/skey')).toMatch(formats.skey);
    expect(answer.got('/error/wxsid')).toMatch(formats.sid);
    expect(answer.got('/error/wxuin')).toMatch(formats.uin);
    expect(answer.got('/error/pass_ticket')).toMatch(formats.passTicket);
  });

  test('L4: the ticket lives 300 s', async () => {
    const [early, late] = [await confirmed(), await confirmed()];
    await early.clock.sleep(299_900);
    expect((await early.redeem()).got('/error/ret')).toBe('0');
    await late.clock.sleep(300_000);
    expect((await late.redeem()).got('/error/ret')).toBe('1203');
  });

  test('L4: the ticket is good once', async () => {
    const page = await confirmed();
    expect((await page.redeem()).got('/error/ret')).toBe('0');
    const again = await page.redeem();
    expect([again.got('/error/ret'), again.got('/error/message')]).toEqual(['1203', 'check ticket failed']);
    expect(Object.keys(again.cookies)).toEqual([]);
  });

  test('L4: before the confirm there is nothing to redeem', async () => {
    const page = pageOf({ phone: { ignore: true } });
    const uuid = await page.code();
    page.session.redirectUri = `https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=x&uuid=${uuid}`;
    expect((await page.redeem()).got('/error/ret')).toBe('1203');
  });

  test('L4 → L4: an account of another family is sent to its own host', async () => {
    const page = await confirmed({ family: 'web2' }, 'wx.qq.com');
    expect(page.host).toBe('web2.wechat.com');
    const answer = await page.redeem('');
    expect(answer.status).toBe(301);
    expect(answer.header('location')).toBe('https://web2.wechat.com/');
    const domains = answer.exchange.response?.headers
      .filter(([name]) => name === 'Set-Cookie')
      .map(([, value]) => /Domain=([^;]+)/.exec(value)?.[1]);
    expect(new Set(domains)).toEqual(new Set(['web2.wechat.com', '.wechat.com']));
    expect((await page.ask('index')).text).toContain('isLogin:!!"1"');
  });

  test.each([
    ['text', 200, '1203'],
    ['html', 200, undefined],
    ['no-location', 301, '1203'],
    ['no-wxsid', 200, '0'],
  ] as const)('L4 → LR: refused as %s', async (refuse, status, ret) => {
    const page = await confirmed({ phone: { refuse } });
    const answer = await page.redeem();
    expect([answer.status, answer.got('/error/ret')]).toEqual([status, ret]);
    expect(answer.cookies.wxsid).toBeUndefined();
    expect(answer.header('location')).toBeUndefined();
    if (refuse === 'html') expect(answer.text).toMatch(/^<!DOCTYPE html><html>.*微信网页版.*msg-title/);
    expect((await page.start()).got('/BaseResponse/Ret')).toBe(1101);
  });

  test('L4 → LR: in the words of the scenario', async () => {
    const page = await confirmed({ phone: { refuse: 'text', says: 'No & no <never>' } });
    expect((await page.redeem()).got('/error/message')).toBe('No & no <never>');
  });

  test('L5 → refused: webwxinit answers Ret 1 with an empty reply', async () => {
    const page = await confirmed({ phone: { refuse: 'init' } });
    expect((await page.redeem()).got('/error/ret')).toBe('0');
    const answer = await page.start();
    expect([answer.got('/BaseResponse/Ret'), answer.got('/Count'), answer.got('/User/UserName')]).toEqual([
      1,
      0,
      '',
    ]);
  });
});

describe('login: the start', () => {
  test('L5 → L6: webwxinit gives account, chats and the first position', async () => {
    const page = pageOf();
    const init = await page.login();
    expect(init.got('/BaseResponse/Ret')).toBe(0);
    expect(init.got('/SKey')).toBe(page.session.skey);
    expect((init.got('/SyncKey/List') as { Key: number }[]).map(({ Key }) => Key)).toEqual([1, 2, 3, 1000]);
    expect(init.got('/Count')).toBe((init.got('/ContactList') as unknown[]).length);
    expect(init.got('/ChatSet')).toMatch(/^filehelper,(?:[^,]+,)+$/);
    expect(init.text).toMatch(
      /^\{\n"BaseResponse": \{\n"Ret": 0,\n"ErrMsg": ""\n\}\n,\n"Count": \d+,\n"ContactList": \[\{\n"Uin": 0,/,
    );
    expect(init.text.endsWith('}\n')).toBe(true);
  });

  test('L5 → L1: without cookies webwxinit answers 1101, in the whole empty layout', async () => {
    const page = await loggedIn();
    page.dropCookies();
    const answer = await page.start();
    expect(answer.got('/BaseResponse/Ret')).toBe(1101);
    expect(answer.text).toBe(emptyInit);
  });

  test('L6 → L7: after the notify the phone tells of its chats first', async () => {
    const page = await loggedIn();
    const answer = await page.notify();
    expect(answer.got('/MsgID')).toMatch(/^\d{19}$/);
    expect(await page.check()).toEqual({ retcode: '0', selector: '2' });
    const [message] = (await page.pull()).got('/AddMsgList') as Record<string, unknown>[];
    expect(message).toMatchObject({
      MsgType: 51,
      StatusNotifyCode: 4,
      FromUserName: page.session.userName,
      ToUserName: page.session.userName,
    });
    const names = String(message?.StatusNotifyUserName).split(',');
    const ids = /<username>([^<]*)</.exec(
      String(message?.Content).replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    )?.[1];
    expect(ids?.split(',')).toHaveLength(names.length);
  });
});

const emptyInit = `{
"BaseResponse": {
"Ret": 1101,
"ErrMsg": ""
}
,
"Count": 0,
"ContactList": [],
"SyncKey": {
"Count": 0,
"List": []
}
,
"User": {
"Uin": 0,
"UserName": "",
"NickName": "",
"HeadImgUrl": "",
"RemarkName": "",
"PYInitial": "",
"PYQuanPin": "",
"RemarkPYInitial": "",
"RemarkPYQuanPin": "",
"HideInputBarFlag": 0,
"StarFriend": 0,
"Sex": 0,
"Signature": "",
"AppAccountFlag": 0,
"VerifyFlag": 0,
"ContactFlag": 0,
"WebWxPluginSwitch": 0,
"HeadImgFlag": 0,
"SnsFlag": 0
}
,
"ChatSet": "",
"SKey": "",
"ClientVersion": 0,
"SystemTime": 0,
"GrayScale": 0,
"InviteStartCount": 0,
"MPSubscribeMsgCount": 0,
"MPSubscribeMsgList": [],
"ClickReportInterval": 0
}
`;
