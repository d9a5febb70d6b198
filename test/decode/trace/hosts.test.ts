/** Which reply led to the host of a request, on exchanges made for it and on the login of 2019. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trace } from '../../../src/decode/trace/index.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { exchange } from '../../support/exchanges.ts';
import { captures, none, recordingOf } from './recordings.ts';

const cgi = '/cgi-bin/mmwebwx-bin';
const confirmed = (at: number, main: string) =>
  exchange(`https://login.${main}${cgi}/login?uuid=4bF0sQ1hZw==&tip=0`, {
    at,
    reply: `window.code=200;\nwindow.redirect_uri="https://${main}${cgi}/webwxnewloginpage?ticket=A7kq01&uuid=4bF0sQ1hZw==";`,
  });

/** Kind, or source, and steps of each request's host. */
const hostsOf = (...exchanges: Parameters<typeof trace>[0][]): string[] =>
  trace(exchanges.flat(), wechat)
    .filter(({ to }) => to.where === '/host')
    .map(({ kind, from, transforms = [] }) =>
      [from ? `${from.exchange}${from.where}` : kind, ...transforms].join(' '),
    );

describe('the host of a request', () => {
  test('is that of the URL which the login gave, and those that follow from it', async () => {
    const { values } = await recordingOf(join(captures, 'logout-by-phone.har'));
    const hosts = new Map(values.filter(({ to }) => to.where === '/host').map((one) => [one.value, one]));
    const from = { exchange: 'e4', where: '/response/body/window.redirect_uri' };
    expect(hosts.get('web.wechat.com')).toMatchObject({ kind: 'bound', from, transforms: ['url-part'] });
    expect(hosts.get('webpush.web.wechat.com')).toMatchObject({ from, transforms: ['url-part', 'embed'] });
    for (const entry of ['login.web.wechat.com', 'login.weixin.qq.com'])
      expect(hosts.get(entry)).toMatchObject({ kind: 'constant', why: /^the table has it: login/ });
  });

  test('is told once for every request', async () => {
    const { exchanges, values } = await recordingOf(join(captures, 'sync-every-message.har'));
    expect(values.filter(({ to }) => to.where === '/host')).toHaveLength(exchanges.length);
  });

  test('is told from the login that led to its family', () => {
    const asked = (at: number, main: string) => exchange(`https://webpush.${main}${cgi}/synccheck`, { at });
    expect(
      hostsOf(
        [confirmed(1, 'wx2.qq.com'), asked(2, 'wx2.qq.com'), asked(3, 'wx.qq.com')],
        [confirmed(4, 'web.wechat.com'), asked(5, 'web.wechat.com'), asked(6, 'wx2.qq.com')],
      ).map((host) => host.replace('/response/body/window.redirect_uri url-part', '')),
    ).toEqual([
      'constant',
      expect.stringMatching(/^e\d+ embed$/),
      'constant',
      'constant',
      expect.stringMatching(/^e\d+ embed$/),
      expect.stringMatching(/^e\d+ embed$/),
    ]);
  });

  test('that was asked before the login is no consequence of it, nor is a stranger below its name', () => {
    expect(
      hostsOf([
        confirmed(1, 'wx2.qq.com'),
        exchange(`https://login.wx2.qq.com${cgi}/login?uuid=4bF0sQ1hZw==&tip=0`, { at: 2 }),
        exchange('https://evil.wx2.qq.com/x', { at: 3 }),
        exchange('https://wx2.qq.com.evil.example/x', { at: 4 }),
      ]),
    ).toEqual(['constant', 'constant', 'constant', 'constant']);
  });

  test('is that of a redirect, with no table at all', () => {
    const moved = exchange('https://shop.example/start', {
      at: 1,
      status: 302,
      replyHeaders: [['Location', 'https://pay.example/next']],
    });
    const [first, next] = trace([moved, exchange('https://pay.example/next', { at: 2 })], none).filter(
      ({ to }) => to.where === '/host',
    );
    expect(first).toMatchObject({ kind: 'constant', why: 'no reply before led there' });
    expect(next).toMatchObject({
      from: { exchange: moved.id, where: '/response/headers/location' },
      transforms: ['url-part'],
    });
  });
});
