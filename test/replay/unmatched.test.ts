import { describe, expect, test } from 'vitest';
import { Body, type WireRequest } from '../../src/exchange.ts';
import type { Backend } from '../../src/protocol/backend.ts';
import type { Miss } from '../../src/replay/unmatched.ts';
import { changed, jsonOf, linesOf, plainRequest, served } from './rehearsal.ts';

const get = (url: string, headers: [string, string][] = []): WireRequest => ({ method: 'GET', url, headers });
const inside = async (options = {}) => {
  const stage = await served('sync-every-message', options);
  stage.rehearsal.perform(linesOf(stage.exchanges).filter(({ id }) => Number(id.slice(1)) < 20)).finish();
  return stage;
};

describe('a request that the recording has no answer for', () => {
  test.each(['https://wx2.qq.com/favicon.ico', 'https://res.wx.qq.com/a.js', 'https://example.org/'])(
    '%s gets 404 and an explanation',
    async (url) => {
      const { rehearsal, backend } = await served('push-login');
      const answer = rehearsal.wait(get(url));
      expect(answer.response?.status).toBe(404);
      const miss = jsonOf(answer) as unknown as Miss;
      expect(miss).toMatchObject({ code: 'replay/no-match', nearest: null, differs: null });
      expect(miss.error).toContain(new URL(url).host);
      expect(backend.unmatched).toBe(1);
    },
  );

  test('names the nearest recorded one, and the first field that differs', async () => {
    const { rehearsal, of } = await inside();
    const send = of('webwxsendmsg');
    const text = JSON.parse(send.request.body!.text()).Msg.Content;
    const answer = rehearsal.wait(
      changed(send.request, { [JSON.stringify(text).slice(1, -1)]: 'something else' }),
    );
    expect(answer.response?.status).toBe(404);
    expect(jsonOf(answer)).toMatchObject({
      code: 'replay/no-match',
      endpoint: 'webwxsendmsg',
      nearest: send.id,
      differs: { where: '/request/body/Msg/Content', recorded: text, received: 'something else' },
    });
    expect(answer.why).toContain('/request/body/Msg/Content');
  });

  test('with another constant of the protocol is told which', async () => {
    const { rehearsal, of } = await served('push-login');
    const answer = rehearsal.wait(
      changed(of('jslogin').request, { wx782c26e4c19acffb: 'wx0000000000000000' }),
    );
    expect(jsonOf(answer)).toMatchObject({
      nearest: of('jslogin').id,
      differs: {
        where: '/request/query/appid',
        recorded: 'wx782c26e4c19acffb',
        received: 'wx0000000000000000',
      },
    });
  });

  test('for a session that nobody began names the credential, shortened', async () => {
    const { rehearsal, of } = await served('logout-by-phone');
    const answer = rehearsal.wait(
      changed(of('webwxsync').request, {
        'YSSLd31noZuLt+Wz': 'NobodyHasThisSid',
        '@crypt_48802d3e_e9debe0dfdff2142233ad8897d53571c':
          '@crypt_00000000_00000000000000000000000000000000',
        '2652566766': '1000000001',
      }),
    );
    const miss = jsonOf(answer) as unknown as Miss;
    expect(miss.code).toBe('replay/no-match');
    expect(miss.differs?.where).toMatch(/[sS]id$/);
    expect(miss.differs?.recorded).toMatch(/^YSS…/);
    expect(JSON.stringify(miss)).not.toContain('YSSLd31noZuLt');
  });

  test('that names a wrong session beside the right cookies is told that name, and begins none', async () => {
    const { rehearsal, of } = await inside();
    const notice = plainRequest(of('webwxstatusnotify').request);
    const text = notice.body!.text();
    const { Sid, Uin } = JSON.parse(text).BaseRequest;
    const answer = rehearsal.wait({
      ...notice,
      body: Body.ofText(text.replace(Sid, 'WrongWrongWrong0')),
    });
    const { differs } = jsonOf(answer) as unknown as Miss;
    expect(differs).toMatchObject({ where: '/request/body/BaseRequest/Sid' });
    expect(JSON.stringify(jsonOf(answer))).not.toContain(String(Uin));
    expect(rehearsal.wait(notice).response?.status).toBe(200);
  });

  test('by a method that its row does not know is told so', async () => {
    const { rehearsal, of } = await inside();
    const { request } = of('webwxsync');
    const answer = rehearsal.wait({ method: 'PUT', url: request.url, headers: request.headers });
    expect(jsonOf(answer)).toMatchObject({
      differs: { where: '/request/method', recorded: 'POST', received: 'PUT' },
    });
  });

  test('is reported under warn, with the same answer', async () => {
    const misses: Miss[] = [];
    const { rehearsal } = await served('push-login', {
      unmatched: 'warn',
      onUnmatched: (miss) => misses.push(miss),
    });
    expect(rehearsal.wait(get('https://wx2.qq.com/favicon.ico')).response?.status).toBe(404);
    expect(misses.map(({ code }) => code)).toEqual(['replay/no-match']);
  });

  test('goes to the simulation under simulate, polls that it holds included', async () => {
    const asked: string[] = [];
    let held = true;
    const simulated: Backend = {
      handle: (request) => {
        asked.push(request.url);
        return { held: 7 };
      },
      wake: () => {
        held = false;
        return [{ held: 7, response: { status: 200, headers: [], body: Body.ofText('made up') } }];
      },
      nextWake: () => (held ? 5_000 : undefined),
      forget: () => undefined,
    };
    const { rehearsal } = await served('push-login', { unmatched: 'simulate', simulated });
    const answer = rehearsal.wait(get('https://wx2.qq.com/favicon.ico'));
    expect(answer.response?.body?.text()).toBe('made up');
    expect(rehearsal.now).toBe(5_000);
    expect(asked).toEqual(['https://wx2.qq.com/favicon.ico']);
  });
});

