/** What is known of real logins comes out of their recordings by itself, with and without the table. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { captures, none, placesOf, recordingOf } from './recordings.ts';

describe.each([wechat, none])('the login of 2019, protocol $name', (protocol) => {
  const seed = recordingOf(join(captures, 'seed-login.har'), protocol);
  const host = 'https://wx2.qq.com/cgi-bin/mmwebwx-bin';
  const names: Record<string, string> = {
    jslogin: 'GET https://login.wx2.qq.com/jslogin',
    login: 'GET https://login.wx2.qq.com/cgi-bin/mmwebwx-bin/login',
    webwxnewloginpage: `GET ${host}/webwxnewloginpage`,
    webwxinit: `POST ${host}/webwxinit`,
  };
  const at = async (name: string, nth = 0): Promise<Record<string, string>> =>
    placesOf(await seed, protocol === none ? names[name]! : name, nth);

  test('r is the clock, inverted bit by bit', async () => {
    for (const nth of [0, 1]) expect((await at('login', nth))['query/r']).toBe('clock bitwise-not');
    expect((await at('webwxinit'))['query/r']).toBe('clock bitwise-not');
  });

  test('_ is a counter', async () => {
    expect((await at('jslogin'))['query/_']).toBe('counter');
    expect((await at('login', 1))['query/_']).toBe('counter');
  });

  test('pass_ticket is percent-encoded again on its way', async () => {
    expect((await at('webwxinit'))['query/pass_ticket']).toBe(
      'e4/response/body/error/pass_ticket percent-encode',
    );
    const { values } = await seed;
    const ticket = values.find(({ to }) => to.exchange === 'e5' && to.where === '/request/query/pass_ticket');
    expect(ticket?.why).toContain('percent-encoded twice');
  });

  test('ticket and scan are parts of redirect_uri, uuid comes from the first reply', async () => {
    const page = await at('webwxnewloginpage');
    expect(page['query/ticket']).toBe('e3/response/body/window.redirect_uri url-part');
    expect(page['query/scan']).toBe('e3/response/body/window.redirect_uri url-part');
    // The URL that was followed repeats it.
    expect(page['query/uuid']).toMatch(
      /^e0\/response\/body\/window\.QRLogin\.uuid$|^e3\/.*redirect_uri url-part$/,
    );
    expect((await at('login'))['query/uuid']).toBe('e0/response/body/window.QRLogin.uuid');
  });

  test('the session comes from the ticket, cookies from Set-Cookie', async () => {
    expect(await at('webwxinit')).toMatchObject({
      'body/BaseRequest/Uin': 'e4/response/body/error/wxuin',
      'body/BaseRequest/Sid': 'e4/response/body/error/wxsid',
      'body/BaseRequest/Skey': 'e4/response/body/error/skey',
      'cookies/wxsid': 'e4/response/cookies/wxsid',
      'cookies/webwx_data_ticket': 'e4/response/cookies/webwx_data_ticket',
    });
  });

  test('what every request has by chance is bound by none', async () => {
    const page = await at('webwxnewloginpage');
    expect(page['query/lang']).toBe('constant');
    expect((await at('login', 1))['query/tip']).not.toContain('/response');
  });
});

describe('a session of the page', () => {
  const phone = recordingOf(join(captures, 'logout-by-phone.har'));

  test('synckey is joined from SyncKey, then from SyncCheckKey', async () => {
    const first = placesOf(await phone, 'synccheck');
    expect(first['query/synckey']).toBe('e6/response/body/SyncKey join percent-encode');
    expect(placesOf(await phone, 'synccheck', 1)['query/synckey']).toBe(
      'e21/response/body/SyncCheckKey join percent-encode',
    );
  });

  test('a position goes back whole, its short values too', async () => {
    const second = placesOf(await phone, 'webwxsync', 1);
    expect(second['body/SyncKey/Count']).toBe('e21/response/body/SyncKey/Count');
    expect(second['body/SyncKey/List/0/Key']).toBe('e21/response/body/SyncKey/List/0/Key');
    expect(second['body/rr']).toBe('clock bitwise-not');
  });

  test('each value is told from the latest reply that renewed it', async () => {
    const notify = placesOf(await phone, 'webwxstatusnotify');
    expect(notify['body/BaseRequest/Skey']).toBe('e6/response/body/SKey');
    expect(notify['body/BaseRequest/Uin']).toBe('e6/response/body/User/Uin');
    expect(notify['body/FromUserName']).toBe('e6/response/body/User/UserName');
    expect(notify['body/BaseRequest/DeviceID']).toBe('random');
  });
});

test('a file goes up, is sent by its MediaId, and recalled by the MsgID of the answer', async () => {
  const all = await recordingOf(join(captures, 'sync-every-message.har'));
  expect(placesOf(all, 'webwxuploadmedia')).toMatchObject({
    'body/pass_ticket': expect.stringMatching(/error\/pass_ticket percent-decode$/),
    'body/webwx_data_ticket': expect.stringMatching(/response\/cookies\/webwx_data_ticket$/),
    'body/uploadmediarequest/BaseRequest/Sid': expect.stringMatching(/error\/wxsid$/),
  });
  expect(placesOf(all, 'webwxsendmsgimg')['body/Msg/MediaId']).toMatch(/response\/body\/MediaId$/);
  expect(placesOf(all, 'webwxrevokemsg')['body/SvrMsgId']).toMatch(/response\/body\/MsgID$/);
  expect(placesOf(all, 'webwxverifyuser')['body/VerifyUserList/0/VerifyUserTicket']).toMatch(
    /RecommendInfo\/Ticket$/,
  );
});
