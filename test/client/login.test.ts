/** Playbooks of the login: every row of its state table (protocol.md 7.1), in virtual time. */
import { describe, expect, test } from 'vitest';
import type { DriftwireError } from '../../src/errors.ts';
import type { Line } from './scripted.ts';
import { type Play, type Played, play } from './simulated.ts';

/** Logs in; what became of it. */
async function logIn(options: Play = {}): Promise<Played & { way?: string; error?: DriftwireError }> {
  const played = play(options);
  try {
    return { ...played, way: await played.client.login() };
  } catch (error) {
    return { ...played, error: error as DriftwireError };
  }
}

const poll = (code: number, nth: number | readonly number[]): Line => ({
  to: 'login',
  nth,
  say: `window.code=${code};`,
});
const ret = (to: string, code: number, nth?: number | readonly number[]): Line => ({
  to,
  ...(nth !== undefined && { nth }),
  say: `{"BaseResponse":{"Ret":${code},"ErrMsg":""},"Count":0,"ContactList":[],"SyncKey":{"Count":0,"List":[]}}`,
});
const tips = ({ exchanges }: Played): string[] =>
  exchanges.flatMap(({ request }) => /[?&]tip=(\d)/.exec(request.url)?.[1] ?? []);

describe('with a code', () => {
  test('L0: a client without a session begins with a code, and ends online', async () => {
    const { way, calls } = await logIn();
    expect(way).toBe('code');
    expect(calls().slice(0, 2)).toEqual(['jslogin', 'login']);
    expect(calls().slice(-3)).toEqual(['webwxnewloginpage', 'webwxinit', 'webwxstatusnotify']);
  });

  test('L1, L2: a code is shown, polled with tip 1 and then 0', async () => {
    const played = await logIn({ scenario: { phone: { scan: 60_000, confirm: 60_000 } } });
    expect(played.way).toBe('code');
    expect(tips(played)).toEqual(['1', '0', '0', '0', '0', '0']);
    expect(played.types().slice(0, 6)).toEqual([
      'login.qr',
      'client.code',
      'login.waiting',
      'login.waiting',
      'login.scanned',
      'login.waiting',
    ]);
    expect(played.events.find(({ type }) => type === 'client.code')).toMatchObject({
      text: expect.stringMatching(/^https:\/\/login\.weixin\.qq\.com\/l\/.{12}$/),
      count: 1,
    });
  });

  test('L1: another code than 200 asks again', async () => {
    const refusal = 'window.QRLogin.code = 400; window.QRLogin.error = "";';
    const { way, calls } = await logIn({ script: [{ to: 'jslogin', nth: 1, say: refusal }] });
    expect(way).toBe('code');
    expect(calls().filter((name) => name === 'jslogin')).toHaveLength(2);
  });

  test('L1: no answer in 10 s asks again, three times in all', async () => {
    const once = await logIn({ script: [{ to: 'jslogin', nth: 1, say: 'silence' }] });
    expect(once.way).toBe('code');
    expect(once.exchanges[0]!.timing.total).toBe(10_000);
    expect(once.exchanges[0]!.failure?.cause).toBe('timeout');
    const never = await logIn({ script: [{ to: 'jslogin', say: 'silence' }] });
    expect(never.error?.code).toBe('transport/timeout');
    expect(never.exchanges).toHaveLength(3);
  });

  test('L2: 201 may repeat without the client spinning', async () => {
    const played = await logIn({ script: [poll(201, [1, 2, 3, 4, 5, 6, 7, 8])] });
    expect(played.way).toBe('code');
    const polls = played.exchanges.filter(({ request }) => request.url.includes('/login?'));
    expect(polls[8]!.startedAt - polls[0]!.startedAt).toBeGreaterThan(3000);
  });

  test('L2, LE: an expired code is renewed five times, then the login is given up', async () => {
    const { error, calls, events } = await logIn({ scenario: { phone: { ignore: true } } });
    expect(error?.code).toBe('remote/expired');
    expect(calls().filter((name) => name === 'jslogin')).toHaveLength(6);
    expect(events.filter(({ type }) => type === 'login.expired')).toHaveLength(6);
    // About 300 s each, by polls of 25.5 s.
    expect(calls().filter((name) => name === 'login')).toHaveLength(6 * 12);
  });

  test('L2: 400 once, and the next code is scanned', async () => {
    const { way, calls } = await logIn({ scenario: { phone: [{ ignore: true }, {}] } });
    expect(way).toBe('code');
    expect(calls().filter((name) => name === 'jslogin')).toHaveLength(2);
  });

  test.each([
    ['500', 'window.code=500;'],
    ['0', ''],
    ['an error page', '<html><body>busy</body></html>'],
  ])('L2: %s is taken for expired', async (_, say) => {
    const { way, calls } = await logIn({ script: [{ to: 'login', nth: 1, say }] });
    expect(way).toBe('code');
    expect(calls().filter((name) => name === 'jslogin')).toHaveLength(2);
  });

  test('LN: a poll without an answer ends after 35 s and is asked again; three in a row end the login', async () => {
    const once = await logIn({ script: [{ to: 'login', nth: 1, say: 'silence' }] });
    expect(once.way).toBe('code');
    const silent = once.exchanges.find(({ request }) => request.url.includes('/login?'))!;
    expect([silent.failure?.cause, silent.timing.total]).toEqual(['timeout', 35_000]);
    const never = await logIn({ script: [{ to: 'login', say: 'silence' }] });
    expect(never.error?.code).toBe('transport/timeout');
    expect(never.calls().filter((name) => name === 'login')).toHaveLength(3);
  });

  test('L3: 408 after the scan is polled again, 200 leads on at once', async () => {
    const played = await logIn({ scenario: { phone: { scan: 2000, confirm: 60_000 } } });
    expect(played.way).toBe('code');
    expect(played.types().filter((type) => type.startsWith('login.'))).toEqual([
      'login.qr',
      'login.scanned',
      'login.waiting',
      'login.waiting',
      'login.confirmed',
    ]);
    const confirmed = played.exchanges.findLast(({ request }) => request.url.includes('/login?'))!;
    const ticket = played.exchanges.find(({ request }) => request.url.includes('/webwxnewloginpage'))!;
    expect(ticket.startedAt).toBe(confirmed.startedAt + confirmed.timing.total);
  });

  test('LN: a poll after the scan without an answer is asked again after 35 s', async () => {
    const { way, exchanges } = await logIn({ script: [{ to: 'login', nth: 2, say: 'silence' }] });
    expect(way).toBe('code');
    const polls = exchanges.filter(({ request }) => request.url.includes('/login?'));
    expect(polls.map(({ failure }) => failure?.cause)).toEqual([undefined, 'timeout', undefined]);
  });

  test('L3: cancelled on the phone, a new code is shown', async () => {
    const { way, types } = await logIn({ scenario: { phone: [{ cancel: 2000 }, {}] } });
    expect(way).toBe('code');
    expect(types().filter((type) => type === 'client.code')).toHaveLength(2);
    expect(types()).toContain('login.cancelled');
  });

  test('L3: 400 after the scan asks for a new code', async () => {
    const { way, calls } = await logIn({ script: [poll(400, 2)] });
    expect(way).toBe('code');
    expect(calls().slice(0, 4)).toEqual(['jslogin', 'login', 'login', 'jslogin']);
  });

  test('an unknown code is no answer', async () => {
    const { error } = await logIn({ script: [poll(999, [1, 2, 3])] });
    expect(error?.code).toBe('remote/error');
    expect(error?.details).toMatchObject({ endpoint: 'login', code: 999 });
  });
});

