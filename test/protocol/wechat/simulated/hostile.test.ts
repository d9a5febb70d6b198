/** Whatever is sent, the backend answers: it never throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Body, type WireRequest } from '../../../../src/exchange.ts';
import { wechat } from '../../../../src/protocol/wechat/index.ts';
import { loggedIn, noon, type Page, simulate } from './page.ts';

const hosts = [
  'wx.qq.com',
  'login.wx.qq.com',
  'webpush.wx.qq.com',
  'file.wx.qq.com',
  'login.weixin.qq.com',
  'a.qq.com',
  '',
];
const paths = [
  ...wechat.endpoints.map(({ path }) => path.replace('{uuid}', 'A%ff==')),
  '/',
  '/l/',
  '/qrcode/',
  '/x',
];

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom({ toString: 1 }, { valueOf: null }, [], [[]], null, -0, Number.MAX_VALUE, '__proto__', {
    length: 5,
  }),
);

/** A body whose identity is right and everything else is not. */
const bodyOf = (page: Page, more: Record<string, unknown>): string =>
  JSON.stringify({
    BaseRequest: { Uin: page.session.uin, Sid: page.session.sid, Skey: page.session.skey, DeviceID: 'e1' },
    ...more,
  });

const keys = [
  'Msg',
  'SyncKey',
  'List',
  'MemberList',
  'UserName',
  'CmdId',
  'OP',
  'RemarkName',
  'Opcode',
  'VerifyUserList',
  'SceneList',
  'ChatRoomName',
  'AddMemberList',
  'DelMemberList',
  'NewTopic',
  'Topic',
  'Code',
  'SvrMsgId',
  'ToUserName',
  'FileMd5',
  'FileSize',
  'FileName',
  'KeyWord',
  'Scene',
  'BaseRequest',
];

describe('the simulated backend answers', () => {
  test('any method on any host and path, with any query, cookies and body', () => {
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT', ''),
      host: fc.constantFrom(...hosts),
      path: fc.constantFrom(...paths),
      query: fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          'uuid=%',
          'synckey={',
          'synckey={"List":[{"Key":{}}]}',
          'lang=%0d%0a',
          'action=__proto__',
          'fun=constructor',
        ),
      ),
      cookie: fc.oneof(fc.string(), fc.constantFrom('wxsid=__proto__; wxuin=1', 'wxsid', '=', ';;')),
      body: fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constant('--b\r\n')),
      type: fc.constantFrom('application/json', 'multipart/form-data; boundary=b', '', 'text/\n'),
    });
    const backend = simulate();
    let now = 0;
    fc.assert(
      fc.property(request, ({ method, host, path, query, cookie, body, type }) => {
        const sent: WireRequest = {
          method,
          url: `https://${host}${path}?${query}`,
          headers: [
            ['Cookie', cookie],
            ['Content-Type', type],
            ['Origin', body],
          ],
          body: Body.ofText(body),
        };
        now += 10;
        const answer = backend.handle(sent, { now, wall: noon + now });
        if (answer.held !== undefined) return;
        expect(answer.response.status).toBeGreaterThanOrEqual(0);
        for (const [name, line] of answer.response.headers)
          expect(`${name}: ${line}`).not.toMatch(/[\r\n\0]/);
      }),
      { numRuns: 3_000 },
    );
  });

  test('calls of a live session with any values in their bodies', async () => {
    const page = await loggedIn({ events: [] });
    const rows = wechat.endpoints.filter(({ body, name }) => body?.codec === 'json' && name !== 'webwxinit');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...rows),
        fc.dictionary(
          fc.constantFrom(...keys),
          fc.oneof(
            value,
            fc.dictionary(
              fc.constantFrom('ToUserName', 'Content', 'MediaId', 'LocalID', 'List', 'Count', '0'),
              value,
            ),
          ),
        ),
        fc.constantFrom('addmember', 'delmember', 'modtopic', 'quitchatroom', 'x'),
        async (row, more, fun) => {
          const answer = await page.raw(
            'POST',
            `https://wx.qq.com${row.path}?fun=${fun}`,
            bodyOf(page, more),
          );
          expect(answer.status).toBe(200);
          expect(
            row.name === 'webwxcreatechatroom' || Number.isInteger(answer.got('/BaseResponse/Ret')),
          ).toBe(true);
        },
      ),
      { numRuns: 1_500 },
    );
    expect(({} as Record<string, unknown>).Ret).toBeUndefined();
  });

  test('a body nested without end, and one that is large', async () => {
    const page = await loggedIn({ events: [] });
    for (const body of [
      '['.repeat(100_000),
      `{"BaseRequest":${'{"a":'.repeat(50_000)}`,
      ' '.repeat(3_000_000),
    ]) {
      const answer = await page.raw('POST', 'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxsync', body);
      expect(answer.got('/BaseResponse/Ret')).toBe(1200);
    }
  });
});