describe('a recorded exchange without a usable answer', () => {
  test('gets 502 with an explanation where nothing else is there', async () => {
    const { rehearsal, exchanges, of } = await served('seed-login');
    rehearsal.perform(linesOf(exchanges).slice(0, 5)).finish();
    const answer = rehearsal.wait(of('webwxinit').request);
    expect(answer.response?.status).toBe(502);
    expect(jsonOf(answer)).toMatchObject({
      code: 'replay/no-response',
      endpoint: 'webwxinit',
      nearest: of('webwxinit').id,
    });
  });

  test('is passed over where there is another one', async () => {
    const { rehearsal, exchanges, of } = await served('push-login');
    rehearsal.perform(linesOf(exchanges).slice(0, 5)).finish();
    expect(of('webwxinit', 1).failure).toBeDefined();
    for (const _ of [1, 2, 3]) expect(rehearsal.wait(of('webwxinit', 1).request).response?.status).toBe(200);
  });
});

describe('what nobody asked for', () => {
  test('is listed with why it could have been given', async () => {
    const { rehearsal, exchanges, backend, of } = await served('push-login');
    rehearsal.perform(linesOf(exchanges).filter(({ id }) => id !== of('webwxbatchgetcontact').id)).finish();
    expect(backend.unused()).toEqual([
      expect.objectContaining({
        exchange: of('webwxbatchgetcontact').id,
        endpoint: 'webwxbatchgetcontact',
        why: expect.stringContaining('whole'),
      }),
    ]);
  });

  test('is all that can be given before anything was asked, without what cannot', async () => {
    const { backend, exchanges } = await served('push-login');
    const unused = new Set(backend.unused().map(({ exchange }) => exchange));
    const failed = exchanges.filter(({ failure }) => failure).map(({ id }) => id);
    expect(unused.size).toBe(exchanges.length - failed.length);
    for (const id of failed) expect(unused).not.toContain(id);
  });

  test('does not count what was asked for in the same words, but every message that was sent', async () => {
    const { rehearsal, exchanges, backend, of } = await served('sync-every-message');
    const left = new Set([of('webwxinit', -1).id, of('webwxsendmsg', -1).id]);
    rehearsal.perform(linesOf(exchanges).filter(({ id }) => !left.has(id))).finish();
    expect(backend.unused().map(({ exchange }) => exchange)).toEqual([of('webwxsendmsg', -1).id]);
  });
});