describe('the ticket', () => {
  test.each(['wx', 'wx2', 'wx8', 'web', 'web2'])(
    'L4: the account is on %s, so are all its hosts',
    async (family) => {
      const { way, exchanges } = await logIn({ scenario: { family } });
      expect(way).toBe('code');
      const hosts = exchanges.slice(3).map(({ request }) => new URL(request.url).host);
      const main = {
        wx: 'wx.qq.com',
        wx2: 'wx2.qq.com',
        wx8: 'wx8.qq.com',
        web: 'web.wechat.com',
        web2: 'web2.wechat.com',
      }[family];
      expect(new Set(hosts)).toEqual(new Set([main]));
    },
  );

  test('L4: a redirect to a foreign host is not followed', async () => {
    const say =
      'window.code=200;\nwindow.redirect_uri="https://attacker.example/cgi-bin/x?ticket=A&uuid=B&scan=1";';
    const { error, exchanges } = await logIn({ script: [{ to: 'login', nth: 2, say }] });
    expect(error?.code).toBe('remote/foreign-host');
    expect(exchanges.every(({ request }) => /\.qq\.com\//.test(request.url))).toBe(true);
  });

  test('L4: asked three times where nobody answers', async () => {
    const twice = await logIn({ script: [{ to: 'webwxnewloginpage', nth: [1, 2], say: { status: 503 } }] });
    expect(twice.way).toBe('code');
    const never = await logIn({ script: [{ to: 'webwxnewloginpage', say: { status: 503 } }] });
    expect(never.error?.code).toBe('remote/garbled');
    expect(never.calls().filter((name) => name === 'webwxnewloginpage')).toHaveLength(3);
  });

  test.each([
    ['text', '1203'],
    ['html', undefined],
    ['no-location', undefined],
    ['no-wxsid', undefined],
  ] as const)('L4, LR: refused as %s ends the login', async (refuse, code) => {
    const { error, calls } = await logIn({
      scenario: { phone: { refuse, says: '此微信号不能登录网页微信' } },
    });
    expect(error?.code).toBe('remote/refused');
    if (code) expect(String(error?.details.code)).toBe(code);
    if (refuse === 'text' || refuse === 'html') expect(error?.message).toContain('此微信号不能登录网页微信');
    expect(calls().filter((name) => name === 'webwxnewloginpage')).toHaveLength(1);
  });
});

describe('the start', () => {
  test('L5: init refused with 1 ends the login', async () => {
    const { error } = await logIn({ scenario: { phone: { refuse: 'init' } } });
    expect(error?.code).toBe('remote/refused');
  });

  test.each([1100, 1101, 1102])('L5: init answered %i begins anew', async (code) => {
    const { way, calls } = await logIn({ script: [ret('webwxinit', code, 1)] });
    expect(way).toBe('code');
    expect(calls().filter((name) => name === 'jslogin')).toHaveLength(2);
  });

  test.each([-1, 1205, 3])('L5: init answered %i is asked again, and says so', async (code) => {
    const once = await logIn({ script: [ret('webwxinit', code, 1)] });
    expect(once.way).toBe('code');
    expect(once.events.filter(({ type }) => type === 'client.waiting')).toMatchObject([
      { endpoint: 'webwxinit', code },
    ]);
    const never = await logIn({ script: [ret('webwxinit', code)] });
    expect(never.error?.code).toBe(code === 1205 ? 'remote/limited' : 'remote/error');
    expect(never.calls().filter((name) => name === 'webwxinit')).toHaveLength(3);
  });

  test('L6, L7: a phone that is not told is no reason to give up', async () => {
    const { way, client } = await logIn({ script: [ret('webwxstatusnotify', -1)] });
    expect(way).toBe('code');
    expect(client.values.userName).toMatch(/^@/);
  });
});

describe('given up by its user', () => {
  test('ends at once, wherever it is', async () => {
    const played = play({ scenario: { phone: { ignore: true } } });
    const stop = new AbortController();
    const login = played.client.login({ signal: stop.signal });
    await played.clock.sleep(70_000);
    stop.abort(new Error('enough'));
    await expect(login).rejects.toThrow('enough');
    expect(played.exchanges.at(-1)?.failure?.cause).toBe('aborted');
  });

  test('close ends everything', async () => {
    const played = play({ scenario: { phone: { ignore: true } } });
    const login = played.client.login();
    await played.clock.sleep(1000);
    played.client.close();
    await expect(login).rejects.toThrow('closed');
  });
});
