/** Holds each synthetic recording to the story its README tells. */
import { describe, expect, test } from 'vitest';
import { answered, header, named, pathOf, posted, query, read, reply, syncs } from './recording.ts';

describe('each story', () => {
  const codes = (file: string): (string | undefined)[] =>
    named(read(file), '/login').map((entry) => /window\.code=(\d+)/.exec(reply(entry))?.[1]);
  const lastRetcode = (file: string): string | undefined =>
    /retcode:"(-?\d+)"/.exec(named(read(file), '/synccheck').filter(answered).map(reply).at(-1) ?? '')?.[1];
  const logoutType = (file: string): (string | undefined)[] =>
    named(read(file), '/webwxlogout').map((entry) => query(entry, 'type'));

  test('login-expiry-cancel-relogin goes through expiry, cancellation and a login that waits', () => {
    const file = 'login-expiry-cancel-relogin.har';
    const waits = new Array(12).fill('408');
    expect(codes(file)).toEqual([...waits, '400', '408', '408', '201', '202', '201', '408', '200', '408']);
    const inits = named(read(file), '/webwxinit');
    expect(inits.map(({ response }) => response.status)).toEqual([200, 0]);
    expect(inits[0]!.request.postData).toEqual(inits[1]!.request.postData);
    expect(logoutType(file)).toEqual(['0']);
  });

  test.each([
    ['sync-every-message.har', '1101', ['1']],
    ['logout-by-phone.har', '1101', ['1']],
    ['push-login.har', '1102', ['1']],
    ['desktop-cross-host.har', '1100', ['0']],
  ])('%s ends with retcode %s and a logout of type %s', (file, retcode, types) => {
    expect([lastRetcode(file), logoutType(file)]).toEqual([retcode, types]);
  });

  test.each([
    ['refused-1203.har', [200], '<ret>1203</ret>'],
    ['refused-html.har', [200, 200], '暂不支持使用网页版微信'],
    ['refused-301.har', [301, 301, 301], '<ret>0</ret>'],
  ])('%s ends with the refusal', (file, statuses, words) => {
    const tickets = named(read(file), '/webwxnewloginpage');
    expect(tickets.map(({ response }) => response.status)).toEqual(statuses);
    expect(tickets.every((entry) => reply(entry).includes(words) && !reply(entry).includes('<wxsid>'))).toBe(
      true,
    );
    expect(tickets.every((entry) => header(entry.response.headers, 'Location') === undefined)).toBe(true);
    expect(tickets.at(-1)).toEqual(read(file).at(-1));
  });

  test('desktop-cross-host moves to the account’s host and never shows a pass_ticket', () => {
    const entries = read('desktop-cross-host.har');
    const [ticket] = named(entries, '/webwxnewloginpage');
    expect([ticket!.response.status, header(ticket!.response.headers, 'Location')]).toEqual([
      301,
      'https://wx2.qq.com/',
    ]);
    expect(ticket!.request.url).not.toContain('fun=new');
    expect(posted(named(entries, '/webwxinit')[0]!).BaseRequest?.Skey).toBe('');
    expect(entries.some((entry) => query(entry, 'pass_ticket') !== undefined)).toBe(false);
  });

  test('sync-every-message delivers every kind of message and makes every request', () => {
    const entries = read('sync-every-message.har');
    const replies = syncs(entries);
    const messages = replies.flatMap(({ AddMsgList }) => AddMsgList);
    const kinds = new Set(messages.map(({ MsgType }) => MsgType));
    for (const kind of [1, 3, 34, 37, 40, 42, 43, 47, 48, 49, 50, 51, 52, 53, 62, 4242, 9999, 10000, 10002])
      expect(kinds).toContain(kind);
    const apps = new Set(
      messages.filter(({ MsgType }) => MsgType === 49).map(({ AppMsgType }) => AppMsgType),
    );
    for (const app of [1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 19, 33, 36, 51, 53, 57, 2000, 2001])
      expect(apps).toContain(app);
    expect(new Set(messages.map(({ StatusNotifyCode }) => StatusNotifyCode))).toEqual(
      new Set([0, 1, 2, 4, 5]),
    );
    expect(messages.some(({ SubMsgType }) => SubMsgType === 48)).toBe(true);
    expect(replies.filter(({ ContinueFlag }) => ContinueFlag !== 0)).toHaveLength(1);
    expect(replies.filter(({ SyncKey }) => SyncKey.Count === 0)).toHaveLength(1);
    expect([
      replies.some(({ ModContactCount }) => ModContactCount > 0),
      replies.some(({ DelContactCount }) => DelContactCount > 0),
    ]).toEqual([true, true]);
    const checks = named(entries, '/synccheck').map((entry) =>
      reply(entry).replace(/^window\.synccheck=/, ''),
    );
    for (const selector of [0, 2, 4, 6, 7]) expect(checks).toContain(`{retcode:"0",selector:"${selector}"}`);
    const paths = new Set(entries.map((entry) => `${entry.request.method} ${pathOf(entry)}`));
    for (const path of [
      ...[
        'sendmsg',
        'sendmsgimg',
        'sendvideomsg',
        'sendappmsg',
        'sendemoticon',
        'uploadmedia',
        'checkupload',
        'revokemsg',
        'oplog',
      ],
      ...[
        'verifyuser',
        'createchatroom',
        'updatechatroom',
        'searchcontact',
        'sendfeedback',
        'statreport',
        'statusnotify',
      ],
    ]) {
      expect(paths).toContain(`POST /webwx${path}`);
    }
    for (const path of [
      'getmsgimg',
      'getvoice',
      'getvideo',
      'getmedia',
      'geticon',
      'getheadimg',
      'getcontact',
      'checkurl',
    ]) {
      expect(paths).toContain(`GET /webwx${path}`);
    }
    expect(paths).toContain('OPTIONS /webwxuploadmedia');
    expect(paths).toContain('GET /cgi-bin/mmsupport-bin/reportforweb');
    expect(named(entries, '/webwxgetvideo')[0]!.response.status).toBe(206);
    expect(named(entries, '/webwxinit')[0]!.request.postData?.text).toMatch(/"Sid":"[^"]*\+[^"]*"/);
  });
});
